/** Keeps a metric from growing without bound: a histogram with 10,000 series blocks the process. */
export interface SeriesGuard {
  /** The labels to use: those given, or all `other` once the metric is full. */
  admit<L extends string>(metric: string, labels: Labels<L>): Labels<L>;
}

type Labels<L extends string> = Readonly<Record<L, string>>;

/** More than any closed set of labels here needs. */
const SERIES_MAX = 400;

/**
 * Takes at most 400 label sets per metric, first come; `onOverflow` is told each time a later one is
 * counted as `other`.
 */
export function createSeriesGuard(onOverflow: (metric: string) => void): SeriesGuard {
  const seen = new Map<string, Set<string>>();
  return {
    admit(metric, labels) {
      // Called for each number that is counted: no text of a label holds a NUL.
      const key = Object.values(labels).join('\0');
      const known = seen.get(metric) ?? new Set();
      if (known.has(key)) return labels;
      if (known.size < SERIES_MAX) {
        seen.set(metric, known.add(key));
        return labels;
      }
      onOverflow(metric);
      return others(labels);
    },
  };
}

function others<L extends string>(labels: Labels<L>): Labels<L> {
  const names = Object.keys(labels) as L[];
  return Object.fromEntries(names.map((name) => [name, 'other'])) as Record<L, string>;
}
