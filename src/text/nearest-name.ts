/** A typing slip is at most this many changed, added or lost characters. */
const SLIPS_MAX = 3;
/** `timeoutMs` stands for `tryTimeoutMs`; `Ms` stands for nothing. */
const PART_LENGTH_MIN = 4;

/** The known word that a misspelt one most likely means, or `null` when none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({
      candidate,
      slips: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.slips - b.slips);
  const [best] = ranked;
  const part = known.find((candidate) => candidate.toLowerCase().endsWith(word.toLowerCase()));
  if (part !== undefined && word.length >= PART_LENGTH_MIN) return part;
  return best !== undefined && best.slips <= Math.min(SLIPS_MAX, word.length / 2)
    ? best.candidate
    : null;
}

/** Levenshtein's distance, one row at a time. Keys are short: words beyond 64 letters are cut. */
function editDistance(a: string, b: string): number {
  const [left, right] = [a.slice(0, 64), b.slice(0, 64)];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 0; i < left.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j += 1) {
      const change = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
