/**
 * Goal: every event is counted as the catalogue says, nothing personal gets into a line, and a
 * broken listener disturbs nobody.
 * Method: feed events to the listeners and read the scrape or the stream; fast-check smuggles
 * secrets into every text an event has; docs/METRICS.md is held against the catalogue both ways.
 */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { metricsPage } from '../../scripts/metrics-page.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import { createBus } from '../../src/observe/bus.ts';
import { createLogger } from '../../src/observe/logs/logger.ts';
import { METRICS } from '../../src/observe/metrics/metric-catalogue.ts';
import { createMetrics, type OpenPayouts } from '../../src/observe/metrics/metrics.ts';
import { redact } from '../../src/observe/logs/redact.ts';

const CHANGED: GatewayEvent = {
  kind: 'payout.changed',
  payoutId: 'po_019ab0a1b2c00112233445566778899',
  from: 'DISPATCHING',
  to: 'PAID',
  partner: 'alipay',
  currency: 'CNY',
  failure: null,
  ageMs: 1_500,
};

const IN_DOUBT: OpenPayouts = {
  partner: 'wechat',
  status: 'in_doubt',
  count: 7,
  oldestAgeSeconds: 90,
};

describe('metrics', () => {
  it.each([
    'breakwater_invariant_violations_total{invariant="double_pay"} 0',
    'breakwater_invariant_violations_total{invariant="lost_payout"} 0',
    'breakwater_invariant_violations_total{invariant="told_wrong"} 0',
    'breakwater_journal_failures_total{code="full"} 0',
    'breakwater_callbacks_total{partner="wechat",outcome="rejected"} 0',
    'breakwater_callbacks_total{partner="wechat",outcome="full"} 0',
    'breakwater_webhook_deliveries_total{outcome="exhausted"} 0',
    'breakwater_cases_total{owner="payments-ops",urgent="true"} 0',
    'breakwater_late_answers_total{partner="wechat",operation="submit"} 0',
    'breakwater_retries_total{partner="wechat",operation="inquire"} 0',
    'breakwater_config_last_reload_successful 1',
  ])('shows %s before anything happened, so that the first time is a step', async (line) => {
    const { body } = await metricsOf([]);
    expect(body.split('\n')).toContain(line);
  });

  it('bears no series that its own event then does not count', async () => {
    const before = await metricsOf([]);
    const after = await metricsOf([
      { kind: 'callback.received', partner: 'wechat', outcome: 'rejected' },
      { kind: 'journal.failed', code: 'full', detail: 'd' },
      { kind: 'call.retried', partner: 'wechat', lane: 'submit', reason: 'never sent' },
      { kind: 'config.rejected', detail: 'd' },
    ]);

    expect(namesOf(after.body)).toEqual(namesOf(before.body));
    expect(after.body).toContain(
      'breakwater_callbacks_total{partner="wechat",outcome="rejected"} 1',
    );
    expect(after.body).toContain('breakwater_config_last_reload_successful 0');
  });

  it.each([
    [CHANGED, 'breakwater_payouts_total{partner="alipay",currency="CNY",status="paid"} 1'],
    [CHANGED, 'breakwater_payout_duration_seconds_bucket{le="5",partner="alipay",status="paid"} 1'],
    [
      { ...CHANGED, to: 'IN_DOUBT', failure: 'technical.latency.response' },
      'breakwater_failures_total{group="technical",code="technical.latency.response"',
    ],
    [
      {
        kind: 'exchange.ended',
        partner: 'alipay',
        lane: 'submit',
        outcome: 'timeout',
        durationMs: 10,
        late: false,
        injected: true,
        payoutId: 'po_1',
        attemptNo: 1,
        epoch: 1,
      },
      'breakwater_partner_requests_total{partner="alipay",operation="submit",outcome="timeout",injected="true"} 1',
    ],
    [
      { kind: 'lane.gauged', partner: 'alipay', lane: 'submit', limit: 7, inFlight: 3, queued: 2 },
      'breakwater_lane_limit{partner="alipay",operation="submit"} 7',
    ],
    [
      { kind: 'lane.gauged', partner: 'alipay', lane: 'submit', limit: 7, inFlight: 3, queued: 2 },
      'breakwater_lane_queued{partner="alipay",operation="submit"} 2',
    ],
    [
      {
        kind: 'breaker.moved',
        partner: 'alipay',
        lane: 'submit',
        from: 'closed',
        to: 'open',
        reason: 'x',
      },
      'breakwater_circuit_state{partner="alipay",operation="submit",state="closed"} 0',
    ],
    [
      {
        kind: 'http.answered',
        method: 'GET',
        route: '/v1/payouts/:id',
        status: 404,
        durationMs: 1,
        requestId: 'r',
      },
      'breakwater_http_requests_total{method="GET",route="/v1/payouts/:id",status_class="4xx"} 1',
    ],
    [
      {
        kind: 'payout.routed',
        payoutId: 'po_1',
        partner: 'alipay',
        attemptNo: 1,
        reason: 'explored',
      },
      'breakwater_routes_total{partner="alipay",reason="explored"} 1',
    ],
    [
      { kind: 'payout.postponed', payoutId: 'po_1', failure: 'partner.cutoff' },
      'breakwater_routes_postponed_total{code="partner.cutoff"} 1',
    ],
    [{ kind: 'journal.committed', writes: 3, durationMs: 2 }, 'breakwater_journal_writes_total 3'],
    [{ kind: 'bug', where: 'test', detail: 'd' }, 'breakwater_bugs_total{where="test"} 1'],
  ] as const)('counts %j', async (event, line) => {
    const { body } = await metricsOf([event]);
    expect(body).toContain(line);
  });

  it('counts a payment once, however final it becomes', async () => {
    const { body } = await metricsOf([CHANGED, { ...CHANGED, from: 'PAID' }]);
    expect(body).toContain(
      'breakwater_payouts_total{partner="alipay",currency="CNY",status="paid"} 1',
    );
  });

  it('shows doubt by partner as it stands at the scrape', async () => {
    const { body } = await metricsOf([], [IN_DOUBT, { ...IN_DOUBT, status: 'held' }]);

    expect(body).toContain('breakwater_payouts_in_doubt{partner="wechat"} 7');
    expect(body).toContain('breakwater_payouts_in_doubt_oldest_age_seconds{partner="wechat"} 90');
    expect(body).toContain('breakwater_payouts_open{partner="wechat",status="held"} 7');
    expect(body).toContain(
      'breakwater_payouts_open_oldest_age_seconds{partner="wechat",status="held"} 90',
    );
    expect(body).toContain('breakwater_outbox_depth{queue="webhooks"} 3');
    expect(body).toContain(
      'breakwater_partner_certificate_expiry_timestamp_seconds{partner="alipay"} 1900000000',
    );
    expect(body).toContain('breakwater_calendar_valid_until_seconds{partner="isobank"} 1830294000');
    expect(body).toContain('breakwater_unplaced_news{partner="wechat"} 2');
    expect(body).toContain('breakwater_partner_success_ratio{partner="wechat"} 0.95');
    const distrust = 'breakwater_partner_proof_distrusted{partner="isobank",proof=';
    expect(body).toContain(`${distrust}"absent"} 1`);
    expect(body).toContain(`${distrust}"unrecordedRefusal"} 0`);
  });

  it('forgets doubt that has ended, and a calendar that a reload took away', async () => {
    let open = [IN_DOUBT];
    let calendars = [{ partner: 'isobank', atSeconds: 1_830_294_000 }];
    const gauges = {
      openPayouts: () => Promise.resolve(open),
      outbox: () => Promise.resolve({ depth: 0, oldestAgeSeconds: 0 }),
      certificatesEnd: () => [],
      calendarsEnd: () => calendars,
      successRatios: () => [],
      unplacedNews: () => [],
      distrustedProofs: () => [],
    };
    const metrics = createMetrics(gauges, { partners: [], journalCodes: [] });
    await metrics.scrape();

    open = [];
    calendars = [];
    const { body } = await metrics.scrape();

    expect(body).not.toContain('partner="wechat"');
    expect(body).not.toContain('partner="isobank"');
  });

  it('never grows beyond its bound of series, whatever the labels', async () => {
    const events = Array.from({ length: 2_000 }, (_, index): GatewayEvent => {
      return { ...CHANGED, partner: `partner-${index}` };
    });

    const { body } = await metricsOf(events);

    const series = body.split('\n').filter((line) => line.startsWith('breakwater_payouts_total{'));
    expect(series.length).toBeLessThanOrEqual(401);
    expect(body).toContain('status="other"} 1600');
    expect(body).toMatch(
      /breakwater_label_overflow_total\{metric="breakwater_payouts_total"\} 1600/,
    );
  });
});

describe('docs/METRICS.md', () => {
  const page = readFileSync(new URL('../../docs/METRICS.md', import.meta.url), 'utf8');

  it('equals the catalogue, both ways', () => {
    const named = [...page.matchAll(/^\| `(breakwater_[a-z_]+)`/gm)].map((match) => match[1]);

    expect(page).toBe(metricsPage());
    expect(named).toEqual(Object.keys(METRICS));
  });
});

describe('the log', () => {
  it('is one JSON object per line, with the event and its fields', async () => {
    const [line] = await linesOf([CHANGED]);
    expect(line).toMatchObject({ level: 'info', event: 'payout.changed', to: 'PAID' });
  });

  it('loses no line when it is closed at once', async () => {
    const lines = await linesOf(Array.from({ length: 500 }, () => CHANGED));
    expect(lines).toHaveLength(500);
  });

  it('is silent below its level', async () => {
    const lines = await linesOf([{ kind: 'journal.committed', writes: 1, durationMs: 1 }]);
    expect(lines).toEqual([]);
  });

  it('lets no account, address, key or token through, whatever text they hide in', () => {
    const secret = fc.oneof(
      fc.stringMatching(/^[1-9][0-9]{11,18}$/),
      fc.constantFrom('DE89370400440532013000', 'GB33BUKB20201555555555'),
      fc.stringMatching(/^[a-z]{3,8}@[a-z]{3,8}\.com$/),
      fc.stringMatching(/^Bearer [A-Za-z0-9]{20,40}$/),
      fc.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/),
      fc.stringMatching(/^[A-Za-z0-9+/]{64,90}==$/),
      fc.constant('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----'),
    );
    fc.assert(
      fc.property(secret, fc.stringMatching(/^[a-z ,:]{0,20}$/), (hidden, around) => {
        expect(redact(`${around} ${hidden} ${around}`)).not.toContain(hidden);
      }),
      { seed: 20_261_124, numRuns: 500 },
    );
  });

  it('keeps our own ids, short numbers and codes readable', () => {
    const text = 'po_019ab0a1b2c00112233445566778899 status 502 after 12345 ms, code AC04';
    expect(redact(text)).toBe(text);
  });
});

describe('the bus', () => {
  it('goes on when a listener throws, and tells the others', () => {
    const bus = createBus();
    const heard: string[] = [];
    bus.listen(() => {
      throw new Error('label missing');
    });
    bus.listen((event) => void heard.push(event.kind));

    bus.emit(CHANGED);

    expect(heard.toSorted()).toEqual(['bug', 'payout.changed']);
  });
});

/** The series of a scrape that are ours, without their values. */
function namesOf(body: string): readonly string[] {
  const lines = body.split('\n').filter((line) => line.startsWith('breakwater_'));
  return lines.map((line) => line.slice(0, line.lastIndexOf(' ')));
}

async function metricsOf(events: readonly GatewayEvent[], open: readonly OpenPayouts[] = []) {
  const gauges = {
    openPayouts: () => Promise.resolve(open),
    outbox: () => Promise.resolve({ depth: 3, oldestAgeSeconds: 4 }),
    certificatesEnd: () => [{ partner: 'alipay', atSeconds: 1_900_000_000 }],
    calendarsEnd: () => [{ partner: 'isobank', atSeconds: 1_830_294_000 }],
    successRatios: () => [{ partner: 'wechat', ratio: 0.95 }],
    unplacedNews: () => [{ partner: 'wechat', count: 2 }],
    distrustedProofs: () => [
      { partner: 'isobank', proof: 'absent', isDistrusted: true },
      { partner: 'isobank', proof: 'unrecordedRefusal', isDistrusted: false },
    ],
  };
  const metrics = createMetrics(gauges, { partners: ['wechat'], journalCodes: ['full'] });
  for (const event of events) metrics.listen(event);
  return await metrics.scrape();
}

async function linesOf(events: readonly GatewayEvent[]): Promise<unknown[]> {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const logger = createLogger({ level: 'info', stream, now: () => 0 });
  for (const event of events) logger.listen(event);
  await logger.close();
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
