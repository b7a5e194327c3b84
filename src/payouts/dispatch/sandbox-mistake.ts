import type { BatchReading } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import type { Verdict } from '../../contract/verdict.ts';

/** The header in which a simulated partner says what is wrong with a `sim:` value. */
const HEADER = 'sandbox-mistake';

/** One short line of plain text; anything else is not from our sandbox and is not shown. */
const SENTENCE = /^[\x20-\x7e]{1,200}$/;

/**
 * Puts the sandbox's sentence into the detail of a refusal, or of the doubt that some partners leave
 * after one: a tester reads where the payout failed which `sim:` value was misspelt. It is for people
 * and changes nothing else; no real partner sends it.
 *
 * A verdict that stays as it is keeps its identity.
 */
export function withSandboxMistake(verdict: Verdict, { headers }: PartnerReply): Verdict {
  const sentence = Object.hasOwn(headers, HEADER) ? (headers[HEADER] ?? '') : '';
  if (!SENTENCE.test(sentence)) return verdict;
  if (verdict.kind === 'refused') return { ...verdict, detail: sentence };
  if (verdict.kind !== 'unknown') return verdict;
  return { ...verdict, detail: `${sentence} (${verdict.detail})` };
}

/** The same for the whole of a batch and for each member that has its own verdict. */
export function batchWithSandboxMistake(
  { whole, items }: BatchReading,
  reply: PartnerReply,
): BatchReading {
  const members = [...items].map(([key, one]) => [key, withSandboxMistake(one, reply)] as const);
  return { whole: withSandboxMistake(whole, reply), items: new Map(members) };
}
