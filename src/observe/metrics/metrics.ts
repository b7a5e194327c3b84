import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { Emit } from '../../contract/events.ts';
import { countEvent, type Meter } from './count-event.ts';
import { METRICS, type MetricName, type MetricRow } from './metric-catalogue.ts';
import { bearSeries, type KnownLabels } from './born-series.ts';
import { createSeriesGuard } from './series-guard.ts';

/** The gateway's numbers: a listener of events, and the text Prometheus scrapes. */
export interface Metrics {
  readonly listen: Emit;
  scrape(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** What no event tells, asked at scrape time. */
export interface GaugeSources {
  /** Payouts that have not ended. */
  openPayouts(): Promise<readonly OpenPayouts[]>;
  outbox(): Promise<{ readonly depth: number; readonly oldestAgeSeconds: number }>;
  /** When the first certificate of each partner ends; partners without one are left out. */
  certificatesEnd(): readonly { readonly partner: string; readonly atSeconds: number }[];
  /** When the calendar of each partner ends; partners that never close are left out. */
  calendarsEnd(): readonly { readonly partner: string; readonly atSeconds: number }[];
  /** Verified news that no payout took, by partner; 0 where there is none. */
  unplacedNews(): readonly { readonly partner: string; readonly count: number }[];
  /** Each proof that can be distrusted at each partner, and whether it is. */
  distrustedProofs(): readonly DistrustGauge[];
  /** How well each partner's latest submits came out, 0 to 1. */
  successRatios(): readonly { readonly partner: string; readonly ratio: number }[];
}

/** How many payouts stand in one status at one partner, and how old the oldest is. */
export interface OpenPayouts {
  /** `none` while no partner was chosen. */
  readonly partner: string;
  /** The state in small letters, as in every metric. */
  readonly status: string;
  readonly count: number;
  /** Since it was accepted. */
  readonly oldestAgeSeconds: number;
}

/** Whether one proof is believed no more at one partner. */
export interface DistrustGauge {
  readonly partner: string;
  readonly proof: string;
  readonly isDistrusted: boolean;
}

/**
 * Builds a registry of its own; text format only, since OpenMetrics would rename counters.
 *
 * With `ofProcess` also memory, event loop and garbage collection: their observers live as long as
 * the process, so that only the one gateway of a process may ask for them.
 */
export function createMetrics(
  gauges: GaugeSources,
  known: KnownLabels,
  { ofProcess }: { readonly ofProcess: boolean } = { ofProcess: true },
): Metrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const meter = createMeter(registry);
  bearSeries(known, meter);

  return {
    listen: (event) => countEvent(event, meter),
    async scrape() {
      await readGauges(gauges, meter);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

const OF_OPEN_PAYOUTS = [
  'breakwater_payouts_open',
  'breakwater_payouts_open_oldest_age_seconds',
  'breakwater_payouts_in_doubt',
  'breakwater_payouts_in_doubt_oldest_age_seconds',
] as const satisfies readonly MetricName[];

async function readGauges(gauges: GaugeSources, meter: Meter): Promise<void> {
  for (const name of OF_OPEN_PAYOUTS) meter.clear(name);
  for (const { partner, status, count, oldestAgeSeconds } of await gauges.openPayouts()) {
    meter.set('breakwater_payouts_open', { partner, status }, count);
    const labels = { partner, status };
    meter.set('breakwater_payouts_open_oldest_age_seconds', labels, oldestAgeSeconds);
    if (status !== 'in_doubt') continue;
    meter.set('breakwater_payouts_in_doubt', { partner }, count);
    meter.set('breakwater_payouts_in_doubt_oldest_age_seconds', { partner }, oldestAgeSeconds);
  }
  const { depth, oldestAgeSeconds } = await gauges.outbox();
  meter.set('breakwater_outbox_depth', { queue: 'webhooks' }, depth);
  meter.set('breakwater_outbox_oldest_age_seconds', { queue: 'webhooks' }, oldestAgeSeconds);
  for (const { partner, atSeconds } of gauges.certificatesEnd()) {
    meter.set('breakwater_partner_certificate_expiry_timestamp_seconds', { partner }, atSeconds);
  }
  // A reload may take a calendar away.
  meter.clear('breakwater_calendar_valid_until_seconds');
  for (const { partner, atSeconds } of gauges.calendarsEnd()) {
    meter.set('breakwater_calendar_valid_until_seconds', { partner }, atSeconds);
  }
  for (const { partner, count } of gauges.unplacedNews()) {
    meter.set('breakwater_unplaced_news', { partner }, count);
  }
  for (const { partner, proof, isDistrusted } of gauges.distrustedProofs()) {
    meter.set('breakwater_partner_proof_distrusted', { partner, proof }, isDistrusted ? 1 : 0);
  }
  for (const { partner, ratio } of gauges.successRatios()) {
    meter.set('breakwater_partner_success_ratio', { partner }, ratio);
  }
}

function createMeter(registry: Registry): Meter {
  const rows = Object.entries<MetricRow>(METRICS);
  const common = ([name, { help, labels }]: [string, MetricRow]) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  const ofType = (type: MetricRow['type']) => rows.filter(([, row]) => row.type === type);
  const counters = new Map(ofType('counter').map((row) => [row[0], new Counter(common(row))]));
  const levels = new Map(ofType('gauge').map((row) => [row[0], new Gauge(common(row))]));
  const histograms = new Map(
    ofType('histogram').map((row) => {
      const buckets = [...(row[1].buckets ?? [])];
      return [row[0], new Histogram({ ...common(row), buckets })];
    }),
  );
  const guard = createSeriesGuard((metric) =>
    counters.get('breakwater_label_overflow_total' satisfies MetricName)?.inc({ metric }),
  );

  return {
    add: (name, labels, by = 1) => counters.get(name)?.inc(guard.admit(name, labels), by),
    set: (name, labels, value) => levels.get(name)?.set(guard.admit(name, labels), value),
    shift: (name, labels, by) => levels.get(name)?.inc(guard.admit(name, labels), by),
    observe: (name, labels, seconds) =>
      histograms.get(name)?.observe(guard.admit(name, labels), seconds),
    clear: (name) => levels.get(name)?.reset(),
  };
}
