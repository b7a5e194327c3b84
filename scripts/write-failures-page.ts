import { writeFileSync } from 'node:fs';

import { failuresPage } from './failures-page.ts';

const PAGE = new URL('../docs/FAILURES.md', import.meta.url);

writeFileSync(PAGE, failuresPage());
console.log(`wrote ${PAGE.pathname}`);
