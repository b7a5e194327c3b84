import { createCmb } from '../../../adapters/cmb/adapter.ts';
import type { Call, CallbackReading, Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';
import type { Behaviour, BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import { createSandboxCmb } from '../../../src/sandbox/partners/cmb/server.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const CARD = '6225880212345678';
export const DIALECTS = ['RSA', 'SM'] as const;

/** An order of 123.45 yuan; `text` becomes the purpose, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'CNY', minor: 12_345n },
    creditor: {
      name: '演示用户',
      account: { type: 'cn_bank_account', value: CARD, bank: '102100099996' },
    },
    remittance: '借款到账',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

export interface WorldOptions {
  readonly settleMs?: number;
  readonly openingBalanceMinor?: bigint;
  readonly dialect?: (typeof DIALECTS)[number];
}

/** The gateway's adapter and the simulated bank, face to face, without a socket. */
export function openWorld(options: WorldOptions = {}) {
  const { settleMs = 1_000, openingBalanceMinor = 1_000_000n, dialect = 'RSA' } = options;
  const runtime = virtualRuntime(7);
  const demo = demoSecret('cmb', new URL('../../../fixtures/', import.meta.url));
  const secret = (name: string) => (name === 'CRYPTO' ? dialect : demo(name));
  const adapter = createCmb(secret);
  const log: string[] = [];
  const sandbox = createSandboxCmb(
    {
      runtime,
      seed: 'cmb-7',
      callbackUrl: 'http://127.0.0.1:8080/callbacks/cmb',
      settleMs,
      openingBalanceMinor,
      log: (line) => log.push(line),
    },
    secret,
  );
  const changes: BankInstruction[] = [];
  sandbox.bank.onChange((instruction) => changes.push(instruction));
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });

  const send = (request: PartnerRequest): Promise<SandboxReply> =>
    sandbox.handle({ ...request, body: request.body ?? '' });

  const ask = async (call: Call): Promise<Verdict> =>
    call.read(answered(await send(call.request)), runtime.now());

  return {
    runtime,
    adapter,
    sandbox,
    secret,
    log,
    changes,
    stamp,
    send,
    submit: (instruction: Instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction: Instruction) => ask(adapter.inquire(instruction, stamp())),
    arm: (name: BehaviourName, changed: Partial<Behaviour> = {}) =>
      sandbox.bank.behaviours.arm({
        name,
        rate: 1,
        times: null,
        endsAtMs: null,
        value: null,
        ...changed,
      }),
    /** Delivers the notice about the last change, as the bank would at this moment. */
    notify(): CallbackReading | null {
      const last = changes.at(-1);
      const callback = last === undefined ? null : sandbox.callback(last);
      return callback === null ? null : adapter.readCallback(callback, runtime.now());
    },
  };
}

/** What arrived; a reset or a silence is the transport's business and not the adapter's. */
export function answered(reply: SandboxReply): PartnerReply {
  if (reply.kind !== 'answer') throw new Error(`no answer but ${reply.kind}`);
  const { status, headers, body } = reply;
  return { status, headers, body };
}

/** What a refusal or an acceptance calls the order. */
export function referenceOf(verdict: Verdict): string {
  return ('partnerReference' in verdict ? verdict.partnerReference : undefined) ?? '';
}
