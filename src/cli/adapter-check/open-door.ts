import type { SandboxDoor } from '../../conformance/subject/subject.ts';
import type { VirtualRuntime } from '../../runtime/virtual-runtime.ts';
import type { BankInstruction } from '../../sandbox/bank/bank.ts';
import { isLedgerBank } from '../../sandbox/bank/ledger-bank.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';

/** How any return is called; every simulator writes it in its own words. */
const RETURN_REASON = 'AC04';

/**
 * Opens a simulated partner without a socket: its protocol, its books and its time. `create` is
 * called once, and once more for an endpoint with a ledger of its own.
 */
export function openDoor(create: () => SandboxPartner, runtime: VirtualRuntime): SandboxDoor {
  const partner = create();
  const { bank } = partner;
  if (!isLedgerBank(bank))
    throw new TypeError(`the bank of ${partner.name} is not from createBank`);
  const changes: BankInstruction[] = [];
  bank.onChange((instruction) => changes.push(instruction));

  const door: SandboxDoor = {
    async handle(request, ageMs = 0) {
      if (ageMs > (partner.copyLifeMs ?? Infinity)) return null;
      const reply = await partner.handle(request);
      if (reply.kind === 'answer') return reply;
      throw new Error(`the sandbox gave no answer to a plain request, but ${reply.kind}`);
    },
    misbehave(name, value) {
      bank.behaviours.arm({ name, rate: 1, times: null, endsAtMs: null, value: value ?? null });
    },
    behave: () => bank.behaviours.clear(),
    elsewhere: () => (partner.endpointsShareKeys === false ? openDoor(create, runtime) : door),
    books: () => bank.books(),
    ledger: () => JSON.stringify([bank.totals(), bank.books()], plain),
    callbacks: () =>
      changes.flatMap((change) => {
        const callback = partner.callback(change);
        return callback === null ? [] : [{ headers: callback.headers, body: callback.body }];
      }),
    redeliveryMs: partner.callbackRetryMs,
    callbackTaken: (status, body) => partner.callbackTaken(status, body),
    giveBackAll() {
      for (const { reference } of bank.books()) bank.giveBack(reference, RETURN_REASON, 0n);
    },
    advance: (ms) => runtime.advance(ms),
    nowMs: () => runtime.now(),
  };
  return door;
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
