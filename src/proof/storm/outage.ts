import { TWO_LEDGERS } from './storm-places.ts';

/** What an outage does to every exchange of one address. */
export type Outage =
  /** The request arrives and is answered; every answer is lost. */
  | 'resetAfter'
  /** Nothing arrives. */
  | 'resetBefore';

const CYCLE_MS = 60_000;
const ANSWERS_LOST_MS = 5_000;
/** Long enough for the second question about a doubt (15 s): so long nobody at this address answers it. */
const DOWN_MS = 25_000;

/**
 * The outage of an address of the partner with two ledgers, at a time since the first exchange: it pays
 * and breaks the line, then it is away, while the other one answers; then they change places. Its
 * callbacks are lost meanwhile. Whoever asks the other one what became of a payment hears that it does not exist. `null`: none.
 */
export function outageAt(place: string, elapsedMs: number): Outage | null {
  const index = TWO_LEDGERS.names.findIndex((name) => name === place);
  if (index === -1) return null;
  const shiftMs = (CYCLE_MS / TWO_LEDGERS.names.length) * index;
  const atMs = (elapsedMs + CYCLE_MS - shiftMs) % CYCLE_MS;
  if (atMs < ANSWERS_LOST_MS) return 'resetAfter';
  return atMs < DOWN_MS ? 'resetBefore' : null;
}
