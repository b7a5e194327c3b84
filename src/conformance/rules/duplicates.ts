import type { Capabilities } from '../../contract/capabilities.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { freshInstruction, LOST, openSession } from '../exchange.ts';
import { hearStored } from '../hear.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** "I have that already" is the best news there is of a lost answer (R9). */
export const duplicates: Rule = {
  name: 'duplicates',
  promise:
    'A duplicate is never a refusal: the same again or other content under the key, the attempt lives on.',
  why: 'Read as a rejection it fails over, and both copies are paid.',

  async check(subject) {
    const { dedupe, duplicateSignal, sameKeyOtherContent } = subject.adapter.capabilities;
    const notes = storedDuplicates(subject);
    if (dedupe === 'none') {
      return [
        ...notes,
        skipped('sandbox', 'the record says that the partner does not deduplicate'),
      ];
    }
    const session = openSession(subject);
    const instruction = freshInstruction(subject);
    const { amount } = instruction;
    const other = { ...instruction, amount: { ...amount, minor: amount.minor + 1n } };
    await session.submit(instruction);
    const again = await session.submit(instruction);
    await session.settle();
    const late = await session.submit(instruction);
    const changed = await session.submit(other);
    await session.settle();
    const books = session.door.books();
    return [
      ...notes,
      ...livesOn(subject, 'the same again', again),
      ...livesOn(subject, 'the same again, once paid', late),
      note(
        'signal',
        signalsOf(again).includes(duplicateSignal) && signalsOf(late).includes(duplicateSignal),
        `adapters/${subject.partner}/capabilities.ts: duplicateSignal is '${duplicateSignal}', but a duplicate reads as ${again.kind}, later as ${late.kind}`,
      ),
      note(
        'paid once',
        books.length === 1 && books[0]?.executions === 1,
        `the books show ${JSON.stringify(books)}`,
      ),
      ...(sameKeyOtherContent === 'unknown'
        ? [skipped('other content', 'the record says that nobody knows')]
        : livesOn(subject, 'other content', changed)),
    ];
  },
};

/** What the reading of a duplicate may be called: its code may be in no table, and then is doubt. */
function signalsOf({ kind }: Verdict): readonly Capabilities['duplicateSignal'][] {
  return kind === 'accepted' || kind === 'executed' ? ['originalAnswer'] : ['code', 'none'];
}

function storedDuplicates(subject: Subject): readonly Note[] {
  return subject.cases
    .filter(({ lane }) => lane === 'submit')
    .flatMap((stored) =>
      hearStored(subject, stored)
        .about.filter(({ kind }) => kind === 'duplicate')
        .flatMap((verdict) => livesOn(subject, stored.file, verdict)),
    );
}

/** As the answer to the only copy, and to a second one whose first was lost. */
function livesOn(subject: Subject, part: string, verdict: Verdict): readonly Note[] {
  const first = subject.judge([{ verdict, source: 'response', epoch: 1, quietMs: 0 }]);
  const second = subject.judge([
    { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 },
    { verdict, source: 'response', epoch: 2, quietMs: 0 },
  ]);
  return [first, second].map((judged, index) =>
    note(
      `${part}: copy ${index + 1}`,
      judged.proof === null && judged.attempt !== 'DEAD',
      `${part} reads as ${verdict.kind}, which makes the payout ${judged.state}`,
    ),
  );
}
