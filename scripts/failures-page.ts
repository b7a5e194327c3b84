import {
  categoryOf,
  FAILURES,
  type FailureCategory,
  type FailureCode,
} from '../src/contract/failure.ts';
import type { FailureMeaning } from '../src/contract/failure-meaning.ts';

/** What each group is about, in the order of the page. */
const GROUPS: ReadonlyMap<FailureCategory, string> = new Map([
  ['technical', 'Technical: machines and networks, ours and the partner’s.'],
  ['risk', 'Risk policy: the customer is never told the reason.'],
  ['eligibility', 'Borrower eligibility: the data must change, not the partner.'],
  ['partner', 'Partner integration: outages, windows, agreements, money that came back.'],
  ['regulatory', 'Regulatory restriction: what law forbids or demands.'],
]);

const COURSES = {
  wait: 'queued, tried again by itself',
  hold: 'held until a person or a window clears it',
  fail: 'final at this partner',
  inquire: 'the partner is asked by our key until it is known; never sent elsewhere meanwhile',
  none: 'nothing to send',
} as const satisfies Record<FailureMeaning['course'], string>;

const INTRODUCTION = `# Failure codes

Written by \`npm run pages\` from \`src/contract/failure.ts\`; a test compares the two. Do not edit.

Each failure of a payout carries one of these codes as \`failure.code\`, as the end of its problem \`type\`, and as the
label of \`breakwater_failures_total\`. **Money** answers the only question that matters: may money have moved? Where the
answer is _unknown_, the payout is in doubt: it is inquired, and neither repeated under another reference nor sent through
another partner. **Failover** says whether another partner may be tried, and only ever over a proof that the attempt is dead.
`;

/** Renders docs/FAILURES.md from the failure table. Pure: equal tables give equal pages. */
export function failuresPage(): string {
  const sections = [...GROUPS].map(([category, about]) => section(category, about));
  return [INTRODUCTION, ...sections].join('\n');
}

function section(category: FailureCategory, about: string): string {
  const entries = Object.entries(FAILURES)
    .map(([code, meaning]): [FailureCode, FailureMeaning] => [code as FailureCode, meaning])
    .filter(([code]) => categoryOf(code) === category);
  return [`## ${about}\n`, ...entries.map(([code, meaning]) => entry(code, meaning))].join('\n');
}

function entry(code: FailureCode, meaning: FailureMeaning): string {
  const { title, money, course, failover, iso, owner, customer, remedy } = meaning;
  const texts =
    customer === null
      ? ['- Customer: nothing is shown']
      : [
          `- Customer (\`${customer.key}\`): ${customer.text.en}`,
          `- 客户提示: ${customer.text['zh-CN']}`,
        ];
  return [
    `### \`${code}\`\n`,
    `${title}\n`,
    `- Money moved: **${money}**`,
    `- Course: \`${course}\`, ${COURSES[course]}`,
    `- Failover: ${failover ? 'yes, over a proof' : 'no'}`,
    `- ISO 20022: ${iso === null ? 'none' : `\`${iso.code}\` (${iso.set})`}`,
    `- Owner: \`${owner}\``,
    ...texts,
    `- Remedy: ${remedy}\n`,
  ].join('\n');
}
