/*
 * Goal: a demo secret is found where the fixtures keep it, and a missing one says which file is
 * wanted without telling anything secret.
 * Method: a real folder in the system's temporary place.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoSecret, DemoSecretError } from '../../../src/sandbox/partners/demo-secret.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-secrets-'));
  mkdirSync(join(folder, 'plain', 'demo'), { recursive: true });
  writeFileSync(join(folder, 'plain', 'demo', 'APP_ID'), '  2021000000000000\n');
  writeFileSync(join(folder, 'plain', 'demo', 'EMPTY'), '\n');
  writeFileSync(join(folder, 'outside'), 'not for you');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a demo secret', () => {
  it('is the text of its file without the white space around it', () => {
    expect(demoSecret('plain', folder)('APP_ID')).toBe('2021000000000000');
    expect(demoSecret('plain', pathToFileURL(folder))('APP_ID')).toBe('2021000000000000');
  });

  it.each([
    ['is missing', 'APP_KEY', join('plain', 'demo', 'APP_KEY')],
    ['is empty', 'EMPTY', 'is empty'],
    ['would lead out of the folder', '../../outside', 'not the name of a secret'],
  ])('that %s is an error in words', (_what, name, sentence) => {
    const read = () => demoSecret('plain', folder)(name);

    expect(read).toThrow(DemoSecretError);
    expect(read).toThrow(sentence);
  });
});
