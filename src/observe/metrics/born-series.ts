import { CALLBACK_OUTCOMES, DELIVERY_OUTCOMES } from '../../contract/events.ts';
import { LANES } from '../../contract/exchange.ts';
import { FAILURES } from '../../contract/failure.ts';
import type { Meter } from './count-event.ts';

/** What this gateway is made of: the label values that its metrics may take. */
export interface KnownLabels {
  readonly partners: readonly string[];
  /** Why a journal may refuse a write. */
  readonly journalCodes: readonly string[];
}

/** The promises whose breach is counted. */
export const INVARIANTS = ['double_pay', 'lost_payout', 'told_wrong'] as const;

/**
 * Lets each counter whose labels are a closed set stand at 0 before anything happened.
 *
 * Prometheus sees an increase only between two samples: a series that is born with 1 never rose, and
 * an alert over it stays silent at the very first occurrence. Where a label is open (`where` of a bug,
 * a currency) the rules in deploy/prometheus/rules.yml take a new series for an increase.
 */
export function bearSeries({ partners, journalCodes }: KnownLabels, meter: Meter): void {
  const zero = (name: Parameters<Meter['add']>[0], labels: Readonly<Record<string, string>>) =>
    meter.add(name, labels, 0);

  for (const invariant of INVARIANTS) zero('breakwater_invariant_violations_total', { invariant });
  for (const code of journalCodes) zero('breakwater_journal_failures_total', { code });
  for (const outcome of DELIVERY_OUTCOMES) zero('breakwater_webhook_deliveries_total', { outcome });
  for (const owner of OWNERS) {
    for (const urgent of ['false', 'true']) zero('breakwater_cases_total', { owner, urgent });
  }
  for (const partner of partners) {
    for (const outcome of CALLBACK_OUTCOMES) {
      zero('breakwater_callbacks_total', { partner, outcome });
    }
    for (const operation of LANES) {
      zero('breakwater_late_answers_total', { partner, operation });
      zero('breakwater_retries_total', { partner, operation });
    }
  }
  meter.set('breakwater_config_last_reload_successful', {}, 1);
}

const OWNERS = new Set(Object.values(FAILURES).map(({ owner }) => owner));
