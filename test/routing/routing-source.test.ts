/**
 * Goal: routing file, calendars and lane rules are taken together or not at all, at the start and on a
 * reload; a partner with hours is never taken for one that never closes; the shipped files are good.
 * Method: a folder in memory behind the real readers; the files of `deploy/` with the capability records
 * of every registered partner.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import type { AdapterFactory } from '../../src/contract/adapter.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import { createRulesSource } from '../../src/resilience/rules/rules-source.ts';
import { createRoutingSource } from '../../src/routing/routing-source.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';
import { YamlFileError } from '../../src/config/yaml/yaml-file-error.ts';
import { reloadTogether } from '../../src/config/yaml/reload-together.ts';
import { CAPABILITIES as FAKE } from '../payouts/fake-partner.ts';
import { FIXTURES } from '../support/world.ts';

/** It drains for longer than the lane rules listen to a submit. */
const CAPABILITIES = { ...FAKE, notFoundIsProofAfterMs: 60_000 };

const MONDAY_NOON = Date.parse('2026-11-30T12:00:00Z');
const SUNDAY_NOON = Date.parse('2026-11-29T12:00:00Z');

const WEEKDAYS = `
version: 1
source: [the agreement]
timeZone: UTC
validUntil: 2027-12-31
businessDays: [mon, tue, wed, thu, fri]
`;

const ROUTING = 'version: 1\npartners: { bank: { tier: 2, calendar: weekdays } }';

function folder(files: Readonly<Record<string, string>>) {
  const texts = new Map(Object.entries(files));
  const read = (path: string) => {
    const text = texts.get(path);
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  return { texts, read };
}

function source(files: Readonly<Record<string, string>>, capabilities = CAPABILITIES) {
  const { texts, read } = folder(files);
  const events: GatewayEvent[] = [];
  const partners = new Map([['bank', capabilities]]);
  const routed = { partners, known: ['bank'], read };
  const routing = createRoutingSource({ path: 'etc/routing.yaml', calendars: 'files', ...routed });
  const laneRules = createRulesSource({ path: 'etc/guards.yaml', ...routed });
  const reload = () => reloadTogether([laneRules, routing], (event) => events.push(event));
  return { texts, routing, laneRules, events, reload };
}

const GOOD = {
  'etc/guards.yaml': 'version: 1\npartners: {}',
  'etc/routing.yaml': ROUTING,
  'etc/calendars/weekdays.yaml': WEEKDAYS,
};

describe('at the start', () => {
  it('the calendar that a partner names decides when it is open, and when its knowledge ends', () => {
    const { routing } = source(GOOD);

    expect(routing.openingOf('bank', MONDAY_NOON).open).toBe(true);
    expect(routing.openingOf('bank', SUNDAY_NOON)).toMatchObject({
      open: false,
      opensAtMs: Date.parse('2026-11-30T00:00:00Z'),
    });
    expect(routing.calendarsEnd()).toEqual([
      { partner: 'bank', atSeconds: Date.parse('2028-01-01T00:00:00Z') / 1_000 },
    ]);
  });

  it('what a calendar said once is not said for longer than it holds, nor before it began', () => {
    const { routing } = source(GOOD);
    const opensMs = Date.parse('2026-11-30T00:00:00Z');

    const said = [opensMs - 1, opensMs, opensMs - 1].map(
      (nowMs) => routing.openingOf('bank', nowMs).open,
    );

    expect(said).toEqual([false, true, false]);
  });

  it('a missing calendar is refused, and so is one with a mistake', () => {
    const missing = { ...GOOD, 'etc/routing.yaml': ROUTING.replace('weekdays', 'weekdaze') };
    const broken = { ...GOOD, 'etc/calendars/weekdays.yaml': WEEKDAYS.replace('UTC', 'Mars') };

    expect(() => source(missing)).toThrow('etc/calendars/weekdaze.yaml:1:1 (file)');
    expect(() => source(broken)).toThrow('etc/calendars/weekdays.yaml:4:11 timeZone');
  });

  it.each([{ calendar: 'weekdays' }, { cutOffs: ['17:00'] }])(
    'a partner that promises hours (%j) is not taken for one that never closes',
    (hours) => {
      const limits = { ...CAPABILITIES.limits, ...hours };
      const files = {
        ...GOOD,
        'etc/routing.yaml': 'version: 1\npartners: { bank: { calendar: always } }',
      };

      expect(() => source(files, { ...CAPABILITIES, limits })).toThrow(
        'etc/routing.yaml:2:31 partners.bank.calendar: expected a calendar: it has hours of business',
      );
    },
  );

  it('where every partner is always open, no calendar is even read', () => {
    const { read } = folder({ 'etc/routing.yaml': ROUTING });
    const routing = createRoutingSource({
      path: 'etc/routing.yaml',
      calendars: 'always',
      partners: new Map([['bank', CAPABILITIES]]),
      known: ['bank'],
      read,
    });

    expect(routing.openingOf('bank', SUNDAY_NOON)).toEqual({ open: true, note: null });
    expect(routing.calendarsEnd()).toEqual([]);
  });
});

describe('a reload', () => {
  it('puts routing, calendars and guards in force together', () => {
    const { texts, routing, laneRules, events, reload } = source(GOOD);
    texts.set('etc/routing.yaml', ROUTING.replace('tier: 2', 'tier: 3'));
    texts.set('etc/calendars/weekdays.yaml', WEEKDAYS.replace('[mon,', '[sun, mon,'));
    texts.set(
      'etc/guards.yaml',
      'version: 1\npartners: { bank: { breaker: { completedMin: 7 } } }',
    );
    routing.openingOf('bank', SUNDAY_NOON);

    const taken = reload();

    expect(taken).toBe(true);
    expect(routing.termsOf('bank').tier).toBe(3);
    expect(routing.openingOf('bank', SUNDAY_NOON).open).toBe(true);
    expect(laneRules.current('bank').breaker.completedMin).toBe(7);
    expect(events).toEqual([
      { kind: 'config.reloaded', detail: 'etc/guards.yaml, etc/routing.yaml' },
    ]);
  });

  it.each([
    ['etc/calendars/weekdays.yaml', WEEKDAYS.replace('validUntil', 'until')],
    ['etc/routing.yaml', `${ROUTING}\nexplore: 1`],
    ['etc/guards.yaml', 'version: 2\npartners: {}'],
  ])('with a mistake in %s changes nothing anywhere, and says where it is', (wrong, text) => {
    const { texts, routing, laneRules, events, reload } = source(GOOD);
    texts.set('etc/routing.yaml', ROUTING.replace('tier: 2', 'tier: 3'));
    texts.set('etc/calendars/weekdays.yaml', WEEKDAYS.replace('[mon,', '[sun, mon,'));
    texts.set(
      'etc/guards.yaml',
      'version: 1\npartners: { bank: { breaker: { completedMin: 7 } } }',
    );
    texts.set(wrong, text);

    const taken = reload();

    expect(taken).toBe(false);
    expect(routing.termsOf('bank').tier).toBe(2);
    expect(routing.openingOf('bank', SUNDAY_NOON).open).toBe(false);
    expect(laneRules.current('bank').breaker.completedMin).toBe(20);
    expect(events).toMatchObject([{ kind: 'config.rejected' }]);
    expect(JSON.stringify(events)).toContain(`${wrong}:`);
  });
});

describe('the files that are shipped', () => {
  it('are good for every partner there is, and give each calendar an end', () => {
    const factories = Object.entries<AdapterFactory>(ADAPTERS);
    const partners = new Map(
      factories.map(([name, create]) => [name, create(demoSecret(name, FIXTURES)).capabilities]),
    );
    const path = new URL('../../deploy/routing.yaml', import.meta.url).pathname;
    const read = (file: string) => readFileSync(file, 'utf8');
    const known = [...partners.keys()];

    const routing = createRoutingSource({ path, calendars: 'files', partners, known, read });

    expect(routing.calendarsEnd()).toContainEqual({
      partner: 'isobank',
      atSeconds: Date.parse('2028-01-01T00:00:00+01:00') / 1_000,
    });
    expect(routing.openingOf('isobank', SUNDAY_NOON).open).toBe(false);
    for (const partner of known) expect(routing.termsOf(partner).tier).toBe(1);
  });

  it('are refused as YamlFileError, so that the command line can show every line', () => {
    expect(() => source({ ...GOOD, 'etc/routing.yaml': '' })).toThrow(YamlFileError);
  });
});
