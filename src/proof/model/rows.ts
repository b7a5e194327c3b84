import type { Fact } from '../../payouts/model/facts.ts';
import type { PayoutState } from '../../payouts/model/payout.ts';
import type { Step } from './step.ts';

/** One row of docs/MONEY.md#transitions: from any of these states, by any of these facts. */
export interface TransitionRow {
  readonly row: number;
  /** Empty for the payout that does not exist yet. */
  readonly from: readonly PayoutState[];
  readonly by: readonly Fact['kind'][];
  /** `stays`: something about the payout changes, but not its state. */
  readonly to: readonly PayoutState[] | 'stays';
}

const UNDER_WAY = ['DISPATCHING', 'IN_DOUBT', 'PROCESSING'] as const;

/** The transitions of a payout, by their numbers in docs/MONEY.md; a test compares the two. */
export const ROWS: readonly TransitionRow[] = [
  { row: 1, from: [], by: ['received'], to: ['RECEIVED'] },
  { row: 2, from: ['RECEIVED'], by: ['judged'], to: ['HELD', 'QUEUED'] },
  { row: 3, from: ['HELD'], by: ['reviewed'], to: ['QUEUED', 'FAILED', 'PAID'] },
  { row: 4, from: ['QUEUED'], by: ['routed'], to: ['DISPATCHING'] },
  { row: 5, from: ['DISPATCHING'], by: ['evidence'], to: ['PROCESSING', 'PAID'] },
  { row: 6, from: ['DISPATCHING'], by: ['evidence'], to: ['QUEUED', 'HELD', 'FAILED'] },
  { row: 7, from: ['DISPATCHING'], by: ['evidence', 'recovered'], to: ['IN_DOUBT'] },
  { row: 8, from: ['IN_DOUBT'], by: ['evidence'], to: ['PROCESSING', 'PAID'] },
  { row: 9, from: ['IN_DOUBT'], by: ['evidence'], to: ['QUEUED', 'HELD', 'FAILED'] },
  { row: 10, from: ['IN_DOUBT'], by: ['resendReady'], to: 'stays' },
  { row: 11, from: ['PROCESSING'], by: ['evidence'], to: ['PAID', 'QUEUED', 'HELD', 'FAILED'] },
  { row: 12, from: ['PAID'], by: ['evidence'], to: 'stays' },
  { row: 13, from: [...UNDER_WAY, 'PAID'], by: ['evidence'], to: ['RETURNED'] },
  { row: 14, from: UNDER_WAY, by: ['cancelRequested'], to: 'stays' },
  { row: 15, from: ['RECEIVED', 'HELD', 'QUEUED'], by: ['cancelRequested'], to: ['CANCELLED'] },
  { row: 16, from: UNDER_WAY, by: ['evidence'], to: ['CANCELLED'] },
  {
    row: 17,
    from: ['HELD', 'QUEUED', ...UNDER_WAY, 'PAID', 'RETURNED', 'FAILED', 'CANCELLED'],
    by: ['evidence'],
    to: ['CONFLICT'],
  },
  {
    row: 18,
    from: ['IN_DOUBT', 'PROCESSING'],
    by: ['resolved'],
    to: ['PAID', 'QUEUED', 'FAILED', 'CANCELLED'],
  },
  { row: 19, from: ['QUEUED'], by: ['routed', 'unroutable', 'tick'], to: ['FAILED'] },
  { row: 20, from: ['CONFLICT'], by: ['resolved'], to: ['PAID', 'RETURNED', 'FAILED'] },
  { row: 21, from: ['QUEUED'], by: ['pastLost'], to: ['HELD'] },
  { row: 22, from: ['QUEUED'], by: ['pastCleared'], to: ['QUEUED', 'CANCELLED', 'HELD', 'FAILED'] },
  { row: 23, from: ['HELD', 'QUEUED'], by: ['cancelRequested'], to: ['QUEUED'] },
];

/** What a row allows, one state at a time: `IN_DOUBT by evidence to PAID`. */
export function transitionsOf({ from, by, to }: TransitionRow): readonly string[] {
  const origins = from.length === 0 ? [null] : from;
  return origins.flatMap((origin) =>
    by.flatMap((fact) =>
      (to === 'stays' ? [null] : to).map((end) => transition(origin, fact, end)),
    ),
  );
}

/** The name of one change of state; `null` is no payout before, and the same state after. */
export function transition(
  from: PayoutState | null,
  by: Fact['kind'],
  to: PayoutState | null,
): string {
  return `${from ?? 'NONE'} by ${by} to ${to ?? from ?? 'NONE'}`;
}

const ALLOWED: ReadonlySet<string> = new Set(ROWS.flatMap(transitionsOf));

/** A change of state that no row of the table allows. */
export function rowFlaw({ before, fact, after }: Step): string | null {
  if (before.state === after.state) return null;
  if (ALLOWED.has(transition(before.state, fact.kind, after.state))) return null;
  return `FROM ${before.state} TO ${after.state} BY ${fact.kind}: NO SUCH ROW`;
}
