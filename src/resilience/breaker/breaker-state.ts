/** A moment on both clocks: Unix ms for people, the monotonic clock for distances. */
export interface Moment {
  readonly atMs: number;
  readonly atElapsedMs: number;
}

/** Calls pass. */
export interface Closed {
  readonly kind: 'closed';
  readonly since: Moment;
  readonly reason: string;
  /** The step of the back-off at which the last outage began; -1 when there was none. */
  readonly stepOfLastOutage: number;
}

/** No payout passes; probes are sent, and none has been answered since. */
export interface Open {
  readonly kind: 'open';
  readonly since: Moment;
  readonly reason: string;
  /** How many doublings the first wait for a probe began with. */
  readonly backoffStep: number;
}

/** Still shut for payouts, but a probe has been answered. */
export interface HalfOpen {
  readonly kind: 'half_open';
  readonly since: Moment;
  readonly reason: string;
  readonly backoffStep: number;
}

/** One lane's breaker: each state carries what is true in it alone. */
export type InnerState = Closed | Open | HalfOpen;

/** The state of a breaker that has seen nothing yet: a restart starts closed. */
export function started(since: Moment): Closed {
  return { kind: 'closed', since, reason: 'started', stepOfLastOutage: -1 };
}

/**
 * Opens. A lane that opens again within one window after it closed goes on where its back-off had
 * been; otherwise the back-off begins anew.
 */
export function open(from: Closed, reason: string, since: Moment, windowMs: number): Open {
  const relapsed = since.atElapsedMs - from.since.atElapsedMs < windowMs;
  const backoffStep = relapsed ? from.stepOfLastOutage + 1 : 0;
  return { kind: 'open', since, reason, backoffStep };
}

/** A first probe was answered. */
export function halfOpen({ backoffStep }: Open | HalfOpen, since: Moment): HalfOpen {
  return { kind: 'half_open', since, reason: 'probe: answered', backoffStep };
}

/** A probe failed after one had been answered. */
export function reopen({ backoffStep }: Open | HalfOpen, since: Moment): Open {
  return { kind: 'open', since, reason: 'probe: failed again', backoffStep };
}

/** Enough probes in a row were answered. */
export function close({ backoffStep }: Open | HalfOpen, answered: number, since: Moment): Closed {
  const reason = `probes: ${answered} answered in a row`;
  return { kind: 'closed', since, reason, stepOfLastOutage: backoffStep };
}
