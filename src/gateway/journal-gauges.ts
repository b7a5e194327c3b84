import type { Journal } from '../journal/port.ts';
import type { GaugeSources } from '../observe/metrics/metrics.ts';
import { isFinal, PAYOUT_STATES } from '../payouts/model/payout.ts';
import type { Runtime } from '../runtime/runtime.ts';

const MS_PER_SECOND = 1_000;
const OUTBOX_COUNTED_MAX = 1_000;

const OPEN_STATES = PAYOUT_STATES.filter((state) => !isFinal(state));

/** The gauges that a scrape reads from the journal: open payouts by status, webhooks under way. */
export function journalGauges(
  journal: Journal,
  runtime: Runtime,
): Pick<GaugeSources, 'openPayouts' | 'outbox'> {
  const ageSeconds = (sinceMs: number) => Math.max(0, runtime.now() - sinceMs) / MS_PER_SECOND;

  return {
    async openPayouts() {
      const census = await journal.census(OPEN_STATES);
      return census.map(({ state, partner, count, oldestCreatedAtMs }) => ({
        partner: partner ?? 'none',
        status: state.toLowerCase(),
        count,
        oldestAgeSeconds: ageSeconds(oldestCreatedAtMs),
      }));
    },
    async outbox() {
      const waiting = await journal.outboxDue(Number.MAX_SAFE_INTEGER, OUTBOX_COUNTED_MAX);
      const oldestMs = Math.min(...waiting.map(({ createdAtMs }) => createdAtMs));
      return {
        depth: waiting.length,
        oldestAgeSeconds: waiting.length === 0 ? 0 : ageSeconds(oldestMs),
      };
    },
  };
}
