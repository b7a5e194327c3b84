import { readDecimal, writeDecimal } from '../../server/decimals.ts';
import { wallTime } from '../../server/times.ts';

/** Reads yuan with at most two decimals as fen; `null` for everything else, zero included. */
export function fenOf(yuan: string): bigint | null {
  const fen = readDecimal(yuan, { wholeDigitsMax: 12, places: 2 });
  return fen === 0n ? null : fen;
}

/** Writes fen as yuan with two decimals; a debit balance with its minus sign. */
export function yuanOf(fen: bigint): string {
  return writeDecimal(fen, 2);
}

/** `yyyy-MM-dd HH:mm:ss` on a clock in Shanghai, eight hours ahead since summer time ended in 1991. */
export function shanghaiTime(atMs: number): string {
  return wallTime(atMs, 8).replace('T', ' ');
}
