import type { GatewayEvent } from '../../contract/events.ts';
import { categoryOf, FAILURES } from '../../contract/failure.ts';
import type { MetricName } from './metric-catalogue.ts';

type Labels = Readonly<Record<string, string>>;

/** The five things one can do to a metric. */
export interface Meter {
  add(name: MetricName, labels: Labels, by?: number): void;
  set(name: MetricName, labels: Labels, value: number): void;
  shift(name: MetricName, labels: Labels, by: number): void;
  observe(name: MetricName, labels: Labels, seconds: number): void;
  clear(name: MetricName): void;
}

const FINAL = new Set(['PAID', 'RETURNED', 'FAILED', 'CANCELLED']);
const CIRCUIT_STATES = ['closed', 'open', 'half_open', 'isolated'];
const MS_PER_SECOND = 1_000;

/** Counts one event. */
export function countEvent(event: GatewayEvent, meter: Meter): void {
  // The event's own kind picked the counter, so it takes this event.
  const count = COUNTERS[event.kind] as (event: GatewayEvent, meter: Meter) => void;
  count(event, meter);
}

/** What each event does to the metrics; a new event does not compile until it is here. */
const COUNTERS: {
  readonly [Kind in GatewayEvent['kind']]: (
    event: GatewayEvent & { kind: Kind },
    meter: Meter,
  ) => void;
} = {
  'process.started': ({ version, node }, meter) =>
    meter.set('breakwater_build_info', { version, node_version: node }, 1),
  'process.stopping': countNothing,
  'http.answered': countAnswer,
  'payout.changed': countPayout,
  'payout.routed': ({ partner, reason }, meter) =>
    meter.add('breakwater_routes_total', { partner, reason }),
  'payout.postponed': ({ failure }, meter) =>
    meter.add('breakwater_routes_postponed_total', { code: failure }),
  'evidence.taken': ({ partner, source, verdict, counted }, meter) =>
    meter.add('breakwater_evidence_total', {
      partner,
      source,
      verdict,
      counted: String(counted),
    }),
  'exchange.ended': countExchange,
  'breaker.moved': countBreaker,
  'lane.gauged': countLane,
  'call.retried': ({ partner, lane }, meter) =>
    meter.add('breakwater_retries_total', { partner, operation: lane }),
  'fault.injected': ({ partner, lane, fault, truth }, meter) =>
    meter.add('breakwater_chaos_faults_injected_total', {
      partner,
      operation: lane,
      fault,
      truth,
    }),
  'chaos.armed': ({ partner, fault }, meter) =>
    meter.shift('breakwater_chaos_active', { partner, fault }, 1),
  'chaos.disarmed': ({ partner, fault }, meter) =>
    meter.shift('breakwater_chaos_active', { partner, fault }, -1),
  'callback.received': ({ partner, outcome }, meter) =>
    meter.add('breakwater_callbacks_total', { partner, outcome }),
  'webhook.delivered': ({ outcome }, meter) =>
    meter.add('breakwater_webhook_deliveries_total', { outcome }),
  'conflict.found': countNothing,
  'case.opened': ({ owner, urgent }, meter) =>
    meter.add('breakwater_cases_total', { owner, urgent: String(urgent) }),
  'journal.committed': countCommit,
  'journal.failed': ({ code }, meter) => meter.add('breakwater_journal_failures_total', { code }),
  'invariant.broken': ({ invariant }, meter) =>
    meter.add('breakwater_invariant_violations_total', { invariant }),
  'config.reloaded': (_event, meter) =>
    meter.set('breakwater_config_last_reload_successful', {}, 1),
  'config.rejected': (_event, meter) =>
    meter.set('breakwater_config_last_reload_successful', {}, 0),
  bug: ({ where }, meter) => meter.add('breakwater_bugs_total', { where }),
};

function countNothing(): void {
  // Only the log tells of it.
}

function countAnswer(event: GatewayEvent & { kind: 'http.answered' }, meter: Meter): void {
  const { method, route } = event;
  const statusClass = `${Math.floor(event.status / 100)}xx`;
  meter.add('breakwater_http_requests_total', { method, route, status_class: statusClass });
  const seconds = event.durationMs / MS_PER_SECOND;
  meter.observe('breakwater_http_request_duration_seconds', { method, route }, seconds);
}

function countPayout(event: GatewayEvent & { kind: 'payout.changed' }, meter: Meter): void {
  const partner = event.partner ?? 'none';
  const status = event.to.toLowerCase();
  // A payment that became more final is still one payment.
  if (event.from === event.to) return;
  meter.add('breakwater_payouts_total', { partner, currency: event.currency, status });
  if (FINAL.has(event.to)) {
    const seconds = event.ageMs / MS_PER_SECOND;
    meter.observe('breakwater_payout_duration_seconds', { partner, status }, seconds);
  }
  if (event.failure !== null) {
    const { owner } = FAILURES[event.failure];
    const group = categoryOf(event.failure);
    meter.add('breakwater_failures_total', { group, code: event.failure, partner, owner });
  }
}

function countExchange(event: GatewayEvent & { kind: 'exchange.ended' }, meter: Meter): void {
  const labels = { partner: event.partner, operation: event.lane };
  const injected = String(event.injected);
  if (event.late) return meter.add('breakwater_late_answers_total', labels);
  meter.add('breakwater_partner_requests_total', { ...labels, outcome: event.outcome, injected });
  const seconds = event.durationMs / MS_PER_SECOND;
  meter.observe('breakwater_partner_request_duration_seconds', labels, seconds);
}

function countBreaker(event: GatewayEvent & { kind: 'breaker.moved' }, meter: Meter): void {
  const labels = { partner: event.partner, operation: event.lane };
  for (const state of CIRCUIT_STATES) {
    meter.set('breakwater_circuit_state', { ...labels, state }, state === event.to ? 1 : 0);
  }
  if (event.from !== event.to) {
    meter.add('breakwater_circuit_transitions_total', { ...labels, to: event.to });
  }
}

function countLane(event: GatewayEvent & { kind: 'lane.gauged' }, meter: Meter): void {
  const labels = { partner: event.partner, operation: event.lane };
  meter.set('breakwater_lane_limit', labels, event.limit);
  meter.set('breakwater_lane_in_flight', labels, event.inFlight);
  meter.set('breakwater_lane_queued', labels, event.queued);
}

function countCommit(event: GatewayEvent & { kind: 'journal.committed' }, meter: Meter): void {
  meter.add('breakwater_journal_writes_total', {}, event.writes);
  const seconds = event.durationMs / MS_PER_SECOND;
  meter.observe('breakwater_journal_commit_duration_seconds', {}, seconds);
}
