import type { Bounds } from './bounds.ts';
import type { EvidenceSource, Verdict } from '../../contract/verdict.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  DUPLICATE,
  EXECUTED,
  LOST,
  NEVER_SENT,
  refused,
  RETURNED,
} from './sample.ts';

/** What a message may say, as the number that stands for it in a packed state. */
export const WORD = {
  accepted: 1,
  executed: 2,
  rejected: 3,
  returned: 4,
  busy: 5,
  duplicate: 6,
  absent: 7,
  lost: 8,
  cancelled: 9,
  neverSent: 10,
  blocked: 11,
  credited: 12,
} as const;

const CREDITED: Verdict = { kind: 'executed', finality: 'credited', echo: {} };

/** A word in the product's vocabulary, and in a trace. */
export const MEANING: ReadonlyMap<number, { readonly verdict: Verdict; readonly text: string }> =
  new Map([
    [WORD.accepted, { verdict: ACCEPTED, text: 'accepted' }],
    [WORD.executed, { verdict: EXECUTED, text: 'paid' }],
    // Another partner may take it (R1 rests on the proof, not on the code).
    [WORD.rejected, { verdict: refused('regulatory.currency', true), text: 'rejected' }],
    [WORD.returned, { verdict: RETURNED, text: 'returned' }],
    [WORD.busy, { verdict: refused('technical.overload.partner'), text: 'refused, unrecorded' }],
    [WORD.duplicate, { verdict: DUPLICATE, text: 'duplicate' }],
    [WORD.absent, { verdict: ABSENT, text: 'not found' }],
    [WORD.lost, { verdict: LOST, text: 'nothing readable' }],
    [WORD.cancelled, { verdict: CANCELLED, text: 'cancelled' }],
    [WORD.neverSent, { verdict: NEVER_SENT, text: 'never connected' }],
    [WORD.credited, { verdict: CREDITED, text: 'credited to the payee' }],
    // A recorded refusal that a person has to look at.
    [WORD.blocked, { verdict: refused('regulatory.sanctions', true), text: 'blocked' }],
  ]);

/** How a question may fail; none of it says anything about the payout. */
export const FAILED_QUESTIONS = [WORD.lost, WORD.neverSent, WORD.busy, WORD.duplicate] as const;

/** What a call hears that is not the bank's word about its record. */
export const FAILED_COPIES = [WORD.lost, WORD.busy, WORD.duplicate] as const;

/** What a bank within these bounds may ever say of a record. */
export function saidWithin({ returns, cancel, holds }: Bounds): readonly number[] {
  return [
    WORD.accepted,
    WORD.executed,
    WORD.credited,
    WORD.rejected,
    ...(returns > 0 ? [WORD.returned] : []),
    ...(cancel ? [WORD.cancelled] : []),
    ...(holds ? [WORD.blocked] : []),
  ];
}

/** How a word of a partner reaches the gateway. */
export const SOURCES = [
  'socket',
  'response',
  'webhook',
  'inquiry',
] as const satisfies readonly EvidenceSource[];

/** The place of a source in {@link SOURCES}. */
export const SOURCE = { socket: 0, response: 1, webhook: 2, inquiry: 3 } as const;
