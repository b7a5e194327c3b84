/**
 * Goal: docs/SANDBOX.md names every behaviour and every call of the sandbox, says what each partner
 * understands, and its commands work as they stand.
 * Method: the page is compared with what the code renders and read back; each curl runs against a
 * sandbox of this test; each partner is asked once with and once without each behaviour of its own
 * layer, and what it says must differ exactly where the page says so.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { sandboxPage } from '../../scripts/sandbox-page.ts';
import { BEHAVIOURS, isBehaviourName } from '../../src/sandbox/behaviours/behaviour-table.ts';
import { SANDBOX_CALLS } from '../../src/sandbox/server/sandbox-calls.ts';
import { openSandboxWorld } from '../support/world.ts';

const run = promisify(execFile);
const PAGE = readFileSync(new URL('../../docs/SANDBOX.md', import.meta.url), 'utf8');

/** Commands, with their continued lines joined. */
const CURLS = [...PAGE.matchAll(/```console\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
  .filter((line) => line.startsWith('$ '))
  .map((line) => line.slice(2));

describe('docs/SANDBOX.md', () => {
  it('is what the code renders (npm run pages writes it)', () => {
    expect(PAGE).toBe(sandboxPage());
  });

  it('names each behaviour once, and no other', () => {
    const named = [...PAGE.matchAll(/^\| `sim:(\w+)` \|/gm)].map(([, name]) => name);

    expect(named).toHaveLength(new Set(named).size);
    expect(new Set(named)).toEqual(new Set(Object.keys(BEHAVIOURS)));
  });

  it('shows each call once, with a command', () => {
    const shown = [...PAGE.matchAll(/^### `([A-Z]+ \/\S*)`$/gm)].map(([, call]) => call);

    expect(shown).toEqual(Object.keys(SANDBOX_CALLS));
    expect(CURLS).toHaveLength(shown.length);
  });

  it('names only behaviours that a partner may have of its own', () => {
    const [, section = ''] = PAGE.split('### Which partner knows which');
    const [table = ''] = section.split('\n## ');
    const named = [...table.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

    expect(named.length).toBeGreaterThan(20);
    const foreign = named.filter(
      (name) => !isBehaviourName(name) || BEHAVIOURS[name].layer !== 'partner',
    );
    expect(foreign).toEqual([]);
  });

  it('its commands work as they stand', async () => {
    const world = await openSandboxWorld();
    const wechat = world.partners.find(({ name }) => name === 'wechat');
    wechat?.bank.place({
      reference: 'DEMOORDER1',
      amountMinor: 12_345n,
      currency: 'CNY',
      creditorAccount: 'openid',
      creditorName: 'Ada',
      content: '',
      text: 'sim:stuck',
    });

    const answers = new Map<string, string>();
    for (const curl of CURLS) {
      const here = curl
        .replace('curl -sS', 'curl -sS --fail-with-body')
        .replace('http://127.0.0.1:8090', world.sandbox.url);
      answers.set(curl, (await run('sh', ['-c', here])).stdout);
    }
    await world.close();

    const said = (path: string) =>
      [...answers].find(([curl]) => curl.includes(path))?.[1] ?? 'no such command';
    expect(said('8090/books?partner')).toContain('{"entries":[]}');
    expect(said('/admin/settle')).toContain('"status":"executed"');
    expect(said('/admin/return')).toContain('"status":"returned"');
    expect(said("POST 'http://127.0.0.1:8090/admin/behaviours'")).toContain('callbackLate');
  });
});
