/** Reads yuan with at most two decimals as fen; `null` for everything else, zero included. */
export function fenOf(yuan: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(yuan);
  if (match === null) return null;
  const fen = BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
  return fen === 0n ? null : fen;
}

/** Writes fen as yuan with two decimals; a debit balance with its minus sign. */
export function yuanOf(fen: bigint): string {
  const [sign, size] = fen < 0n ? ['-', -fen] : ['', fen];
  return `${sign}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

const SHANGHAI_MS = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` on a clock in Shanghai, eight hours ahead since summer time ended in 1991. */
export function shanghaiTime(atMs: number): string {
  return new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}
