/**
 * Goal: a new partner is written from the template, in its own folders and one line of the registry,
 * and the kit leads there: what is missing is said by file, and what is filled passes.
 * Method: in a copy of the project `new:adapter` writes Harbor, an invented partner; the tools and
 * the kit look at it; the files of `harbor/` fill it in, step by step as adapters/README.md tells
 * it; they look again, and the gateway pays through it. Then every file of the copy is held against
 * what it was.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../../adapters/registry.ts';
import { until } from '../../support/world.ts';
import { copyProject, type CopiedProject, type Ran } from '../../support/copied-project.ts';

const FILLED = fileURLToPath(new URL('harbor/', import.meta.url));
const FILLED_FILES = readdirSync(FILLED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.txt'))
  .map((file) => path.join(FILLED, file));
const README = readFileSync(new URL('../../../adapters/README.md', import.meta.url), 'utf8');
const FOLDERS = [
  'adapters/harbor/',
  'fixtures/harbor/',
  'src/sandbox/partners/harbor/',
  'test/adapters/harbor/',
];
const CODE = ['adapters/harbor', 'src/sandbox/partners/harbor', 'test/adapters/harbor'];
const REGISTRY = 'adapters/registry.ts';
const PATIENCE_MS = 120_000;

/** The steps of the page: what is written, and what the kit then asks for. */
const STEPS: readonly {
  readonly after: string;
  readonly files: readonly string[];
  readonly next: string;
}[] = [
  {
    after: 'the template',
    files: [],
    next: 'Next: adapters/harbor/capabilities.ts: dedupe is blank',
  },
  {
    after: 'the capability record',
    files: ['adapters/harbor/capabilities.ts'],
    next: 'Next: fixtures/harbor/cases.json names no submit yet',
  },
  {
    after: 'the messages',
    files: ['SOURCES.md', 'cases.json', ...messages()].map((name) => `fixtures/harbor/${name}`),
    next: 'Next: adapters/harbor/submit.ts: the request of submit is not written yet',
  },
  {
    after: 'the requests',
    files: ['settings', 'submit', 'inquire', 'probe', 'sign', 'verify', 'adapter'].map(
      (name) => `adapters/harbor/${name}.ts`,
    ),
    next: 'Next: src/sandbox/partners/harbor/seal-message.ts: answer is not written yet',
  },
  {
    after: 'the seal',
    files: ['src/sandbox/partners/harbor/seal-message.ts'],
    next: 'Next: fixtures/harbor/submit.taken.json reads as {"kind":"unknown"',
  },
  {
    after: 'the answers',
    files: ['tables/statuses', 'tables/failures', 'words', 'read-reply'].map(
      (name) => `adapters/harbor/${name}.ts`,
    ),
    next: 'Next: fixtures/harbor/callback.sent.json reads as {"kind":"rejected"',
  },
  {
    after: 'the callbacks',
    files: ['adapters/harbor/callback.ts'],
    next: 'Next: ERROR_CODES BAD_SIGNATURE: no stored message holds it',
  },
  {
    after: 'the description',
    files: ['fixtures/harbor/kit.json', 'fixtures/harbor/sample-payouts.json'],
    next: 'Next: src/sandbox/partners/harbor/server.ts: the probe finds no life in a simulator that answers',
  },
  {
    after: 'the simulator',
    files: ['read-order', 'show-order', 'errors', 'notices', 'server'].map(
      (name) => `src/sandbox/partners/harbor/${name}.ts`,
    ),
    next: 'harbor conforms: 31 passed, 0 failed, 4 skipped.',
  },
];

let project: CopiedProject;
let before: ReadonlyMap<string, string>;

beforeAll(() => {
  project = copyProject();
  before = project.files();
});

afterAll(() => project.discard());

describe('new:adapter', () => {
  it.each([
    [['Harbor'], 'lower-case letters and digits'],
    [['../harbor'], 'lower-case letters and digits'],
    [['harbor', 'twice'], 'give one name'],
    [[], 'cannot be a partner'],
    [['capsules'], 'taken by the project itself'],
    [['wechat'], 'adapters/wechat is there already'],
  ])('refuses %j, says why, and writes nothing', async (args, words) => {
    const { code, output } = await newAdapter(...args);

    expect(code).toBe(2);
    expect(output).toContain(words);
    expect(project.files()).toEqual(before);
  });
});

describe('the partner that it writes', () => {
  let written: Ran;

  beforeAll(async () => {
    written = await newAdapter('harbor');
  });

  it('says what it wrote, and what comes next', () => {
    expect(written.code).toBe(0);
    expect(written.output).toContain('wrote adapters/harbor/adapter.ts');
    expect(written.output).toContain('Next: npx breakwater adapter check harbor');
  });

  it('compiles, and passes the linter and the formatter', { timeout: PATIENCE_MS }, async () => {
    expect(await tools()).toEqual([]);
  });

  it('does not start: its capability record is blank', async () => {
    const { code, output } = await project.run('node', 'bin/breakwater.mjs', 'serve', '--demo');

    expect(code).toBe(78);
    expect(output).toMatch(/harbor: its capability record leaves dedupe, keyField, .* blank/);
  });

  it('fails the kit with the file to fill next, for every part of it', async () => {
    const { code, output } = await check();

    expect(code).toBe(1);
    expect(output).toMatch(/^Next: adapters\/harbor\/capabilities\.ts: dedupe is blank$/m);
    for (const sentence of [
      'fixtures/harbor/cases.json names no submit yet',
      'adapters/harbor: PAYOUT_STATUSES has no entries yet',
      'adapters/harbor/probe.ts: probe is not written yet',
      'fixtures/harbor/kit.json: otherAmount: TODO',
    ]) {
      expect(output).toContain(sentence);
    }
  });
});

describe('the walk through adapters/README.md', () => {
  it.each(STEPS)('$after: the kit says what comes next', async ({ files, next }) => {
    for (const file of files) project.fillFrom(FILLED, file);

    const { output } = await check();

    expect(output).toContain(`\n${next}`);
    expect(README).toContain(`\n${next}`);
  });

  it('shows no code but that of the finished files, and of the language it says', () => {
    const blocks = [...README.matchAll(/```(?:ts|json)\n([\s\S]*?)```/g)].map(([, code]) => code);
    const finished = FILLED_FILES.map((file) => squeezed(readFileSync(file, 'utf8')));

    const invented = blocks.filter(
      (block = '') => !finished.some((text) => text.includes(squeezed(block))),
    );

    expect(blocks.length).toBeGreaterThan(5);
    expect(invented).toEqual([]);
  });
});

describe('once it is filled in', () => {
  beforeAll(() => {
    project.fillFrom(FILLED);
    project.remove('adapters/harbor/not-written.ts');
  });

  it('passes the kit', async () => {
    const { code, output } = await check();

    expect(output).toMatch(/^harbor conforms: \d+ passed, 0 failed, 4 skipped\.$/m);
    expect(code).toBe(0);
  });

  it('passes the steps of `npm run check`', { timeout: PATIENCE_MS }, async () => {
    const own = await project.run('vitest', 'run', 'test/adapters/harbor');
    // The copy has no tests and no scripts, so other files' exports look unused there.
    const unused = await project.run('knip', '--no-exit-code', '--no-config-hints');

    expect(await tools()).toEqual([]);
    expect(own.code).toBe(0);
    expect(unused.output.split('\n').filter((line) => /harbor/i.test(line))).toEqual([]);
  });

  it('takes part in the simulation, over seven partners', { timeout: PATIENCE_MS }, async () => {
    writeFileSync(path.join(project.folder, 'simulate.mjs'), SIMULATION);

    const { code, output } = await project.run('node', 'simulate.mjs');
    project.remove('simulate.mjs');

    expect({ code, output }).toMatchObject({ code: 0 });
    const told = JSON.parse(output) as Simulated;
    expect(told).toMatchObject({ broken: [], partners: expect.arrayContaining(['harbor']) });
    expect(told.partners).toHaveLength(Object.keys(ADAPTERS).length + 1);
    expect(told.harborLoans).toBeGreaterThan(0);
  });

  it('is paid through by the gateway, without another word to anybody', async () => {
    const state = await payThroughHarbor();

    expect(state).toMatchObject({ state: 'PAID', attempts: [{ partner: 'harbor' }] });
  });

  it('has touched no file outside its folders but one line of the registry', () => {
    const after = project.files();
    const added = [...after.keys()].filter((file) => !before.has(file));
    const strays = added.filter((file) => !FOLDERS.some((folder) => file.startsWith(folder)));
    const changed = [...before].filter(([file, text]) => after.get(file) !== text);

    expect(strays).toEqual([]);
    expect(changed.map(([file]) => file)).toEqual([REGISTRY]);
    expect(linesAdded(before.get(REGISTRY), after.get(REGISTRY))).toEqual([
      "  harbor: (await import('./harbor/adapter.ts')).createHarbor,",
    ]);
  });
});

/** The stored messages, `submit.taken.json` and the like. */
function messages(): readonly string[] {
  return FILLED_FILES.map((file) => path.basename(file, '.txt')).filter((name) =>
    /^(?:submit|inquire|probe|callback)\..+\.json$/.test(name),
  );
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function newAdapter(...args: readonly string[]): Promise<Ran> {
  return project.run('node', 'scripts/new-adapter.ts', ...args);
}

function check(): Promise<Ran> {
  return project.run('node', 'bin/breakwater.mjs', 'adapter', 'check', 'harbor');
}

/** What types, linter and formatter complain about; nothing when they do not. */
async function tools(): Promise<readonly string[]> {
  const runs = [
    await project.run('tsc', '-p', '.'),
    await project.run('oxlint', '--type-aware', '--deny-warnings', ...CODE),
    await project.run('prettier', '--check', REGISTRY, ...CODE),
  ];
  return runs.filter(({ code }) => code !== 0).map(({ output }) => output);
}

async function payThroughHarbor(): Promise<unknown> {
  const served = spawn(process.execPath, ['bin/breakwater.mjs', 'serve', '--demo'], {
    cwd: project.folder,
    env: {
      ...process.env,
      NODE_ENV: '',
      PORT: '0',
      CHAOS_PORT: '0',
      SANDBOX_PORT: '0',
      DATA_DIR: path.join(project.folder, '.data'),
    },
  });
  let output = '';
  served.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    const look = () => Promise.resolve(/API +(http:\S+)\/v1\/payouts/.exec(output)?.[1] ?? '');
    const url = await until(look, (found) => found !== '');
    const headers = {
      authorization: 'Bearer demo',
      'content-type': 'application/json',
      'idempotency-key': 'seventh-1',
    };
    const posted = await fetch(`${url}/v1/payouts`, { method: 'POST', headers, body: ORDER });
    const { id } = (await posted.json()) as { readonly id: string };
    const ask = async () => (await fetch(`${url}/v1/payouts/${id}`, { headers })).json();
    return await until(ask, (payout) => String(Reflect.get(Object(payout), 'state')) === 'PAID');
  } finally {
    served.kill('SIGKILL');
  }
}

/** What the copy's simulation prints of one seed. */
interface Simulated {
  readonly broken: readonly string[];
  readonly partners: readonly string[];
  readonly harborLoans: number;
}

const SIMULATION = `
import { drawPlan } from './src/simulation/plan/draw-plan.ts';
import { runPlan } from './src/simulation/run-plan.ts';

const plan = drawPlan(7, 40);
const harborLoans = plan.arrivals.filter(({ payee }) => payee === 'harbor').length;
const { broken } = await runPlan(plan);
console.log(JSON.stringify({ broken, partners: plan.partners, harborLoans }));
process.exit(0);
`;

const ORDER = JSON.stringify({
  obligation: 'seventh:1',
  amount: { value: 12_345, currency: 'EUR' },
  creditor: { name: 'Ada Lovelace', account: { type: 'iban', value: 'GB33BUKB20201555555555' } },
  route: ['harbor'],
});

function linesAdded(before = '', after = ''): readonly string[] {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
}
