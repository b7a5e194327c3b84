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
    help: 'Always 1. The labels give the version of the gateway and of Node.',
    labels: ['version', 'node_version'],
  },
  breakwater_http_requests_total: {
    type: 'counter',
    help: 'Requests that the API answered, by route template and class of status.',
    labels: ['method', 'route', 'status_class'],
  },
  breakwater_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the request to the end of the answer of the API.',
    labels: ['method', 'route'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  breakwater_payouts_total: {
    type: 'counter',
    help:
      'Changes of payouts into a status. Count the final statuses (paid, failed, ' +
      'cancelled, returned) for results.',
    labels: ['partner', 'currency', 'status'],
  },
  breakwater_payout_duration_seconds: {
    type: 'histogram',
    help: 'Time from the acceptance of a payout to its final status.',
    labels: ['partner', 'status'],
    buckets: PAYOUT_BUCKETS,
  },
  breakwater_failures_total: {
    type: 'counter',
    help:
      'Changes of payouts that carry a failure. The owner is who must act: see ' +
      'docs/FAILURES.md.',
    labels: ['group', 'code', 'partner', 'owner'],
  },
  breakwater_routes_total: {
    type: 'counter',
    help:
      'Attempts, by partner and by the reason why this partner was chosen: only, best, ' +
      'explored, caller, failover, again.',
    labels: ['partner', 'reason'],
  },
  breakwater_routes_postponed_total: {
    type: 'counter',
    help:
      'Times that no partner could take a payout now. The code is the failure of the ' +
      'partner that can take it first.',
    labels: ['code'],
  },
  breakwater_partner_success_ratio: {
    type: 'gauge',
    help: 'Success rate of recent submits to a partner, 0 to 1, rounded as routing uses it.',
    labels: ['partner'],
  },
  breakwater_calendar_valid_until_seconds: {
    type: 'gauge',
    help:
      'End of the calendar of a partner, in Unix seconds. Add the next calendar before ' +
      'then. Absent for partners without one.',
    labels: ['partner'],
  },
  breakwater_evidence_total: {
    type: 'counter',
    help:
      'Verdicts of partners about attempts, by source. counted is false when a verdict ' +
      'changed nothing.',
    labels: ['partner', 'source', 'verdict', 'counted'],
  },
  breakwater_partner_requests_total: {
    type: 'counter',
    help: 'Tries of calls to a partner, by result. Calls that our own guards refused are included.',
    labels: ['partner', 'operation', 'outcome', 'injected'],
  },
  breakwater_partner_request_duration_seconds: {
    type: 'histogram',
    help: 'Time of one try of a call to a partner. 0 for calls that our own guards refused.',
    labels: ['partner', 'operation'],
    buckets: CALL_BUCKETS,
  },
  breakwater_late_answers_total: {
    type: 'counter',
    help: 'Answers that came after the try timeout. Each is read and may end doubt.',
    labels: ['partner', 'operation'],
  },
  breakwater_circuit_state: {
    type: 'gauge',
    help:
      '1 for the state that the lane is in, 0 for the other states. open: calls are ' +
      'refused until probes succeed. isolated: an operator stopped the lane.',
    labels: ['partner', 'operation', 'state'],
  },
  breakwater_circuit_transitions_total: {
    type: 'counter',
    help: 'Changes of the state of a lane, by the new state.',
    labels: ['partner', 'operation', 'to'],
  },
  breakwater_lane_limit: {
    type: 'gauge',
    help: 'Calls to a partner that may be in flight now, as the adaptive limit allows.',
    labels: ['partner', 'operation'],
  },
  breakwater_lane_in_flight: {
    type: 'gauge',
    help: 'Calls to a partner in flight now.',
    labels: ['partner', 'operation'],
  },
  breakwater_lane_queued: {
    type: 'gauge',
    help: 'Calls that wait for a free slot now.',
    labels: ['partner', 'operation'],
  },
  breakwater_retries_total: {
    type: 'counter',
    help: 'Tries after the first one of the same call.',
    labels: ['partner', 'operation'],
  },
  breakwater_payouts_in_doubt: {
    type: 'gauge',
    help:
      'Payouts for which it is not known whether money moved. Each is inquired until it ' +
      'is known; do not pay them by hand.',
    labels: ['partner'],
  },
  breakwater_payouts_in_doubt_oldest_age_seconds: {
    type: 'gauge',
    help: 'Time since the acceptance of the oldest payout that is in doubt.',
    labels: ['partner'],
  },
  breakwater_payouts_open: {
    type: 'gauge',
    help:
      'Payouts that have not ended, by status; those in conflict too, for people must end them. ' +
      'partner is none while no partner was chosen.',
    labels: ['partner', 'status'],
  },
  breakwater_payouts_open_oldest_age_seconds: {
    type: 'gauge',
    help: 'Time since the acceptance of the oldest payout that stands in the status.',
    labels: ['partner', 'status'],
  },
  breakwater_outbox_depth: {
    type: 'gauge',
    help: 'Webhooks to callers that are not delivered yet. Counted up to 1000.',
    labels: ['queue'],
  },
  breakwater_outbox_oldest_age_seconds: {
    type: 'gauge',
    help: 'Age of the oldest webhook that is not delivered yet.',
    labels: ['queue'],
  },
  breakwater_partner_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help:
      'End of the first certificate of a partner to expire, in Unix seconds. Renew it ' +
      'before then.',
    labels: ['partner'],
  },
  breakwater_callbacks_total: {
    type: 'counter',
    help:
      'Callbacks received from partners, by what became of them. rejected: the signature ' +
      'or the form was wrong. kept: no payout took it; see breakwater_unplaced_news.',
    labels: ['partner', 'outcome'],
  },
  breakwater_unplaced_news: {
    type: 'gauge',
    help:
      'Verified news of a partner that no payout took and nobody has dealt with yet. See the ' +
      'runbook unplaced-news.',
    labels: ['partner'],
  },
  breakwater_partner_proof_distrusted: {
    type: 'gauge',
    help:
      '1 while a proof that failed at the partner is believed no more, until a person restores ' +
      'the partner. What rests on it alone stays in doubt. See the runbook payout-conflict.',
    labels: ['partner', 'proof'],
  },
  breakwater_webhook_deliveries_total: {
    type: 'counter',
    help: 'Deliveries of webhooks to callers, by result.',
    labels: ['outcome'],
  },
  breakwater_cases_total: {
    type: 'counter',
    help: 'Cases opened, by who must act on them. See docs/FAILURES.md for what to do.',
    labels: ['owner', 'urgent'],
  },
  breakwater_journal_commit_duration_seconds: {
    type: 'histogram',
    help: 'Time of one journal commit, including the fsync. One commit may hold many writes.',
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  },
  breakwater_journal_writes_total: {
    type: 'counter',
    help: 'Writes that are durable in the journal.',
    labels: [],
  },
  breakwater_journal_failures_total: {
    type: 'counter',
    help:
      'Journal writes or commits that failed. Nothing in them was promised to anybody. ' +
      'See the runbook journal-failing.',
    labels: ['code'],
  },
  breakwater_chaos_active: {
    type: 'gauge',
    help: 'Chaos faults that are armed now.',
    labels: ['partner', 'fault'],
  },
  breakwater_chaos_faults_injected_total: {
    type: 'counter',
    help:
      'Exchanges with a partner that a chaos fault changed, by what the fault did to the ' +
      'payment.',
    labels: ['partner', 'operation', 'fault', 'truth'],
  },
  breakwater_invariant_violations_total: {
    type: 'counter',
    help:
      'Violations of a money rule. Any value above 0 is an incident: see the runbook ' +
      'invariant-violation.',
    labels: ['invariant'],
  },
  breakwater_config_last_reload_successful: {
    type: 'gauge',
    help:
      '1 when the last reload of lane rules, routing and calendars was taken, 0 when it was ' +
      'refused: the files on disk are then not what the gateway works by.',
    labels: [],
  },
  breakwater_bugs_total: {
    type: 'counter',
    help: 'Errors that only a defect in the gateway can explain. Report them with the log line.',
    labels: ['where'],
  },
  breakwater_label_overflow_total: {
    type: 'counter',
    help: 'Samples counted under the label "other", because a metric had too many label sets.',
    labels: ['metric'],
  },
} as const satisfies Record<string, MetricRow>;

/** The name of a metric, exactly as Prometheus shows it. */
export type MetricName = keyof typeof METRICS;
