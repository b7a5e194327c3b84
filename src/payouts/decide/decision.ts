import { applyEvent } from '../model/apply-event.ts';
import type { Effect } from '../model/effects.ts';
import { holdsObligation } from '../model/money-moved.ts';
import type {
  Attempt,
  Failure,
  NextAction,
  Payout,
  PayoutState,
  Returned,
} from '../model/payout.ts';
import type { PayoutEvent } from '../model/payout-event.ts';

/** What a fact means: events to store, then effects to perform. Nothing else changes a payout. */
export interface Decision {
  readonly events: readonly PayoutEvent[];
  readonly effects: readonly Effect[];
}

/** The decision of a fact that means nothing: no event, no effect. */
export const NOTHING: Decision = { events: [], effects: [] };

/** A decision under construction: each event is folded at once, so that later steps see it. */
export interface Draft {
  readonly payout: Payout;
  readonly events: readonly PayoutEvent[];
  readonly effects: readonly Effect[];
  readonly nowMs: number;
}

/** An empty draft; `nowMs` (Unix ms) becomes the time of every event in it. */
export function draftOf(payout: Payout, nowMs: number): Draft {
  return { payout, events: [], effects: [], nowMs };
}

type WithoutTime<E> = E extends PayoutEvent ? Omit<E, 'atMs'> : never;

/** Adds an event at the draft's time and folds it into the draft's payout. */
export function record(draft: Draft, event: WithoutTime<PayoutEvent>): Draft {
  const stamped = { ...event, atMs: draft.nowMs } as PayoutEvent;
  return {
    ...draft,
    payout: applyEvent(draft.payout, stamped),
    events: [...draft.events, stamped],
  };
}

/** Adds effects, to be performed once the events are durable. */
export function perform(draft: Draft, ...effects: readonly Effect[]): Draft {
  return { ...draft, effects: [...draft.effects, ...effects] };
}

/** What may accompany a change of state; everything not named keeps its value or is cleared. */
export interface Move {
  readonly why: string;
  readonly failure?: Failure | null;
  readonly next?: NextAction | null;
  readonly returned?: Returned;
  readonly finality?: Payout['finality'];
  readonly exclude?: string;
}

/** The payout states of which the caller is not told: they are the engine's own business. */
const SILENT: ReadonlySet<PayoutState> = new Set(['RECEIVED', 'DISPATCHING']);

/** Moves the payout to a state and tells the caller. */
export function move(draft: Draft, to: PayoutState, details: Move): Draft {
  const { payout } = draft;
  const returned = details.returned ?? payout.returned;
  const moved = record(draft, {
    kind: 'moved',
    to,
    failure: details.failure ?? null,
    next: details.next ?? null,
    finality: details.finality === undefined ? payout.finality : details.finality,
    returned,
    holdsObligation: holdsObligation({ ...payout, state: to, returned }),
    exclude: details.exclude ?? null,
    why: details.why,
  });
  return SILENT.has(to) ? moved : perform(moved, { kind: 'notify', state: to });
}

/** The finished decision. */
export function decided(draft: Draft): Decision {
  return { events: draft.events, effects: draft.effects };
}

/** The attempt of that number, counted from 1; `undefined` where there is none. */
export function attemptOf(payout: Payout, attemptNo: number): Attempt | undefined {
  return payout.attempts.find((attempt) => attempt.no === attemptNo);
}
