/** The cells of one row of a table in a page, without the spaces around them. */
export type Cells = readonly string[];

/**
 * The rows of the table whose first heading cell is `heading`, without its two heading lines.
 * Anchors (`<a id="row-9"></a>`) and code ticks are taken off. Throws when there is no such table.
 */
export function tableOf(page: string, heading: string): readonly Cells[] {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|') && cellsOf(line)[0] === heading);
  if (first < 0) throw new Error(`the page has no table that begins with "${heading}"`);
  const body = lines.slice(first + 2);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return body.slice(0, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): Cells {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replace(/<a id="[^"]*"><\/a>|`/g, '').trim());
}
