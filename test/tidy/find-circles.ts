/** Places that reach each other: each entry is one knot of at least two, sorted. */
export type Circles = readonly (readonly string[])[];

/**
 * Finds what imports itself by a detour (Tarjan's strongly connected components).
 *
 * `arrows` leads from each place to those it imports; an arrow to itself does not count.
 */
export function findCircles(arrows: ReadonlyMap<string, ReadonlySet<string>>): Circles {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(place: string): number {
    const index = order.size;
    order.set(place, index);
    open.push(place);
    let lowest = index;
    for (const target of arrows.get(place) ?? []) {
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (open.includes(target)) lowest = Math.min(lowest, order.get(target) ?? lowest);
    }
    if (lowest === index) {
      const knot = open.splice(open.indexOf(place));
      if (knot.length > 1) circles.push(knot.toSorted());
    }
    return lowest;
  }

  for (const place of arrows.keys()) if (!order.has(place)) visit(place);
  return circles.toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
}
