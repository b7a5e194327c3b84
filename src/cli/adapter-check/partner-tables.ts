import { readdirSync } from 'node:fs';

const TABLE_NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * Finds an adapter's tables: every `Map` with text keys that a file of its folder exports under a
 * name in capital letters; most stand in `tables/`. A table is then one because it is written as
 * one; there is no list to keep. By name, because the order of a module's exports is nobody's promise.
 */
export async function partnerTables(
  folder: URL,
): Promise<ReadonlyMap<string, ReadonlyMap<string, unknown>>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .toSorted();
  const modules: readonly object[] = await Promise.all(
    files.map(async (name) => (await import(new URL(name, folder).href)) as object),
  );
  const tables = modules.flatMap((module) => Object.entries(module).flatMap(asTable));
  return new Map(tables.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function asTable([name, value]: readonly [string, unknown]) {
  if (!TABLE_NAME.test(name) || !(value instanceof Map)) return [];
  const entries = [...(value as ReadonlyMap<unknown, unknown>)];
  const words = entries.flatMap(([word, meaning]) =>
    typeof word === 'string' ? [[word, meaning] as const] : [],
  );
  return words.length === entries.length ? [[name, new Map(words)] as const] : [];
}
