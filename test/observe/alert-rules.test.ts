/**
 * Goal: an alert that pages somebody tells what to do, and is known to fire.
 * Method: the rules file, its test file and the runbooks are read and held against each other.
 * Whether the expressions mean what they say is `promtool`'s to judge (scripts/prometheus-check.sh).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { METRICS } from '../../src/observe/metrics/metric-catalogue.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const RULES = read('deploy/prometheus/rules.yml');
const TESTS = read('deploy/prometheus/rules_test.yml');
const RUNBOOKS = new URL('../../docs/runbooks/', import.meta.url);
const ALERTS = [...RULES.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

describe('each alert', () => {
  it.each(ALERTS)('%s is tested', (alert) => {
    expect(TESTS).toContain(`alertname: ${alert}\n`);
  });

  it('has a runbook that begins with an alert of its name or serves it, and none is left over', () => {
    const named = [...RULES.matchAll(/runbook_url: docs\/runbooks\/(\S+)/g)].map(
      ([, page = '']) => page,
    );
    const pages = readdirSync(RUNBOOKS).filter((page) => page !== 'journal-restored.md');

    expect(named).toHaveLength(ALERTS.length);
    expect([...new Set(named)].toSorted()).toEqual(pages.toSorted());
  });
});

describe('each series of ours in a rule', () => {
  const named = [...RULES.matchAll(/\b(breakwater_[a-z_]+)/g)].map(([, name = '']) => name);
  const known = new Set(Object.keys(METRICS).flatMap((name) => [name, `${name}_bucket`]));
  const recorded = new Set(
    [...RULES.matchAll(/record: \w+:(breakwater_\w+):/g)].map(([, name = '']) => name),
  );

  it('is one that the gateway exposes', () => {
    expect(named.filter((name) => !known.has(name) && !recorded.has(name))).toEqual([]);
  });
});

describe('a counter that pages', () => {
  it('counts as a whole when its series is new, since increase() misses the first occurrence', () => {
    const silent = [...RULES.matchAll(/increase\((breakwater_\w+)\[(\w+)\]\) > 0/g)].filter(
      ([, name = '', window = '']) =>
        !RULES.includes(`(${name} unless ${name} offset ${window}) > 0`),
    );
    expect(silent.map(([expression]) => expression)).toEqual([]);
  });
});
