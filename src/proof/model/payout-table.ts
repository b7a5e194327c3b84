import { isFinal, type Payout } from '../../payouts/model/payout.ts';
import { ownPartnerKey } from '../../payouts/model/next-partner-key.ts';
import { REQUEST, START_MS } from './sample.ts';
import type { Bounds } from './bounds.ts';
import { canonical, canonicalKey } from './canonical.ts';
import { payoutFlaw, stepFlaw } from './payout-flaws.ts';
import type { Product } from './product.ts';
import type { Outcome, PayoutTable, Row } from './row.ts';
import { CLOCKS_MS, DEADLINE_MS, factOf, placesOf } from './questions.ts';

/** The product's own words about abstract payouts, asked one by one. */
export interface Oracle {
  readonly born: number;
  readonly size: () => number;
  row(payoutId: number): Row;
  decide(payoutId: number, readId: number, factCode: number, clock: number): Outcome;
}

/** A table that asks the product when a question comes up for the first time. */
export function createPayoutTable(product: Product, bounds: Bounds): PayoutTable {
  const oracle = createOracle(product, bounds);
  const placeOf = placesOf(bounds);
  /** Per payout, its answers by {@link placesOf}. */
  const answers: (Outcome | undefined)[][] = [];
  let decisions = 0;

  return {
    born: oracle.born,
    size: oracle.size,
    decisions: () => decisions,
    row: oracle.row,
    ask(payoutId, factCode, clock) {
      const place = placeOf(factCode, clock);
      const known = (answers[payoutId] ??= []);
      const answer = known[place];
      if (answer !== undefined) return answer;
      decisions += 1;
      return (known[place] = oracle.decide(payoutId, payoutId, factCode, clock));
    },
    askStale: (payoutId, readId, factCode) => oracle.decide(payoutId, readId, factCode, 0),
    isDeaf: () => false,
  };
}

/** Asks the product about canonical payouts; equal ones are one. */
export function createOracle(product: Product, bounds: Bounds): Oracle {
  const payouts: Payout[] = [];
  const rows: Row[] = [];
  const ids = new Map<string, number>();

  function intern(payout: Payout): number {
    const form = canonical(payout);
    const key = canonicalKey(form);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, rows.length);
    payouts.push(form);
    return rows.push(rowOf(form)) - 1;
  }

  function payoutAt(payoutId: number): Payout {
    const found = payouts[payoutId];
    if (found === undefined) throw new Error(`no payout ${payoutId}`);
    return found;
  }

  function decide(payoutId: number, readId: number, factCode: number, clock: number): Outcome {
    const nowMs = CLOCKS_MS[clock] ?? START_MS;
    const fact = factOf(factCode, bounds.partners, nowMs);
    const before = payoutAt(payoutId);
    const { events, effects } = product.decide(payoutAt(readId), fact, nowMs);
    const after = events.reduce<Payout>(product.applyEvent, before);
    const wire = effects.flatMap((effect) =>
      effect.kind === 'submit' || effect.kind === 'inquire' || effect.kind === 'cancel'
        ? [{ kind: effect.kind, attemptNo: effect.attemptNo, epoch: effect.epoch }]
        : [],
    );
    const flaw = stepFlaw({ before, fact, nowMs, events, effects, after });
    return { next: after === before ? payoutId : intern(after), effects: wire, flaw };
  }

  return {
    born: intern(newborn(product, bounds)),
    size: () => rows.length,
    row(payoutId) {
      const found = rows[payoutId];
      if (found === undefined) throw new Error(`no payout ${payoutId}`);
      return found;
    },
    decide,
  };
}

/** The payout right after it was received. */
export function newborn({ decide, applyEvent }: Product, { deadline }: Bounds): Payout {
  const request = { ...REQUEST, deadlineAtMs: deadline ? DEADLINE_MS : null };
  const received = { kind: 'received', id: 'po_1', caller: 'lender', request } as const;
  const payout = decide(null, received, START_MS).events.reduce<Payout | null>(applyEvent, null);
  if (payout === null) throw new Error('the product refused to receive a payout');
  return payout;
}

function rowOf(payout: Payout): Row {
  return {
    state: payout.state,
    final: isFinal(payout.state),
    attempts: payout.attempts.map((attempt, index) => ({
      no: attempt.no,
      slot: slotOf(payout, index),
      epoch: attempt.state === 'DEAD' ? 1 : attempt.epoch,
      live: attempt.state !== 'DEAD',
      underWay: attempt.state === 'INTENT' || attempt.state === 'SENT',
    })),
    excluded: [...new Set(payout.excludedPartners)].toSorted(),
    flaw: payoutFlaw(payout),
  };
}

/** Record numbers: two partners for each attempt. A key of another making opens another record. */
function slotOf(payout: Payout, index: number): number {
  const attempt = payout.attempts[index];
  if (attempt === undefined) throw new Error(`no attempt ${index + 1}`);
  const ownKey = attempt.partnerKey === ownPartnerKey(payout, attempt.no);
  const partner = attempt.partner === 'A' ? 0 : 1;
  return (attempt.no - 1) * 2 + (ownKey ? partner : 1 - partner);
}
