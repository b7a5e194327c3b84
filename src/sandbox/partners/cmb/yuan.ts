import { readDecimal, writeDecimal } from '../../server/decimals.ts';

/** Reads yuan of at most thirteen digits and two decimals as fen; `null` for everything else. */
export function fenOf(yuan: string): bigint | null {
  return readDecimal(yuan, { wholeDigitsMax: 13, places: 2 });
}

/** Writes fen as yuan with two decimals; a debit balance with its minus sign. */
export function yuanOf(fen: bigint): string {
  return writeDecimal(fen, 2);
}
