import type { HealthReporter } from '../../journal/journal-health.ts';
import type { Journal, JournalWrite } from '../../journal/port.ts';
import type { CrashPoint } from './crash-points.ts';
import type { Fuse } from './fuse.ts';

/** Which moment a durable write was, and the crash point right behind it. */
const MOMENTS: readonly (readonly [CrashPoint, (write: JournalWrite) => boolean])[] = [
  ['after-w1', ({ payout }) => payout?.claim !== undefined],
  ['after-w3', ({ payout }) => payout?.events.some(isIntent) ?? false],
  ['after-w5', ({ payout, outbox }) => hasEvidence(payout) && (outbox?.length ?? 0) > 0],
];

const isIntent = ({ kind }: { readonly kind: string }) => kind === 'attemptStarted';
const hasEvidence = (payout: JournalWrite['payout']) =>
  payout?.events.some(({ kind }) => kind === 'evidence') ?? false;

/**
 * The journal with a fuse behind each write: the process dies after the commit is durable and
 * before anybody here has heard of it.
 */
export function crashingJournal(
  journal: Journal & HealthReporter,
  fuse: Fuse,
): Journal & HealthReporter {
  return {
    ...journal,
    async write(write) {
      const outcome = await journal.write(write);
      if (outcome.kind === 'ok') {
        for (const [point, isMoment] of MOMENTS) if (isMoment(write)) fuse.pass(point);
      }
      return outcome;
    },
  };
}
