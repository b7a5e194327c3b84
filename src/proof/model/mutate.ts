import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type * as applyEventModule from '../../payouts/model/apply-event.ts';
import type * as decideModule from '../../payouts/decide/decide.ts';
import type { Mutation } from './mutations.ts';
import type { Product } from './product.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Runs a task on a copy of the product's sources with one rule taken out, then removes the copy.
 *
 * The rules import nothing from outside their own folders, so a copy of two folders is whole. A
 * patch whose text is not found exactly once fails: after a refactoring a mutation must be looked
 * at, not silently mutate nothing.
 */
export async function withMutant<T>(mutation: Mutation, task: (mutant: Product) => T): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'breakwater-mutant-'));
  try {
    for (const part of ['payouts', 'contract']) {
      await cp(path.join(ROOT, 'src', part), path.join(folder, part), { recursive: true });
    }
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    for (const { file, find, put } of mutation.patches) {
      const target = path.join(folder, 'payouts', file);
      const source = await readFile(target, 'utf8');
      const places = source.split(find).length - 1;
      assert.equal(places, 1, `${mutation.rule}: "${find}" is found ${places} times in ${file}`);
      await writeFile(
        target,
        source.replace(find, () => put),
      );
    }
    const load = (file: string) => import(pathToFileURL(path.join(folder, 'payouts', file)).href);
    const { decide } = (await load('decide/decide.ts')) as typeof decideModule;
    const { applyEvent } = (await load('model/apply-event.ts')) as typeof applyEventModule;
    return task({ decide, applyEvent, shell: mutation.shell ?? 'honest' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
