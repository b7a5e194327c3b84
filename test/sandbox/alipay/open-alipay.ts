import type { Call, Instruction, PartnerAdapter } from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { createSandboxAlipay } from '../../../src/sandbox/partners/alipay/server.ts';
import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { demoAdapter, demoSecret, INSTRUCTION } from '../../adapters/alipay/demo-alipay.ts';
import { type VirtualRuntime, virtualRuntime } from '../../support/virtual-runtime.ts';

/** A simulated Alipay on virtual time, and an adapter that speaks to it without a socket. */
export interface OpenAlipay {
  readonly sandbox: SandboxPartner;
  readonly adapter: PartnerAdapter;
  readonly runtime: VirtualRuntime;
  submit(instruction?: Instruction): Promise<Verdict>;
  inquire(instruction?: Instruction): Promise<Verdict>;
  send(request: PartnerRequest): Promise<SandboxReply>;
  arm(name: BehaviourName, value?: string): void;
}

export const OPENING_FEN = 100_000_000n;

/** Opens both; `settleMs` 0 pays an order before its transfer is answered. */
export function openAlipay(settleMs = 0): OpenAlipay {
  const runtime = virtualRuntime(42);
  const sandbox = createSandboxAlipay(
    {
      runtime,
      seed: 'alipay-test',
      callbackUrl: 'http://127.0.0.1:9/callbacks/alipay',
      settleMs,
      openingBalanceMinor: OPENING_FEN,
      log: () => {},
    },
    demoSecret,
  );
  const adapter = demoAdapter();
  const send = ({ method, path, headers, body }: PartnerRequest) =>
    sandbox.handle({ method, path, headers, body: body ?? '' });
  const exchange = async (call: Call): Promise<Verdict> =>
    call.read(asReply(await send(call.request)), runtime.now());
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });
  return {
    sandbox,
    adapter,
    runtime,
    send,
    submit: (instruction = INSTRUCTION) => exchange(adapter.submit(instruction, stamp())),
    inquire: (instruction = INSTRUCTION) => exchange(adapter.inquire(instruction, stamp())),
    arm(name, value) {
      const term = { rate: 1, times: null, endsAtMs: null, value: value ?? null };
      sandbox.bank.behaviours.arm({ name, ...term });
    },
  };
}

/** The reply that a client would have; throws where the wire would have broken. */
export function asReply(reply: SandboxReply): PartnerReply {
  if (reply.kind !== 'answer') throw new Error(`no reply: ${reply.kind}`);
  return { status: reply.status, headers: reply.headers, body: reply.body };
}

/** The payout of the fixtures under another number, or with another text. */
export function payout(changes: Partial<Instruction>): Instruction {
  return { ...INSTRUCTION, ...changes };
}
