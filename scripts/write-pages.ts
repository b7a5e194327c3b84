import { writeFileSync } from 'node:fs';

import { conformancePage } from './conformance-page.ts';
import { failuresPage } from './failures-page.ts';
import { faultsPage } from './faults-page.ts';
import { metricsPage } from './metrics-page.ts';
import { partnersPage } from './partners-page.ts';
import { repositorySecretsModule } from './repository-secrets.ts';
import { sandboxPage } from './sandbox-page.ts';

/** Every file that is written from the code; tests hold each against its source. */
const PAGES = new Map<string, () => string | Promise<string>>([
  ['docs/CONFORMANCE.md', conformancePage],
  ['docs/FAILURES.md', failuresPage],
  ['docs/FAULTS.md', faultsPage],
  ['docs/METRICS.md', metricsPage],
  ['docs/PARTNERS.md', partnersPage],
  ['docs/SANDBOX.md', sandboxPage],
  ['src/gateway/start-faults/repository-secrets.ts', repositorySecretsModule],
]);

for (const [name, render] of PAGES) {
  const page = new URL(`../${name}`, import.meta.url);
  writeFileSync(page, await render());
  console.log(`wrote ${name}`);
}
