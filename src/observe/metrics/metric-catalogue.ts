/** One metric: what docs/METRICS.md shows, what the registry is built from, what the test holds. */
export interface MetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

/** Seconds of one call to a partner. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Seconds from acceptance to a final state. */
const PAYOUT_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400];

/** Every metric the gateway exposes beside Node's own. No label carries an id, a name or a path. */
export const METRICS = {
  breakwater_build_info: {
    type: 'gauge',
    help: 'Always 1; the labels say what runs.',
    labels: ['version', 'node_version'],
  },
  breakwater_http_requests_total: {
    type: 'counter',
    help: 'Answers of the API by route template.',
    labels: ['method', 'route', 'status_class'],
  },
  breakwater_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time to answer a request of the API.',
    labels: ['method', 'route'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  breakwater_payouts_total: {
    type: 'counter',
    help: 'Payouts that reached a state; count the final ones for outcomes.',
    labels: ['partner', 'currency', 'status'],
  },
  breakwater_payout_duration_seconds: {
    type: 'histogram',
    help: 'From acceptance to paid, failed, cancelled or returned.',
    labels: ['partner', 'status'],
    buckets: PAYOUT_BUCKETS,
  },
  breakwater_failures_total: {
    type: 'counter',
    help: 'Changes of state that carry a failure, by whose problem it is.',
    labels: ['group', 'code', 'partner', 'owner'],
  },
  breakwater_routes_total: {
    type: 'counter',
    help: 'Attempts by why they went to this partner: only, best, explored, caller, failover, again.',
    labels: ['partner', 'reason'],
  },
  breakwater_routes_postponed_total: {
    type: 'counter',
    help: 'Looks for a route that found nobody now, by the failure of whoever opens first.',
    labels: ['code'],
  },
  breakwater_partner_success_ratio: {
    type: 'gauge',
    help: 'Live success rate of submits as routing ranks by it, from 0 to 1 in steps.',
    labels: ['partner'],
  },
  breakwater_calendar_valid_until_seconds: {
    type: 'gauge',
    help: 'When the calendar of a partner ends, in Unix seconds; partners without one have none.',
    labels: ['partner'],
  },
  breakwater_evidence_total: {
    type: 'counter',
    help: 'What partners said about attempts, and whether it changed anything.',
    labels: ['partner', 'source', 'verdict', 'counted'],
  },
  breakwater_partner_requests_total: {
    type: 'counter',
    help: 'Calls to a partner, with those that our own guards refused.',
    labels: ['partner', 'operation', 'outcome', 'injected'],
  },
  breakwater_partner_request_duration_seconds: {
    type: 'histogram',
    help: 'Time of a call to a partner, from the guards inward.',
    labels: ['partner', 'operation'],
    buckets: CALL_BUCKETS,
  },
  breakwater_late_answers_total: {
    type: 'counter',
    help: 'Answers that came after we had stopped waiting and counted all the same.',
    labels: ['partner', 'operation'],
  },
  breakwater_circuit_state: {
    type: 'gauge',
    help: 'One of the states is 1.',
    labels: ['partner', 'operation', 'state'],
  },
  breakwater_circuit_transitions_total: {
    type: 'counter',
    help: 'Moves of a circuit breaker.',
    labels: ['partner', 'operation', 'to'],
  },
  breakwater_lane_limit: {
    type: 'gauge',
    help: 'Calls the adaptive limit allows at once.',
    labels: ['partner', 'operation'],
  },
  breakwater_lane_in_flight: {
    type: 'gauge',
    help: 'Calls under way.',
    labels: ['partner', 'operation'],
  },
  breakwater_lane_queued: {
    type: 'gauge',
    help: 'Calls waiting for a place.',
    labels: ['partner', 'operation'],
  },
  breakwater_retries_total: {
    type: 'counter',
    help: 'Tries after the first inside a call.',
    labels: ['partner', 'operation'],
  },
  breakwater_payouts_in_doubt: {
    type: 'gauge',
    help: 'Payouts of which nobody knows whether money moved.',
    labels: ['partner'],
  },
  breakwater_payouts_in_doubt_oldest_age_seconds: {
    type: 'gauge',
    help: 'Since the oldest doubt last changed.',
    labels: ['partner'],
  },
  breakwater_outbox_depth: {
    type: 'gauge',
    help: 'Webhooks not delivered yet, counted up to 1000.',
    labels: ['queue'],
  },
  breakwater_outbox_oldest_age_seconds: {
    type: 'gauge',
    help: 'Since the oldest of them was written.',
    labels: ['queue'],
  },
  breakwater_partner_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'When the first certificate used with a partner ends, in Unix seconds.',
    labels: ['partner'],
  },
  breakwater_callbacks_total: {
    type: 'counter',
    help: 'Callbacks of partners.',
    labels: ['partner', 'outcome'],
  },
  breakwater_webhook_deliveries_total: {
    type: 'counter',
    help: 'Deliveries to callers.',
    labels: ['outcome'],
  },
  breakwater_cases_total: {
    type: 'counter',
    help: 'Cases that somebody has to answer.',
    labels: ['owner', 'urgent'],
  },
  breakwater_journal_commit_duration_seconds: {
    type: 'histogram',
    help: 'Time of one group commit with its fsync.',
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  },
  breakwater_journal_writes_total: {
    type: 'counter',
    help: 'Writes made durable.',
    labels: [],
  },
  breakwater_journal_failures_total: {
    type: 'counter',
    help: 'Writes or commits that the journal could not take.',
    labels: ['code'],
  },
  breakwater_chaos_active: {
    type: 'gauge',
    help: 'Armed faults.',
    labels: ['partner', 'fault'],
  },
  breakwater_chaos_faults_injected_total: {
    type: 'counter',
    help: 'Exchanges struck by a chaos fault.',
    labels: ['partner', 'operation', 'fault', 'truth'],
  },
  breakwater_invariant_violations_total: {
    type: 'counter',
    help: 'Promises broken. Anything but 0 is an incident.',
    labels: ['invariant'],
  },
  breakwater_bugs_total: {
    type: 'counter',
    help: 'Errors that only a mistake in the gateway explains.',
    labels: ['where'],
  },
  breakwater_label_overflow_total: {
    type: 'counter',
    help: 'Label sets beyond a metric’s bound, counted under "other".',
    labels: ['metric'],
  },
} as const satisfies Record<string, MetricRow>;

export type MetricName = keyof typeof METRICS;
