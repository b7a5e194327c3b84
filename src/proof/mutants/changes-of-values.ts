import type { Node } from 'oxc-parser';

import type { Change } from './mutation.ts';

/** What can be changed about a literal number or boolean; texts need their file's siblings. */
export function changesOfValues(node: Node): readonly Change[] {
  if (node.type !== 'Literal') return [];
  const { start, end, value } = node;
  if (typeof value === 'boolean') {
    return [{ kind: 'flip boolean', start, end, became: String(!value) }];
  }
  if (typeof value === 'number') {
    return otherNumbers(value).map((became) => ({ kind: 'change number', start, end, became }));
  }
  if (typeof value === 'bigint') {
    return otherNumbers(Number(value)).map((became) => ({
      kind: 'change number',
      start,
      end,
      became: `${became}n`,
    }));
  }
  return [];
}

/** One more, and half of it: a limit that is one off, and a number that is wrong altogether. */
function otherNumbers(value: number): readonly string[] {
  if (!Number.isFinite(value)) return [];
  if (value === 0) return ['1'];
  const half = Number.isInteger(value) ? Math.floor(value / 2) : value / 2;
  return [String(value + 1), String(half)];
}
