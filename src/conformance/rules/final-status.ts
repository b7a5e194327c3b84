import type { Verdict } from '../../contract/verdict.ts';
import { freshInstruction, newsOf, openSession, type Session, wiser } from '../exchange.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject, Witnessed } from '../subject/subject.ts';

/** What is done to an order, and whether its money then leaves the account. */
const STAGES = [
  { name: 'waiting', misbehaviour: 'stuck', isPaid: false },
  { name: 'rejected', misbehaviour: 'rejectAtOnce', isPaid: false },
  { name: 'executed', misbehaviour: null, isPaid: true },
] as const;

type Stage = (typeof STAGES)[number];

/** Between "we have it" and "it has left the account" lies every payment that never arrives. */
export const finalStatus: Rule = {
  name: 'final-status',
  promise:
    'A payout is told as paid by the status that the record calls final, only while the books show it paid, and as returned once they show that.',
  why: 'A status read one step too good tells the caller that a payee has money that never came.',

  async check(subject) {
    const notes: Note[] = [];
    for (const stage of STAGES) notes.push(...(await atStage(subject, stage)));
    return [...notes, ...(await decidedByTheWord(subject)), ...(await givenBack(subject))];
  },
};

/** Each answer and each callback by itself, then all of them. */
async function atStage(subject: Subject, stage: Stage): Promise<readonly Note[]> {
  const session = openSession(subject);
  if (stage.misbehaviour !== null) session.door.misbehave(stage.misbehaviour);
  const told = await everything(subject, session);
  const isPaid = session.door.books().length > 0;
  const states = told.map((witnessed) => subject.judge([witnessed]).state);
  const { state } = subject.judge(told);
  return [
    note(
      `${stage.name}: books`,
      isPaid === stage.isPaid,
      `an order that is ${stage.name} is ${isPaid ? 'paid' : 'not paid'} in the books`,
    ),
    note(
      stage.name,
      stage.isPaid ? state === 'PAID' : !states.includes('PAID') && state !== 'PAID',
      `an order that is ${stage.name} makes the payout ${state}, by single messages ${states.join()}`,
    ),
  ];
}

/** The final word stands in the inquiry's answer, and without it nothing is paid. */
async function decidedByTheWord(subject: Subject): Promise<readonly Note[]> {
  const { inquiryHorizonMs, finalOn } = subject.adapter.capabilities;
  const file = `adapters/${subject.partner}/capabilities.ts`;
  if (inquiryHorizonMs === null) {
    return [skipped('final word', 'the record says that there is no inquiry')];
  }
  const words = finalOn.split('+').map((word) => new RegExp(`\\b${RegExp.escape(word)}\\b`, 'g'));
  const session = openSession(subject);
  const instruction = freshInstruction(subject);
  const taken = await session.submit(instruction);
  await session.settle();
  const known = wiser(instruction, taken);
  let holdsThem = false;
  const changed = await session.inquire(known, (document) => {
    holdsThem = words.every((word) => document.search(word) !== -1);
    return words
      .slice(0, 1)
      .reduce((text, word) => text.replaceAll(word, 'KITUNHEARDOF'), document);
  });
  const { kind } = await session.inquire(known);
  return [
    note(
      'final word',
      holdsThem,
      `${file}: finalOn "${finalOn}" is not in the answer about a paid order`,
    ),
    note('final word: read', kind === 'executed', `the answer with "${finalOn}" reads as ${kind}`),
    note(
      'final word: decides',
      changed.kind !== 'executed',
      `${file}: without its finalOn "${finalOn}" the answer still reads as executed`,
    ),
  ];
}

async function givenBack(subject: Subject): Promise<readonly Note[]> {
  if (subject.adapter.capabilities.returnsWithinMs === 0) {
    return [skipped('returned', 'the record says that money never comes back')];
  }
  const session = openSession(subject);
  const told = await everything(subject, session, () => session.door.giveBackAll());
  const { state } = subject.judge(told);
  const wrong = told.find(
    ({ verdict }) => verdict.kind === 'returned' && !isWhole(subject, verdict),
  );
  return [
    note('returned', state === 'RETURNED', `an order whose money came back is ${state}`),
    note(
      'returned: not refused',
      told.every(
        // Where a refusal frees the key no single word ends an attempt: the word itself is judged too.
        (one) => one.verdict.kind !== 'refused' && subject.judge([one]).attempt !== 'DEAD',
      ),
      'an order whose money came back reads as one that never went out',
    ),
    note(
      'returned: amount',
      wrong === undefined,
      'the returned amount is not what the books returned',
    ),
  ];
}

function isWhole({ instruction }: Subject, verdict: Verdict): boolean {
  if (verdict.kind !== 'returned') return false;
  const { amount, feeMinor } = verdict;
  return (
    amount.currency === instruction.amount.currency &&
    amount.minor === instruction.amount.minor &&
    feeMinor === 0n
  );
}

/** The answer to the submit, every callback in its order, and the inquiry at the end. */
async function everything(
  subject: Subject,
  session: Session,
  meanwhile: () => void = () => undefined,
): Promise<readonly Witnessed[]> {
  const instruction = freshInstruction(subject);
  const taken = await session.submit(instruction);
  await session.settle();
  meanwhile();
  await session.settle();
  const heard = session.door
    .callbacks()
    .flatMap((delivery) => newsOf(subject, delivery, session.door.nowMs()));
  const told = [
    { verdict: taken, source: 'response' as const },
    ...heard.map((verdict) => ({ verdict, source: 'webhook' as const })),
  ];
  const asked =
    subject.adapter.capabilities.inquiryHorizonMs === null
      ? []
      : [{ verdict: await session.inquire(wiser(instruction, taken)), source: 'inquiry' as const }];
  return [...told, ...asked].map((one) => ({ ...one, epoch: 1, quietMs: 0 }));
}
