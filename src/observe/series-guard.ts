/** Keeps a metric from growing without bound: a histogram with 10,000 series blocks the process. */
export interface SeriesGuard {
  /** The labels to use: as given, or all `other` once the metric is full. */
  admit<L extends string>(metric: string, labels: Readonly<Record<L, string>>): Record<L, string>;
}

const SERIES_MAX = 400;

export function createSeriesGuard(onOverflow: (metric: string) => void): SeriesGuard {
  const seen = new Map<string, Set<string>>();
  return {
    admit(metric, labels) {
      const key = JSON.stringify(Object.values(labels));
      const known = seen.get(metric) ?? new Set();
      seen.set(metric, known);
      if (known.has(key)) return { ...labels };
      if (known.size < SERIES_MAX) {
        known.add(key);
        return { ...labels };
      }
      onOverflow(metric);
      return others(labels);
    },
  };
}

function others<L extends string>(labels: Readonly<Record<L, string>>): Record<L, string> {
  const names = Object.keys(labels) as L[];
  return Object.fromEntries(names.map((name) => [name, 'other'])) as Record<L, string>;
}
