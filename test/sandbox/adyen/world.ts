import { createAdyen } from '../../../adapters/adyen/adapter.ts';
import type { Call, CallbackReading, Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { createSandboxAdyen } from '../../../src/sandbox/partners/adyen/server.ts';
import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';
import type { Behaviour, BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const IBAN = 'NL91ABNA0417164300';

/** The moment at which the world opens. */
const OPENING_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** An order of 123.45 euros; `remittance` becomes the description, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'EUR', minor: 12_345n },
    creditor: { name: 'A. Klaassen', account: { type: 'iban', value: IBAN } },
    remittance: 'Loan 2026/11',
    intentAtMs: OPENING_MS,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

/** The gateway's adapter and the simulated Adyen, face to face, without a socket. */
export function openWorld({ settleMs = 1_000, openingBalanceMinor = 1_000_000n } = {}) {
  const runtime = virtualRuntime(7);
  const secret = demoSecret('adyen', new URL('../../../fixtures/', import.meta.url));
  const adapter = createAdyen(secret);
  const sandbox = createSandboxAdyen(
    {
      runtime,
      seed: 'adyen-7',
      callbackUrl: 'http://127.0.0.1:8080/callbacks/adyen',
      settleMs,
      openingBalanceMinor,
      log: () => undefined,
    },
    secret,
  );
  const letters: BankInstruction[] = [];
  sandbox.bank.onChange((letter) => letters.push(letter));
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });

  const send = (request: PartnerRequest): Promise<SandboxReply> =>
    sandbox.handle({ ...request, body: request.body ?? '' });

  const ask = async (call: Call | null): Promise<Verdict> => {
    if (call === null) throw new Error('the adapter has no such call');
    return call.read(answered(await send(call.request)), runtime.now());
  };

  const callbacks = (): readonly SandboxCallback[] =>
    letters.flatMap((letter) => sandbox.callback(letter) ?? []);

  return {
    runtime,
    adapter,
    sandbox,
    secret,
    letters,
    stamp,
    send,
    callbacks,
    submit: (instruction: Instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction: Instruction) => ask(adapter.inquire(instruction, stamp())),
    cancel: (instruction: Instruction) => ask(adapter.cancel(instruction, stamp())),
    arm: (name: BehaviourName, changed: Partial<Behaviour> = {}) =>
      sandbox.bank.behaviours.arm({
        name,
        rate: 1,
        times: null,
        endsAtMs: null,
        value: null,
        ...changed,
      }),
    /** Every webhook so far, as the adapter reads it. */
    news: (): readonly CallbackReading[] =>
      callbacks().map((callback) => adapter.readCallback(callback, runtime.now())),
  };
}

export type World = ReturnType<typeof openWorld>;

/** What arrived; a reset or a silence is the transport's business and not the adapter's. */
export function answered(reply: SandboxReply): PartnerReply {
  if (reply.kind !== 'answer') throw new Error(`no answer but ${reply.kind}`);
  const { status, headers, body } = reply;
  return { status, headers, body };
}

/** The verdicts of readings that brought one each. */
export function verdicts(readings: readonly CallbackReading[]): readonly unknown[] {
  return readings.map((reading) => (reading.kind === 'news' ? reading.news[0]?.verdict : reading));
}
