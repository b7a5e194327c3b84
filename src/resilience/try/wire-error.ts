import { type Phase, WireError } from '../../contract/exchange.ts';

const PHASES = ['unsent', 'sent', 'headers', 'body'] as const satisfies readonly Phase[];

/** The later of two phases. */
export function furthest(a: Phase, b: Phase): Phase {
  return PHASES.indexOf(a) >= PHASES.indexOf(b) ? a : b;
}

/**
 * Makes a {@link WireError} of whatever an exchange threw, at the furthest phase anybody saw.
 *
 * Two sources, and the worse one counts: an error that says `unsent` after the transport
 * had announced the first byte is not a proof. Anything but a WireError is a bug in a tap, and a
 * bug proves nothing: it counts as sent.
 */
export function asWireError(thrown: unknown, seen: Phase): WireError {
  if (!(thrown instanceof WireError)) {
    return new WireError(furthest(seen, 'sent'), 'BUG', { cause: thrown });
  }
  const phase = furthest(thrown.phase, seen);
  if (phase === thrown.phase) return thrown;
  const { code, status, reusedSocket } = thrown;
  return new WireError(phase, code, { status, reusedSocket, cause: thrown });
}
