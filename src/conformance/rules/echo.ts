import type { ChangeName } from '../subject/description.ts';
import { changedCases } from '../changed-cases.ts';
import { hear } from '../hear.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { StoredCase } from '../subject/cases.ts';
import type { Subject } from '../subject/subject.ts';
import type { Verdict } from '../../contract/verdict.ts';

const OTHERS = [
  'otherAmount',
  'otherCurrency',
  'otherReference',
  'otherPayee',
  'otherSender',
  'otherDirection',
] as const;

/** Held against the engine: the adapter repeats what the partner repeats, the engine compares. */
export const echo: Rule = {
  name: 'echo',
  promise:
    'A message that repeats another amount, currency, reference, payee or sender, or tells of money that came in, settles nothing.',
  why: 'It is about some other payment; believing it tells the caller something false.',

  check(subject) {
    return OTHERS.flatMap((name) => compared(subject, name));
  },
};

function compared(subject: Subject, name: ChangeName): readonly Note[] {
  const cases = changedCases(subject, name);
  if (typeof cases === 'string') return [skipped(name, cases)];
  return cases.map(({ stored, before, after }) => {
    const part = `${name} ${stored.file}`;
    const untouched = settledBy(subject, stored, hear(subject, stored, before).about);
    if (untouched.length === 0) {
      return broken(
        part,
        `${stored.file} settles nothing even unchanged: kit.json must name one that does`,
      );
    }
    const settled = settledBy(subject, stored, hear(subject, stored, after).about);
    return note(
      part,
      settled.length === 0,
      `with ${name} ${stored.file} makes the payout ${settled.join()}`,
    );
  });
}

/** The states that the engine moves a lost payout to over these verdicts; doubt is no move. */
function settledBy(
  subject: Subject,
  { lane }: StoredCase,
  verdicts: readonly Verdict[],
): readonly string[] {
  const source = lane === 'callback' ? 'webhook' : lane === 'inquire' ? 'inquiry' : 'response';
  return verdicts
    .map((verdict) => subject.judge([{ verdict, source, epoch: 1, quietMs: 0 }]).state)
    .filter((state) => state !== 'IN_DOUBT' && state !== 'DISPATCHING');
}
