import type { Journal } from '../journal/port.ts';
import type { GaugeSources } from '../observe/metrics/metrics.ts';
import type { Runtime } from '../runtime/runtime.ts';

const MS_PER_SECOND = 1_000;
const OUTBOX_COUNTED_MAX = 1_000;

/** The gauges that a scrape reads from the journal: doubt by partner, webhooks under way. */
export function journalGauges(
  journal: Journal,
  runtime: Runtime,
): Pick<GaugeSources, 'inDoubt' | 'outbox'> {
  const ageSeconds = (sinceMs: number) => Math.max(0, runtime.now() - sinceMs) / MS_PER_SECOND;

  return {
    async inDoubt() {
      const census = await journal.census(['IN_DOUBT']);
      return census.map(({ partner, count, oldestUpdatedAtMs }) => ({
        partner: partner ?? 'none',
        count,
        oldestAgeSeconds: ageSeconds(oldestUpdatedAtMs),
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
