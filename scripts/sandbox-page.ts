import { fileURLToPath } from 'node:url';

import { systemRuntime } from '../src/runtime/system-runtime.ts';
import {
  BEHAVIOURS,
  type BehaviourScope,
  type BehaviourSpec,
} from '../src/sandbox/behaviours/behaviour-table.ts';
import { VALUE_SYNTAX } from '../src/sandbox/behaviours/value-syntax.ts';
import { createSandboxPartners } from '../src/sandbox/partners/sandbox-partners.ts';
import { SANDBOX_CALLS, type SandboxCall } from '../src/sandbox/server/sandbox-calls.ts';

const INTRODUCTION = `# Sandbox

Written by \`npm run pages\` from \`src/sandbox/behaviours/behaviour-table.ts\` and \`src/sandbox/server/sandbox-calls.ts\`; a test compares the
two and runs each command. Do not edit.

\`npm start\` simulates every partner on one port, 8090 unless \`SANDBOX_PORT\` says otherwise; each answers below \`/<partner>\`. It verifies what it is
sent, keeps books of its own and sends callbacks. Open \`http://127.0.0.1:8090/\` in a browser for what it holds now.

## Ask one order for trouble

Write \`sim:<name>\`, \`sim:<name>=<value>\` or either with \`*<times>\` into a payout's remittance text or the creditor's name. Up to eight stand
beside each other, parted by blanks, commas or semicolons. One that is misspelt has the order refused, and the payout's failure says so in its
detail, with the nearest name: \`sim:rejct\` gives \`unknown behaviour 'rejct': did you mean rejectAtOnce or rejectAfter?\`

To strike a share of all orders, arm a behaviour (\`POST /admin/behaviours\` below). A \`sim:\` value goes before what is armed under its name. Which
orders an armed one strikes depends on the seed and the reference: the same orders in every run.

**Times** is how often a \`sim:\` value strikes its order when it names no number.
`;

const HEADINGS: readonly (readonly [BehaviourScope, string, string])[] = [
  ['submit', 'New orders', 'Drawn when an order is placed.'],
  [
    'value',
    'The wire',
    'Strikes the operations that its value names: `submit` when it names none, `sim:down=all`, `sim:answerLate=submit+inquire:3000`.',
  ],
  ['inquire', 'Inquiries', 'Strikes questions about the order; submits work.'],
  ['callback', 'Callbacks', 'Late, twice, out of order, lost, forged.'],
  ['answer', 'Answers', 'Strikes what the partner says, in its own protocol.'],
  [
    'statement',
    'Statements',
    'No simulated partner writes statements yet: these names are kept for them and do nothing.',
  ],
];

/** Renders docs/SANDBOX.md from the behaviour table, the partners and the table of calls. */
export function sandboxPage(): string {
  return [
    INTRODUCTION,
    ...HEADINGS.map(([scope, heading, words]) => behaviourSection(scope, heading, words)),
    ownSection(),
    callSection(),
  ].join('\n');
}

function behaviourSection(scope: BehaviourScope, heading: string, words: string): string {
  const rows = Object.entries<BehaviourSpec>(BEHAVIOURS)
    .filter(([, { on }]) => on === scope)
    .map(([name, { says, value, money, magicTimes }]) => {
      const times = magicTimes === null ? 'always' : String(magicTimes);
      const syntax = VALUE_SYNTAX[value].describes;
      return `| \`sim:${name}\` | ${says} | ${syntax} | ${times} | ${money} |\n`;
    });
  return `### ${heading}

${words}

| Text | What happens | Value | Times | The money |
| --- | --- | --- | --- | --- |
${rows.join('')}`;
}

function ownSection(): string {
  const partners = createSandboxPartners({
    runtime: systemRuntime,
    seed: 'page',
    gatewayUrl: 'http://127.0.0.1:8080',
    settleMs: 0,
    openingBalanceMinor: 0n,
    fixturesFolder: fileURLToPath(new URL('../fixtures/', import.meta.url)),
    log: () => {},
  });
  const rows = partners.map(({ name, ownBehaviours = [] }) => {
    const own = ownBehaviours.map((behaviour) => `\`${behaviour}\``).join(', ');
    return `| ${name} | ${own} |\n`;
  });
  return `### Which partner knows which

Every partner obeys those of the bank, the wire and the callbacks. What touches its messages depends on its protocol; the others change nothing there.

| Partner | Of its own |
| --- | --- |
${rows.join('')}`;
}

function callSection(): string {
  const calls = Object.entries<SandboxCall>(SANDBOX_CALLS).map(
    ([call, { says, query = '', body }]) => {
      const [method = '', path = ''] = call.split(' ');
      const verb = method === 'GET' ? '' : ` -X ${method}`;
      const data =
        body === undefined
          ? ''
          : ` \\\n    -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
      const url = `'http://127.0.0.1:8090${path}${query}'`;
      return `### \`${call}\`\n\n${says}\n\n\`\`\`console\n$ curl -sS${verb} ${url}${data}\n\`\`\`\n`;
    },
  );
  return `## Look and meddle

A reference is the payout's key at that partner; \`GET /admin/instructions\` shows it. Mistakes come back as \`application/problem+json\`, each with its field.

${calls.join('\n')}`;
}
