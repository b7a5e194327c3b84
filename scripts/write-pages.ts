import { writeFileSync } from 'node:fs';

import { failuresPage } from './failures-page.ts';
import { faultsPage } from './faults-page.ts';
import { metricsPage } from './metrics-page.ts';

/** Every page that is written from the code; tests hold each against its source. */
const PAGES = new Map([
  ['FAILURES.md', failuresPage],
  ['FAULTS.md', faultsPage],
  ['METRICS.md', metricsPage],
]);

for (const [name, render] of PAGES) {
  const page = new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(page, render());
  console.log(`wrote docs/${name}`);
}
