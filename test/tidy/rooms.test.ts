/**
 * Goal: the folder tree tells the truth: who may import whom, where each package lives, who may
 * read a clock.
 * Method: read every source as text, find its imports, hold them against the table of rooms in
 * docs/ARCHITECTURE.md, which is repeated here. A rule that finds no file to judge fails too.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { isIn, sourceFiles, withoutComments } from './source-files.ts';

const SOURCES = sourceFiles('src', 'adapters');

/** The gateway from its rules to its composition root, and the simulated partners. */
const PRODUCT = [
  'src/chaos',
  'src/config',
  'src/contract',
  'src/gateway',
  'src/http',
  'src/journal',
  'src/observe',
  'src/oracle',
  'src/payouts',
  'src/runtime',
  'src/sandbox',
];

/** Room -> the rooms it may look into, itself included. `main` and `cli` see everyone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/contract': ['src/contract'],
  'src/runtime': ['src/runtime', 'src/contract'],
  adapters: ['src/contract'],
  'src/payouts': ['src/payouts', 'src/contract', 'src/runtime', 'src/journal/port.ts'],
  'src/journal': ['src/journal', 'src/contract', 'src/runtime'],
  'src/text': ['src/text'],
  'src/config': ['src/config', 'src/contract', 'src/text'],
  'src/resilience': ['src/resilience', 'src/contract', 'src/runtime', 'src/config/yaml'],
  'src/routing': ['src/routing', 'src/contract', 'src/config/yaml'],
  'src/transport': ['src/transport', 'src/contract', 'src/runtime'],
  'src/chaos': ['src/chaos', 'src/contract', 'src/runtime'],
  'src/sandbox': ['src/sandbox', 'src/runtime', 'src/text'],
  'src/conformance': ['src/conformance', 'src/contract'],
  'src/capsule': ['src/capsule', 'src/contract', 'src/runtime'],
  'src/observe': ['src/observe', 'src/contract', 'src/runtime'],
  'src/oracle': ['src/oracle', 'src/contract', 'src/payouts/model'],
  'src/simulation': [...PRODUCT, 'src/simulation', 'adapters/registry.ts'],
  'src/proof': [...PRODUCT, 'src/simulation', 'src/proof', 'adapters/registry.ts'],
  'src/proof/mutants': ['src/proof/mutants', 'src/runtime'],
  'src/http': [
    'src/http',
    'src/contract',
    'src/runtime',
    'src/payouts',
    'src/chaos',
    'src/observe',
    'src/text',
  ],
};

/** Package -> the only rooms that may import it. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  axios: ['src/transport'],
  'ipaddr.js': ['src/transport'],
  undici: ['src/transport'],
  opossum: ['src/resilience'],
  express: ['src/http'],
  helmet: ['src/http'],
  'zod-openapi': ['src/http'],
  'prom-client': ['src/observe'],
  winston: ['src/observe'],
  commander: ['src/cli'],
  yaml: ['src/config/yaml'],
  nock: [],
  'oxc-parser': ['src/proof/mutants'],
  vitest: ['src/proof/mutants'],
  saxes: ['adapters/isobank', 'src/sandbox/partners/isobank'],
  'sm-crypto-v2': ['adapters/cmb', 'src/sandbox/partners/cmb'],
  'sm-crypto': [],
  'node:sqlite': ['src/journal', 'src/proof/crash'],
};

/** Time and chance come in through `Runtime`. */
const BANNED = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bperformance\.now\b/,
  /\b(?:setTimeout|setInterval|setImmediate)\(/,
  /\bMath\.random\b/,
  /\brandom(?:UUID|Bytes|Int)\b/,
  /\bAbortSignal\.timeout\b/,
  /['"](?:node:)?timers(?:\/promises)?['"]/,
];

/** The doors: runtime is the clock, transport owns sockets, the journal's worker is a thread. */
const DOORS = [
  'src/runtime',
  'src/transport',
  // Waits for the real event loop while virtual time stands still.
  'src/simulation/world/real-work.ts',
  // Strike at a real moment of a real process.
  'src/proof/crash/assassin.ts',
  'src/proof/crash/crashing-tap.ts',
];

describe('the house', () => {
  it('has rooms to look at', () => {
    expect(SOURCES.length).toBeGreaterThan(60);
  });

  it.each(Object.entries(MAY_IMPORT))('%s looks only where it may', (room, allowed) => {
    const inside = SOURCES.filter(({ file }) => isIn(file, room));
    const strays = inside.flatMap(({ file, imports }) =>
      imports
        .filter((target) => target.startsWith('src/') || target.startsWith('adapters/'))
        .filter((target) => !isOwnAdapter(file, target))
        .filter((target) => !allowed.some((place) => isIn(target, place)))
        .map((target) => `${file} -> ${target}`),
    );

    expect(inside.length).toBeGreaterThan(0);
    expect(strays).toEqual([]);
  });

  it.each(Object.entries(HOMES))('%s is at home only where it belongs', (name, homes) => {
    const strangers = SOURCES.filter(
      ({ file, imports }) =>
        imports.some((target) => target === name || target.startsWith(`${name}/`)) &&
        !homes.some((home) => isIn(file, home)),
    );

    expect(strangers.map(({ file }) => file)).toEqual([]);
  });

  it('reads clocks and throws dice only behind its doors', () => {
    const offenders = SOURCES.filter(({ file }) => !DOORS.some((door) => isIn(file, door))).flatMap(
      ({ file, text }) =>
        BANNED.filter((word) => word.test(withoutComments(text))).map((word) => `${file}: ${word}`),
    );

    expect(offenders).toEqual([]);
  });

  it('ships without its tests: neither sources nor scripts import from test/', () => {
    const offenders = [...SOURCES, ...sourceFiles('scripts')].filter(({ imports }) =>
      imports.some((target) => isIn(target, 'test')),
    );

    expect(offenders.map(({ file }) => file)).toEqual([]);
  });

  it('exports by name, without barrels', () => {
    const offenders = SOURCES.filter(
      ({ file, text }) => /^export default /m.test(text) || path.basename(file) === 'index.ts',
    );

    expect(offenders.map(({ file }) => file)).toEqual([]);
  });
});

/** An adapter may use its own folder, and the registry may use them all. */
function isOwnAdapter(file: string, target: string): boolean {
  if (file === 'adapters/registry.ts') return target.startsWith('adapters/');
  const [, partner] = file.split('/');
  return file.startsWith('adapters/') && target.startsWith(`adapters/${partner}/`);
}
