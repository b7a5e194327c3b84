/** Counters by name. What counts zero is forgotten, so that the names never pile up. */
export interface Counts {
  /** The count of a name; 0 for one that was never counted. */
  of(name: string): number;
  /** Adds `step`, which may be negative. */
  add(name: string, step: number): void;
}

/** Starts with every count at zero. */
export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    of: (name) => counts.get(name) ?? 0,
    add(name, step) {
      const sum = (counts.get(name) ?? 0) + step;
      if (sum === 0) counts.delete(name);
      else counts.set(name, sum);
    },
  };
}
