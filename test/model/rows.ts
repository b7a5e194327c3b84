import type { Fact } from '../../src/payouts/model/facts.ts';
import type { PayoutState } from '../../src/payouts/model/payout.ts';
import type { Step } from './step.ts';

/**
 * docs/MONEY.md#transitions as a table: from a state, by a kind of fact, to these states and no other. What a
 * payout's death leads to (QUEUED, HELD, FAILED, CANCELLED) is one entry of the rows 6, 9, 11, 16.
 */
const AFTER_DEATH = ['QUEUED', 'HELD', 'FAILED', 'CANCELLED'] as const;
const NEWS = ['PROCESSING', 'PAID', 'RETURNED', 'CONFLICT', ...AFTER_DEATH] as const;
const BY_OPERATORS = ['PAID', ...AFTER_DEATH] as const;

type Causes = Partial<Record<Fact['kind'], readonly PayoutState[]>>;

const ROWS: Readonly<Record<PayoutState, Causes>> = {
  RECEIVED: { judged: ['HELD', 'QUEUED'], cancelRequested: ['CANCELLED'] },
  HELD: {
    reviewed: ['QUEUED', 'FAILED'],
    cancelRequested: ['CANCELLED'],
    evidence: ['CONFLICT'],
  },
  QUEUED: {
    routed: ['DISPATCHING', 'FAILED'],
    unroutable: ['FAILED'],
    tick: ['FAILED'],
    cancelRequested: ['CANCELLED'],
    evidence: ['CONFLICT'],
  },
  DISPATCHING: { evidence: ['IN_DOUBT', ...NEWS], recovered: ['IN_DOUBT'] },
  IN_DOUBT: { evidence: NEWS, resolved: BY_OPERATORS },
  PROCESSING: {
    evidence: NEWS.filter((state) => state !== 'PROCESSING'),
    resolved: BY_OPERATORS,
  },
  PAID: { evidence: ['RETURNED', 'CONFLICT'] },
  RETURNED: { evidence: ['CONFLICT'] },
  FAILED: { evidence: ['CONFLICT'] },
  CANCELLED: { evidence: ['CONFLICT'] },
  CONFLICT: {},
};

/** A change of state that no row of the table allows. */
export function rowFlaw({ before, fact, after }: Step): string | null {
  if (before.state === after.state) return null;
  if (ROWS[before.state][fact.kind]?.includes(after.state) === true) return null;
  return `FROM ${before.state} TO ${after.state} BY ${fact.kind}: NO SUCH ROW`;
}
