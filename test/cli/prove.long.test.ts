/**
 * Goal: `breakwater prove` runs what it was asked for, says in the end whether it held, and a gateway
 * that serves never loads it.
 *
 * Method: the command as a user starts it, in small; the page from outputs made up here; and the
 * static imports of the command line and of `serve`, followed to their end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-prove-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('breakwater prove', () => {
  it('simulates the seeds that were asked for, and ends with a verdict', () => {
    const options = ['--seeds', '1', '--from', '7', '--payouts', '2', '--workers', '1'];

    const { status, stdout } = prove('sim', ...options);

    expect(stdout).toContain('seeds 7 to 7, 2 payouts each, memory journal, 1 threads');
    expect(stdout).toMatch(/simulation: every promise held\n$/);
    expect(status).toBe(0);
  });

  it.each([
    ['sim', '--seeds', '0'],
    ['crash', '--kills', 'many'],
    ['model', '--bound', 'wide'],
    ['world'],
  ])('refuses %s %s %s with 2', (...words) => {
    const { status, stderr } = prove(...words);

    expect(stderr).toContain('error: ');
    expect(status).toBe(2);
  });

  it('writes the page from what the proofs printed, without their traces', () => {
    for (const name of ['model', 'crash', 'simulation', 'money']) {
      writeFileSync(path.join(folder, `${name}.txt`), `${name} held\n    a step of a trace\n`);
    }
    const page = path.join(folder, 'PROOF.md');

    const { status } = prove('--outputs', folder, '--page', page, '--kills', '30');

    const text = readFileSync(page, 'utf8');
    expect(text).toMatch(/model held[^]*crash held[^]*simulation held[^]*money held/);
    expect(text).toContain('`node bin/breakwater.mjs prove crash --kills 30`');
    expect(text).not.toContain('a step of a trace');
    expect(status).toBe(0);
  });

  it('says at once when the page could not be written', () => {
    const { status, stderr } = prove('--page', path.join(folder, 'no-such-folder', 'PROOF.md'));

    expect(stderr).toContain('name another file with --page');
    expect(status).toBe(2);
  });
});

describe('a gateway that serves', () => {
  it.each(['src/cli/main.ts', 'src/cli/serve.ts'])('%s loads no proof', (entry) => {
    const loaded = [...staticallyImported(entry)];

    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.filter((file) => /^src\/(?:simulation|proof)\//.test(file))).toEqual([]);
  });
});

function prove(...words: readonly string[]) {
  return spawnSync(process.execPath, ['bin/breakwater.mjs', 'prove', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

/** Every own file that is loaded before a line of `entry` runs. */
function staticallyImported(entry: string): ReadonlySet<string> {
  const seen = new Set([entry]);
  for (const file of seen) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    for (const [, target = ''] of text.matchAll(
      /^(?:import(?! type)|} from|export).*'(\.{1,2}\/[^']+\.ts)'/gm,
    )) {
      seen.add(path.join(path.dirname(file), target));
    }
  }
  return seen;
}
