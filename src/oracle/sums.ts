import type { Amount } from './evidence.ts';

/** How many, which, and how much money. */
export interface Sum {
  readonly count: number;
  /** The ids counted, each once. */
  readonly ids: readonly string[];
  /** Minor units by currency. */
  readonly money: ReadonlyMap<string, bigint>;
}

/** Counts each id once, and adds up its amounts by currency. */
export function sumOf(
  entries: Iterable<{ readonly id: string; readonly amount: Amount | null }>,
): Sum {
  const ids = new Set<string>();
  const money = new Map<string, bigint>();
  for (const { id, amount } of entries) {
    ids.add(id);
    if (amount === null) continue;
    money.set(amount.currency, (money.get(amount.currency) ?? 0n) + amount.minor);
  }
  return { count: ids.size, ids: [...ids], money };
}
