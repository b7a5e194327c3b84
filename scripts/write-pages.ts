import { writeFileSync } from 'node:fs';

import { conformancePage } from './conformance-page.ts';
import { failuresPage } from './failures-page.ts';
import { faultsPage } from './faults-page.ts';
import { metricsPage } from './metrics-page.ts';
import { partnersPage } from './partners-page.ts';
import { sandboxPage } from './sandbox-page.ts';

/** Every page that is written from the code; tests hold each against its source. */
const PAGES = new Map<string, () => string | Promise<string>>([
  ['CONFORMANCE.md', conformancePage],
  ['FAILURES.md', failuresPage],
  ['FAULTS.md', faultsPage],
  ['METRICS.md', metricsPage],
  ['PARTNERS.md', partnersPage],
  ['SANDBOX.md', sandboxPage],
]);

for (const [name, render] of PAGES) {
  const page = new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(page, await render());
  console.log(`wrote docs/${name}`);
}
