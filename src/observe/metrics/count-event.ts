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

/** What each event does to the metrics. Events that count nothing fall through to nothing. */
export function countEvent(event: GatewayEvent, meter: Meter): void {
  switch (event.kind) {
    case 'process.started':
      return meter.set(
        'breakwater_build_info',
        { version: event.version, node_version: event.node },
        1,
      );
    case 'http.answered':
      return countAnswer(event, meter);
    case 'payout.changed':
      return countPayout(event, meter);
    case 'payout.routed':
      return meter.add('breakwater_routes_total', {
        partner: event.partner,
        reason: event.reason,
      });
    case 'payout.postponed':
      return meter.add('breakwater_routes_postponed_total', { code: event.failure });
    case 'evidence.taken':
      return meter.add('breakwater_evidence_total', {
        partner: event.partner,
        source: event.source,
        verdict: event.verdict,
        counted: String(event.counted),
      });
    case 'exchange.ended':
      return countExchange(event, meter);
    case 'breaker.moved':
      return countBreaker(event, meter);
    case 'lane.gauged': {
      const labels = { partner: event.partner, operation: event.lane };
      meter.set('breakwater_lane_limit', labels, event.limit);
      meter.set('breakwater_lane_in_flight', labels, event.inFlight);
      return meter.set('breakwater_lane_queued', labels, event.queued);
    }
    case 'call.retried':
      return meter.add('breakwater_retries_total', {
        partner: event.partner,
        operation: event.lane,
      });
    case 'fault.injected':
      return meter.add('breakwater_chaos_faults_injected_total', {
        partner: event.partner,
        operation: event.lane,
        fault: event.fault,
        truth: event.truth,
      });
    case 'chaos.armed':
    case 'chaos.disarmed':
      return meter.shift(
        'breakwater_chaos_active',
        { partner: event.partner, fault: event.fault },
        event.kind === 'chaos.armed' ? 1 : -1,
      );
    case 'callback.received':
      return meter.add('breakwater_callbacks_total', {
        partner: event.partner,
        outcome: event.outcome,
      });
    case 'webhook.delivered':
      return meter.add('breakwater_webhook_deliveries_total', { outcome: event.outcome });
    case 'case.opened':
      return meter.add('breakwater_cases_total', {
        owner: event.owner,
        urgent: String(event.urgent),
      });
    case 'journal.committed':
      meter.add('breakwater_journal_writes_total', {}, event.writes);
      return meter.observe(
        'breakwater_journal_commit_duration_seconds',
        {},
        event.durationMs / MS_PER_SECOND,
      );
    case 'journal.failed':
      return meter.add('breakwater_journal_failures_total', { code: event.code });
    case 'invariant.broken':
      return meter.add('breakwater_invariant_violations_total', { invariant: event.invariant });
    case 'bug':
      return meter.add('breakwater_bugs_total', { where: event.where });
    case 'process.stopping':
    case 'config.reloaded':
    case 'config.rejected':
      return;
  }
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
