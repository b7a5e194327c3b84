/** Longer names are not compared: nobody mistypes them by accident, and comparing takes time. */
const NAME_LENGTH_MAX = 64;
/** A typing slip is a letter added, left out, changed, or swapped with its neighbour. */
const SLIPS_MAX = 3;
const LETTERS_PER_SLIP = 3;
/** `timeoutMs` stands for `tryTimeoutMs`; `Ms` stands for nothing. */
const ENDING_LENGTH_MIN = 4;

/**
 * Finds the known name that somebody who wrote `given` probably meant, or `null`. The one "did you
 * mean" of the API, of the YAML files and of the command line.
 *
 * Case, `_` and `-` do not count (`dry_run` is `dryRun`). Beyond that at most one slip per three
 * letters, three in all; the name with the fewest slips wins, the first of several. Where no name is
 * that close, the shortest one that ends with what was written is meant.
 */
export function nearestName(given: string, known: readonly string[]): string | null {
  const bare = plain(given);
  if (bare === '' || bare.length > NAME_LENGTH_MAX) return null;
  const names = known.map((name) => ({ name, bareName: plain(name) }));
  const [closest] = names
    .map(({ name, bareName }) => ({
      name,
      slips: slipsBetween(bare, bareName),
      slipsMax: slipsAllowed(Math.max(bare.length, bareName.length)),
    }))
    .filter(({ slips, slipsMax }) => slips <= slipsMax)
    .toSorted((a, b) => a.slips - b.slips);
  if (closest !== undefined) return closest.name;
  if (bare.length < ENDING_LENGTH_MIN) return null;
  const [longer] = names
    .filter(({ bareName }) => bareName.endsWith(bare))
    .toSorted((a, b) => a.bareName.length - b.bareName.length);
  return longer?.name ?? null;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

function slipsAllowed(length: number): number {
  return Math.min(SLIPS_MAX, Math.floor(length / LETTERS_PER_SLIP));
}

/** Damerau-Levenshtein distance in its optimal string alignment form, one row at a time. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a.charAt(row - 1) === b.charAt(column - 1);
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charAt(row - 1) === b.charAt(column - 2) &&
        a.charAt(row - 2) === b.charAt(column - 1);
      current.push(
        Math.min(
          at(above, column) + 1,
          at(current, column - 1) + 1,
          at(above, column - 1) + (same ? 0 : 1),
          swapped ? at(before, column - 2) + 1 : Infinity,
        ),
      );
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
