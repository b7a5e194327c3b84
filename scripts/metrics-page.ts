import { METRICS, type MetricRow } from '../src/observe/metrics/metric-catalogue.ts';

const INTRODUCTION = `# Metrics

Written by \`npm run pages\` from \`src/observe/metrics/metric-catalogue.ts\`; a test compares the two. Do not edit.

\`GET /metrics\` gives these beside Node's own (\`process_*\`, \`nodejs_*\`), as Prometheus text. Labels are closed sets; no payout,
account, name or key is ever a label. \`operation\` is the lane: submit, inquire or cancel. \`injected="true"\` marks calls that a
chaos fault touched.

| Metric | Type | Labels | What it says |
| --- | --- | --- | --- |
`;

/** Renders docs/METRICS.md from the catalogue. Pure. */
export function metricsPage(): string {
  const rows = Object.entries<MetricRow>(METRICS).map(
    ([name, { type, labels, help, buckets = [] }]) => {
      const shown = labels.length === 0 ? '' : labels.map((label) => `\`${label}\``).join(', ');
      const bounds = buckets.length === 0 ? '' : ` Buckets: ${buckets.join(', ')}.`;
      return `| \`${name}\` | ${type} | ${shown} | ${help}${bounds} |\n`;
    },
  );
  return INTRODUCTION + rows.join('');
}
