/** Longer names are not compared: nobody mistypes them by accident. */
const NAME_LENGTH_MAX = 40;

/**
 * Finds the known name that somebody who wrote `given` probably meant, or `null`.
 *
 * Case, `_` and `-` do not count (`dry_run` is `dryRun`); beyond that at most one slip per three
 * characters, three in all, where a slip is a letter added, left out, changed or swapped.
 */
export function didYouMean(given: string, known: readonly string[]): string | null {
  if (given.length > NAME_LENGTH_MAX) return null;
  const bare = plain(given);
  let best: { readonly name: string; readonly slips: number } | null = null;
  for (const name of known) {
    const slips = slipsBetween(bare, plain(name));
    const slipsMax = Math.min(3, Math.floor(Math.max(bare.length, name.length) / 3));
    if (slips <= slipsMax && slips < (best?.slips ?? Number.POSITIVE_INFINITY)) {
      best = { name, slips };
    }
  }
  return best?.name ?? null;
}

/** Completes a sentence: `; did you mean "amount"?`, or what there is to choose from. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = didYouMean(given, known);
  if (meant !== null) return `; did you mean "${meant}"?`;
  return known.length === 0 ? '' : `; known here: ${known.join(', ')}`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Damerau-Levenshtein distance in its optimal string alignment form. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a.charAt(row - 1) === b.charAt(column - 1);
      let slips = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charAt(row - 1) === b.charAt(column - 2) &&
        a.charAt(row - 2) === b.charAt(column - 1);
      if (swapped) slips = Math.min(slips, at(before, column - 2) + 1);
      current.push(slips);
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
