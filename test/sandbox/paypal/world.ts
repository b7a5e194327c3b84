import type {
  Batch,
  BatchCall,
  BatchReading,
  Instruction,
  PartnerAdapter,
} from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { isLedgerBank } from '../../../src/sandbox/bank/ledger-bank.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import {
  answered,
  openPartnerWorld,
  type PartnerWorldOptions,
} from '../../support/partner-world.ts';
import type { VirtualRuntime } from '../../support/virtual-runtime.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const ADDRESS = 'borrower@example.com';

/** An order of 123.45 dollars; `remittance` becomes the note, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'USD', minor: 12_345n },
    creditor: creditor(ADDRESS),
    remittance: 'Loan 42',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

export function creditor(value: string): Instruction['creditor'] {
  return { name: 'Demo Borrower', account: { type: 'paypal_email', value } };
}

/** A batch named after its first member; each member may be changed. */
export function batchOf(...changes: readonly Partial<Instruction>[]): Batch {
  const members = changes.map((change, index) =>
    order({ partnerKey: `${String.fromCodePoint(65 + index).repeat(31)}2`, ...change }),
  );
  return { key: members[0]?.partnerKey ?? '', members };
}

/** What came of a call: its reading, or a connection that broke. */
export type Outcome = BatchReading | 'lost';

/**
 * Plays the engine's part for sessions and batches, as little of it as the two need: keeps one token
 * until it ends or is refused, asks once more for a refused one, and reads what comes.
 */
export function createDriver(
  runtime: VirtualRuntime,
  adapter: PartnerAdapter,
  sandbox: SandboxPartner,
) {
  const { session, batch: batches } = adapter;
  if (session === undefined || batches === undefined) throw new Error('PayPal needs both');
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });
  const sent: PartnerRequest[] = [];
  let token: { readonly text: string; readonly endsAtMs: number } | null = null;
  let tokensAsked = 0;

  const send = (request: PartnerRequest): Promise<SandboxReply> => {
    sent.push(request);
    return sandbox.handle({ ...request, body: request.body ?? '' });
  };

  const tokenNow = async (): Promise<string> => {
    if (token !== null && runtime.now() < token.endsAtMs) return token.text;
    tokensAsked += 1;
    const reply = answered(await send(session.request(stamp())));
    const reading = session.read(reply, runtime.now());
    if (reading.kind === 'refused') throw new Error(reading.detail);
    token = { text: reading.token, endsAtMs: reading.endsAtMs };
    return reading.token;
  };

  const exchange = async (request: PartnerRequest): Promise<PartnerReply | null> => {
    const first = await send(session.authorize(request, await tokenNow()));
    if (first.kind !== 'answer') return null;
    if (!session.isTokenRefusal(answered(first))) return answered(first);
    token = null;
    const second = await send(session.authorize(request, await tokenNow()));
    return second.kind === 'answer' ? answered(second) : null;
  };

  const ask = async ({ request, read }: BatchCall): Promise<Outcome> => {
    const reply = await exchange(request);
    return reply === null ? 'lost' : read(reply, runtime.now());
  };

  return {
    /** Every request that left, authorization included. */
    sent,
    tokensAsked: () => tokensAsked,
    submitBatch: (batch: Batch) => ask(batches.submit(batch, stamp())),
    inquireBatch: (batch: Batch, reference: string) =>
      ask(batches.inquire(batch, reference, stamp())),
    async submit(instruction: Instruction): Promise<Verdict | 'lost'> {
      const { request, read } = adapter.submit(instruction, stamp());
      const reply = await exchange(request);
      return reply === null ? 'lost' : read(reply, runtime.now());
    },
    async inquire(instruction: Instruction, partnerReference: string): Promise<Verdict | 'lost'> {
      const { request, read } = adapter.inquire({ ...instruction, partnerReference }, stamp());
      const reply = await exchange(request);
      return reply === null ? 'lost' : read(reply, runtime.now());
    },
    async probe() {
      const { request, read } = adapter.probe(stamp());
      const reply = await exchange(request);
      return reply === null ? 'lost' : read(reply, runtime.now());
    },
  };
}

/** The gateway's adapter and the simulated partner, with a driver for tokens and batches between. */
export function openWorld({
  openingBalanceMinor = 10_000_000n,
  ...options
}: PartnerWorldOptions = {}) {
  const world = openPartnerWorld('paypal', { openingBalanceMinor, ...options });
  const { runtime, adapter, sandbox } = world;
  return {
    ...world,
    ...createDriver(runtime, adapter, sandbox),
    /** The payee claims what waits for him. */
    claim: (reference: string): boolean =>
      isLedgerBank(sandbox.bank) && sandbox.bank.settle(reference),
  };
}

/** What a batch's reading tells each member: its own word, or the whole's. */
export function verdictsOf(batch: Batch, outcome: Outcome): readonly Verdict[] {
  if (outcome === 'lost') throw new Error('the answer was lost');
  return batch.members.map(({ partnerKey }) => outcome.items.get(partnerKey) ?? outcome.whole);
}

/** PayPal's reference, where a reading has one. */
export function referenceIn(outcome: Outcome): string {
  const whole = outcome === 'lost' ? null : outcome.whole;
  if (whole === null || !('partnerReference' in whole) || whole.partnerReference === undefined) {
    throw new Error('no reference');
  }
  return whole.partnerReference;
}

/** PayPal's reference in a verdict; `undefined` in words when there is none. */
export function partnerReference(verdict: unknown): string {
  return String(Reflect.get(Object(verdict), 'partnerReference'));
}
