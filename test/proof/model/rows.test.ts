/**
 * Goal: the table of transitions is neither too wide nor too narrow. Too narrow, the model check
 * says so (NO SUCH ROW); too wide, a row or a state in a row that `decide()` never takes would
 * promise what cannot happen.
 * Method: watch the product's own `decide()` through searches of small worlds that hold cancels,
 * deadlines, returns, operators, crashes and lies, and note every transition that it makes. No world of the
 * search is restored from a backup: stories of payouts that were stand beside it.
 */
import { beforeAll, describe, expect, it } from 'vitest';

import type { FailureCode } from '../../../src/contract/failure.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import { BARE, type Bounds } from '../../../src/proof/model/bounds.ts';
import { check } from '../../../src/proof/model/check.ts';
import { PRODUCT, type Product } from '../../../src/proof/model/product.ts';
import { ROWS, transition, transitionsOf } from '../../../src/proof/model/rows.ts';
import { evidence, refused, REQUEST, routed, START_MS } from '../../support/payouts.ts';

/** Everything that may happen to an attempt; then two attempts at banks that lie. Enough of each. */
const WORLDS: readonly Bounds[] = [
  {
    ...BARE,
    attempts: 1,
    callbacks: true,
    cancel: true,
    holds: true,
    operators: true,
    deadline: true,
    returns: 1,
    crashes: 1,
    sends: 2,
    partners: ['repeats', 'asks'],
    limit: 15_000,
  },
  { ...BARE, callbacks: true, cancel: true, holds: true, returns: 1, lies: 1, limit: 15_000 },
  { ...BARE, attempts: 1, callbacks: true, operators: true, lies: 1, limit: 15_000 },
];

const ASKABLE: Fact = { kind: 'pastLost', lostPast: { unaskable: null } };
const UNASKABLE: Fact = { kind: 'pastLost', lostPast: { unaskable: 'paypal' } };
const CLEARED: Fact = { kind: 'pastCleared' };
const CANCEL: Fact = { kind: 'cancelRequested', by: 'caller' };
const QUEUED: Fact = { kind: 'judged', hold: null, holdsObligation: true };
const HOLD = {
  code: 'risk.duplicate.suspected',
  detail: 'a large one',
  partnerCode: null,
} as const;
const HELD: Fact = { kind: 'judged', hold: HOLD, holdsObligation: true };
const found = (by: string): Fact => ({
  kind: 'reviewed',
  by,
  decision: 'wasPaid',
  reason: 'l. 88',
});
const refusedFor = (code: FailureCode) => evidence(refused(code, true));

/** Payouts of a journal that was restored from a backup. */
const RESTORED: readonly (readonly Fact[])[] = [
  [QUEUED, UNASKABLE, found('ann'), found('bo')],
  [QUEUED, ASKABLE, CANCEL, CLEARED],
  [QUEUED, ASKABLE, routedTo('key-1'), refusedFor('regulatory.sanctions'), CLEARED],
  [QUEUED, ASKABLE, routedTo('key-1'), refusedFor('eligibility.account.closed'), CLEARED],
  [QUEUED, ASKABLE, routedTo('key-1'), refusedFor('partner.outage'), CLEARED],
  [HELD, ASKABLE, CANCEL],
];

/** A second of work; no machine is so slow. */
const SLOW_MACHINE_MS = 300_000;

describe('the table of transitions', () => {
  const seen = new Set<string>();

  beforeAll(() => {
    for (const bounds of WORLDS) check(watched(seen), bounds);
    for (const facts of RESTORED) tellTo(watched(seen), facts);
  }, SLOW_MACHINE_MS);

  it.each(ROWS)('row $row is taken in each of its forms', (row) => {
    const untaken = transitionsOf(row).filter((name) => !seen.has(name));

    expect(untaken).toEqual([]);
  });

  it('allows every change of state that was seen', () => {
    const allowed = new Set(ROWS.flatMap(transitionsOf));

    expect([...seen].filter((name) => !allowed.has(name))).toEqual([]);
    expect(seen.size).toBeGreaterThan(50);
  });
});

function routedTo(foundKey: string): Fact {
  return { ...routed('bank-a'), foundKey } as Fact;
}

function tellTo(product: Product, facts: readonly Fact[]): void {
  const received: Fact = { kind: 'received', id: 'po_1', caller: 'lender', request: REQUEST };
  [received, ...facts].reduce<Payout | null>(
    (payout, fact, no) =>
      product.decide(payout, fact, START_MS + no).events.reduce(product.applyEvent, payout),
    null,
  );
}

/** The product, with a note of each transition. What only adds to the record is none. */
function watched(seen: Set<string>): Product {
  return {
    ...PRODUCT,
    decide(before, fact, nowMs) {
      const decision = PRODUCT.decide(before, fact, nowMs);
      const after = decision.events.reduce<Payout | null>(PRODUCT.applyEvent, before);
      const moved = decision.events.some(({ kind }) => MOVES.has(kind));
      if (after === null || !moved) return decision;
      const stays = before?.state === after.state;
      seen.add(transition(before?.state ?? null, fact.kind, stays ? null : after.state));
      return decision;
    },
  };
}

/** The events of which a row tells. */
const MOVES: ReadonlySet<string> = new Set([
  'received',
  'moved',
  'resendStarted',
  'cancelRequested',
]);
