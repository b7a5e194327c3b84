/**
 * Goal: a bug in the product is found, named by its seed, shrunk to a file that can be read, and
 * comes back when the file is run; without the bug the same file keeps every promise.
 *
 * Method: the command `breakwater prove sim` in a copy of the sources with one rule taken out
 * (R1: a timeout is taken for a failure), seeds 1 to 8 of 12 payouts; then its plan file, there
 * and here.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { MUTATIONS } from '../../src/proof/model/mutations.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';
import { readPlanFile, writePlanFile } from '../../src/simulation/plan/plan-file.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = ['src', 'adapters', 'bin', 'fixtures', 'deploy', 'package.json'];

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'breakwater-planted-'));
  for (const part of PARTS) {
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a timeout that is taken for a failure is found, shrunk and brought back', async () => {
  const [rule] = MUTATIONS;
  plant(rule?.patches ?? []);

  const hunt = proveSim('--seeds', '8', '--payouts', '12', '--workers', '1', '--write', folder);
  const file = /suffice: (.*\.json)/.exec(hunt.output)?.[1] ?? '';
  const again = proveSim('--plan', file);
  const { plan, broken } = readPlanFile(file);
  const here = await runPlan(plan);

  expect(hunt.exitCode).toBe(1);
  expect(hunt.errors).toMatch(/^seed \d+: .*(?:paid twice|declared dead)/m);
  expect(broken.length).toBeGreaterThan(0);
  expect(plan.arrivals.length).toBeLessThan(3);
  expect(plan.troubles.length).toBeLessThan(4);
  expect(again.exitCode).toBe(1);
  for (const line of broken) expect(again.output).toContain(line);
  expect(here.broken).toEqual([]);
}, 120_000);

test('a plan file reads back as it was written, and names what is wrong in it', () => {
  const file = path.join(folder, 'plan.json');
  const troubles = [
    { atMs: 5, kind: 'crash', downMs: 1 },
    { atMs: 7, kind: 'fault', body: { fault: 'delay' } },
  ] as const;
  const plan = { seed: 4, partners: ['alipay', 'cmb'], liar: null, arrivals: [], troubles };

  writePlanFile(file, { broken: ['lost: po_1'], journal: 'sqlite', plan });
  const read = readPlanFile(file);
  const json = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    json.replace('"version": 2', '"version": 3').replace('"atMs": 5', '"atMs": -5'),
  );

  expect(read).toMatchObject({ broken: ['lost: po_1'], journal: 'sqlite', plan });
  expect(() => readPlanFile(file)).toThrow(/\/version: .*version 2.*\/plan\/troubles\/0\/atMs/);
});

/** Takes one rule out of the copy; a text that is not there exactly once fails. */
function plant(patches: readonly { file: string; find: string; put: string }[]): void {
  expect(patches.length).toBeGreaterThan(0);
  for (const { file, find, put } of patches) {
    const target = path.join(folder, 'src/payouts', file);
    const source = readFileSync(target, 'utf8');
    expect(source.split(find)).toHaveLength(2);
    writeFileSync(
      target,
      source.replace(find, () => put),
    );
  }
}

function proveSim(...options: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bin/breakwater.mjs', 'prove', 'sim', ...options],
    { cwd: folder, encoding: 'utf8', timeout: 100_000 },
  );
  return { exitCode: status, output: stdout, errors: stderr };
}
