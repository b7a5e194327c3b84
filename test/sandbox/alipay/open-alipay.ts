import type { Instruction } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import { INSTRUCTION } from '../../adapters/alipay/demo-alipay.ts';
import { openPartnerWorld, type PartnerWorld } from '../../support/partner-world.ts';

/** A simulated Alipay on virtual time, and an adapter that speaks to it without a socket. */
export interface OpenAlipay extends Omit<PartnerWorld, 'submit' | 'inquire' | 'arm'> {
  submit(instruction?: Instruction): Promise<Verdict>;
  inquire(instruction?: Instruction): Promise<Verdict>;
  arm(name: BehaviourName, value?: string): void;
}

export const OPENING_FEN = 100_000_000n;

/** Opens both; `settleMs` 0 pays an order before its transfer is answered. */
export function openAlipay(settleMs = 0): OpenAlipay {
  const world = openPartnerWorld('alipay', {
    settleMs,
    openingBalanceMinor: OPENING_FEN,
    seed: 42,
    gatewayUrl: 'http://127.0.0.1:9',
  });
  return {
    ...world,
    submit: (instruction = INSTRUCTION) => world.submit(instruction),
    inquire: (instruction = INSTRUCTION) => world.inquire(instruction),
    arm: (name, value) => world.arm(name, { value: value ?? null }),
  };
}

/** The payout of the fixtures under another number, or with another text. */
export function payout(changes: Partial<Instruction>): Instruction {
  return { ...INSTRUCTION, ...changes };
}
