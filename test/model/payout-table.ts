import type { Fact } from '../../src/payouts/facts.ts';
import { isFinal, type Payout, type PayoutState } from '../../src/payouts/payout.ts';
import { partnerKey } from '../../src/payouts/partner-key.ts';
import { REQUEST, START_MS } from '../support/payouts.ts';
import type { Bounds } from './bounds.ts';
import { canonical, canonicalKey } from './canonical.ts';
import type { Product } from './product.ts';
import { CLOCKS_MS, DEADLINE_MS, factOf, FACTS_MAX } from './questions.ts';

/** One abstract payout, with what the search asks of it at every step. */
export interface Row {
  readonly payout: Payout;
  readonly state: PayoutState;
  readonly final: boolean;
  readonly attempts: readonly AttemptRow[];
  /** What is wrong with the payout by itself, or `null`. */
  readonly flaw: string | null;
}

interface AttemptRow {
  readonly no: number;
  /** The bank's record that this attempt's key opens. */
  readonly slot: number;
  readonly epoch: number;
  readonly live: boolean;
  readonly underWay: boolean;
}

/** What `decide()` said: the payout after it, and the effects that touch partners. */
export interface Outcome {
  readonly next: number;
  readonly effects: readonly WireEffect[];
  readonly flaw: string | null;
}

export interface WireEffect {
  readonly kind: 'submit' | 'inquire' | 'cancel';
  readonly attemptNo: number;
  readonly epoch: number;
}

/** The abstract payouts met so far, and every answer of the product's `decide()` about them. */
export interface PayoutTable {
  readonly born: number;
  readonly size: () => number;
  readonly decisions: () => number;
  row(payoutId: number): Row;
  /** `clock`: index into CLOCKS_MS. A fact that means nothing leads back to the same payout. */
  ask(payoutId: number, factCode: number, clock: number): Outcome;
  /** What a writer without compare-and-set does: decides on what it read, appends to what is. */
  askStale(payoutId: number, readId: number, factCode: number): Outcome;
}

export function createPayoutTable(product: Product, bounds: Bounds): PayoutTable {
  const rows: Row[] = [];
  const ids = new Map<string, number>();
  const answers = new Map<number, Outcome>();

  function intern(payout: Payout): number {
    const form = canonical(payout);
    const key = canonicalKey(form);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, rows.length);
    return rows.push(rowOf(form)) - 1;
  }

  function row(payoutId: number): Row {
    const found = rows[payoutId];
    if (found === undefined) throw new Error(`no payout ${payoutId}`);
    return found;
  }

  function decideAnew(payoutId: number, readId: number, factCode: number, clock: number): Outcome {
    const nowMs = CLOCKS_MS[clock] ?? START_MS;
    const fact = factOf(factCode, bounds.partners, nowMs);
    const before = row(payoutId);
    const { events, effects } = product.decide(row(readId).payout, fact, nowMs);
    if (events.length === 0 && effects.length === 0)
      return { next: payoutId, effects: [], flaw: null };
    const after = events.reduce<Payout>(product.applyEvent, before.payout);
    const next = intern(after);
    const wire = effects.flatMap((effect) =>
      effect.kind === 'submit' || effect.kind === 'inquire' || effect.kind === 'cancel'
        ? [{ kind: effect.kind, attemptNo: effect.attemptNo, epoch: effect.epoch }]
        : [],
    );
    const told = effects.some(({ kind }) => kind === 'notify');
    return { next, effects: wire, flaw: stepFlaw(before.payout, fact, after, told) };
  }

  const request = { ...REQUEST, deadlineAtMs: bounds.deadline ? DEADLINE_MS : null };
  const received = { kind: 'received', id: 'po_1', caller: 'lender', request } as const;
  const newborn = product
    .decide(null, received, START_MS)
    .events.reduce<Payout | null>(product.applyEvent, null);
  if (newborn === null) throw new Error('the product refused to receive a payout');

  return {
    born: intern(newborn),
    size: () => rows.length,
    decisions: () => answers.size,
    row,
    ask(payoutId, factCode, clock) {
      const question = (payoutId * FACTS_MAX + factCode) * CLOCKS_MS.length + clock;
      let answer = answers.get(question);
      if (answer === undefined) {
        answer = decideAnew(payoutId, payoutId, factCode, clock);
        answers.set(question, answer);
      }
      return answer;
    },
    askStale: (payoutId, readId, factCode) => decideAnew(payoutId, readId, factCode, 0),
  };
}

/** Record numbers: two partners for each attempt. A key of another making opens another record. */
function slotOf(payout: Payout, index: number): number {
  const attempt = payout.attempts[index];
  if (attempt === undefined) throw new Error(`no attempt ${index + 1}`);
  const ownKey = attempt.partnerKey === partnerKey(payout.id, attempt.no);
  const partner = attempt.partner === 'A' ? 0 : 1;
  return (attempt.no - 1) * 2 + (ownKey ? partner : 1 - partner);
}

function rowOf(payout: Payout): Row {
  return {
    payout,
    state: payout.state,
    final: isFinal(payout.state),
    attempts: payout.attempts.map((attempt, index) => ({
      no: attempt.no,
      slot: slotOf(payout, index),
      epoch: attempt.epoch,
      live: attempt.state !== 'DEAD',
      underWay: attempt.state === 'INTENT' || attempt.state === 'SENT',
    })),
    flaw: payoutFlaw(payout),
  };
}

/** I5, I7, and that the state agrees with the attempts below it. */
function payoutFlaw(payout: Payout): string | null {
  const { state, attempts } = payout;
  if (!isFinal(state) && payout.nextAction === null) return `${state} WITHOUT A NEXT ACTION (I5)`;
  if (attempts.some((attempt) => attempt.state === 'DEAD' && attempt.proof === null)) {
    return 'AN ATTEMPT DECLARED DEAD WITHOUT PROOF (I7)';
  }
  const live = attempts.filter((attempt) => attempt.state !== 'DEAD').length;
  if ((state === 'FAILED' || state === 'CANCELLED') && live > 0) {
    return `${state} WHILE AN ATTEMPT IS ALIVE (I2)`;
  }
  if (live > 1 && state !== 'CONFLICT') return 'TWO ATTEMPTS ALIVE (R1)';
  return null;
}

const AFTER_FINAL = {
  PAID: ['PAID', 'RETURNED', 'CONFLICT'],
  RETURNED: ['RETURNED', 'CONFLICT'],
  FAILED: ['FAILED', 'CONFLICT'],
  CANCELLED: ['CANCELLED', 'CONFLICT'],
  CONFLICT: ['CONFLICT'],
} as const satisfies Partial<Record<PayoutState, readonly PayoutState[]>>;

const AFTER: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(AFTER_FINAL));

/** I8, I9 and row 17, of one step. */
function stepFlaw(before: Payout, fact: Fact, after: Payout, told: boolean): string | null {
  const allowed = AFTER.get(before.state);
  if (allowed !== undefined && !allowed.includes(after.state)) {
    return `STATUS WENT BACK FROM ${before.state} TO ${after.state} (I8)`;
  }
  const moved = before.state !== after.state;
  if (moved && !told && after.state !== 'DISPATCHING') {
    return `${after.state} WITHOUT TELLING THE CALLER (I9)`;
  }
  if (fact.kind !== 'evidence') return null;
  const attempt = before.attempts.find(({ no }) => no === fact.attemptNo);
  const moneyMoved = fact.verdict.kind === 'executed' || fact.verdict.kind === 'returned';
  if (attempt?.state === 'DEAD' && moneyMoved && after.state !== 'CONFLICT') {
    return 'PAYMENT OF A DEAD ATTEMPT IGNORED (ROW 17)';
  }
  return null;
}
