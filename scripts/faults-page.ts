import { FAULTS } from '../src/chaos/faults/catalogue.ts';
import type { FaultKind } from '../src/chaos/faults/fault.ts';

const INTRODUCTION = `# Chaos faults

Written by \`npm run pages\` from \`src/chaos/faults/catalogue.ts\`; a test compares the two. Do not edit.

Arm one with \`POST /chaos/v1/faults\` on the chaos port (scope \`chaos\`): the fault's name and parameters, \`on\` (\`partner\`, and
optionally \`op\`: submit, inquire or cancel, \`attempt\`, \`amount\`: \`{min, max}\` in minor units), \`rate\` (0 to 1), \`seed\`, \`stickyBy\`
(\`attempt\`, the default, or \`payout\`) and \`ttl\` (\`30s\`, \`PT5M\`; mandatory, at most an hour). Faults strike innermost, next to
the socket, so that every guard meets them as the partner's doing. The draw belongs to seed, rule, payout and attempt: the
same payouts are struck in every run. The first armed rule that strikes wins.

**Truth** is what the fault does to the payment: \`none\` only takes time, \`never_sent\` provably leaves it unsent,
\`not_executed\` leaves it unexecuted without the gateway being able to know, \`executed_unanswered\` executes it and loses the answer.
`;

/** What each fault's truth is, by the parameters that decide it. */
const TRUTHS: ReadonlyMap<string, string> = new Map([
  ['http.status', '`not_executed`; `executed_unanswered` with `delivered: true`'],
]);

/** Renders docs/FAULTS.md from the catalogue. Pure. */
export function faultsPage(): string {
  return [INTRODUCTION, ...FAULTS.map(entry)].join('\n');
}

function entry(kind: FaultKind): string {
  const parameters = Object.entries(kind.parameters).map(
    ([name, text]) => `- \`${name}\`: ${text}`,
  );
  const truth = TRUTHS.get(kind.id) ?? `\`${kind.truth({})}\``;
  return [`## \`${kind.id}\`\n`, `${kind.summary}\n`, `- Truth: ${truth}`, ...parameters, ''].join(
    '\n',
  );
}
