/**
 * Goal: who knows one partner finds his way in every other: the same thing stands under the same
 * name in each adapter, each simulator and each partner's tests.
 * Method: the names that a partner must have, by what its adapter and its capability record say of
 * it, against the files that are there; the few that a partner lacks are listed with the reason.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { FIXTURES_FOLDER } from '../../src/config/project-files.ts';
import type { AdapterFactory } from '../../src/contract/adapter.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const PARTNERS = Object.entries<AdapterFactory>(ADAPTERS);

/** In every adapter's folder; what else a partner needs is named by its own term. */
const ADAPTER = [
  'adapter.ts',
  'capabilities.ts',
  'settings.ts',
  'submit.ts',
  'inquire.ts',
  'probe.ts',
  'read-reply.ts',
  'callback.ts',
  'sign.ts',
  'verify.ts',
  'tables/statuses.ts',
  'tables/failures.ts',
];

const SANDBOX = ['server.ts', 'read-order.ts', 'show-order.ts', 'errors.ts', 'notices.ts'];

/** What the kit cannot know; hostile-replies, callback and round-trip are the kit's rules as well. */
const TESTS = ['tables.test.ts'];

const FIXTURES = ['SOURCES.md', 'cases.json', 'kit.json', 'sample-payouts.json'];

/** Files that a partner has no use for. A line that excuses nothing fails. */
const LACKS: ReadonlyMap<string, string> = new Map([
  ['adyen/sign.ts', 'An API key in a header is all that proves a request.'],
  ['paypal/sign.ts', 'The token of its session is all that proves a request.'],
  ['cmb/tables/failures.ts', 'The bank publishes no code for why a payment failed.'],
]);

describe.each(PARTNERS)('the folders of %s', (partner, create) => {
  const { capabilities, session, batch } = create(demoSecret(partner, FIXTURES_FOLDER));
  const has = (file: string) => existsSync(path.join(ROOT, 'adapters', partner, file));

  it('hold the adapter under the names of every adapter', () => {
    const missing = ADAPTER.filter((file) => !has(file) && !LACKS.has(`${partner}/${file}`));

    expect(missing).toEqual([]);
  });

  it('have cancel, session and batch exactly where the partner has them', () => {
    expect({
      cancel: has('cancel.ts'),
      session: has('session.ts'),
      batch: has('batch.ts'),
    }).toEqual({
      cancel: capabilities.cancel !== 'none',
      session: session !== undefined,
      batch: batch !== undefined,
    });
  });

  it('hold simulator, fixtures and tests under the names of all', () => {
    const missing = [
      ...SANDBOX.map((file) => `src/sandbox/partners/${partner}/${file}`),
      ...TESTS.map((file) => `test/adapters/${partner}/${file}`),
      ...FIXTURES.map((file) => `fixtures/${partner}/${file}`),
    ].filter((file) => !existsSync(path.join(ROOT, file)));

    expect(missing).toEqual([]);
  });
});

it('lacks only what is still lacking', () => {
  const there = [...LACKS.keys()].filter((file) => existsSync(path.join(ROOT, 'adapters', file)));

  expect(there).toEqual([]);
});

it('keeps every table of an adapter that stands in a file of its own in tables/', () => {
  const tables = /^(?:.*-)?(?:statuses|codes|reasons|errors|refusals)\.ts$/;
  const strays = PARTNERS.flatMap(([partner]) =>
    readdirSync(path.join(ROOT, 'adapters', partner))
      .filter((file) => tables.test(file))
      .map((file) => `adapters/${partner}/${file}`),
  );

  expect(strays).toEqual([]);
});

describe.each([
  ['the template', 'scripts/template', '__name__'],
  ['the invented seventh partner', 'test/adapters/new-partner/harbor', 'harbor'],
])('%s', (_what, folder, name) => {
  it.each([
    ['adapters', ADAPTER],
    ['src/sandbox/partners', SANDBOX],
    ['fixtures', FIXTURES],
    ['test/adapters', TESTS],
  ] as const)('writes the names of %s', (place, names) => {
    const there = new Set(
      readdirSync(path.join(ROOT, folder, place, name), { recursive: true, encoding: 'utf8' }),
    );

    expect(names.filter((file) => !there.has(`${file}.txt`))).toEqual([]);
  });
});
