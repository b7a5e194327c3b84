import { RULES } from '../src/conformance/rules.ts';
import { NO_NEEDLESS_SKIP } from '../src/conformance/run-kit.ts';

const INTRODUCTION = `# Conformance kit

Written by \`npm run pages\` from \`src/conformance/rules.ts\`; a test compares the two. Do not edit.

\`npx breakwater adapter check <partner>\` holds one partner against every rule; \`test/adapters/contract.test.ts\` holds all of them,
and \`test/adapters/contract-mutants.long.test.ts\` shows for each rule an adapter that it refuses. What the kit must be told of a partner
is described in [adapters/README.md](../adapters/README.md).

| Rule | What holds | What it costs otherwise |
| --- | --- | --- |
`;

/** Renders docs/CONFORMANCE.md from the rules. Pure. */
export function conformancePage(): string {
  const rows = [...RULES, NO_NEEDLESS_SKIP].map(
    ({ name, promise, why }) => `| \`${name}\` | ${promise} | ${why} |\n`,
  );
  return INTRODUCTION + rows.join('');
}
