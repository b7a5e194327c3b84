import type { Witnessed } from '../subject/subject.ts';
import { freshInstruction, LOST, openSession, type Session, wiser } from '../exchange.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** Ten years: whatever a silence may prove, it proves after this. */
const FOR_EVER_MS = 315_360_000_000;

/** The submit was executed, its answer is lost: what is told from then on must find the order. */
export const lostAnswer: Rule = {
  name: 'lost-answer',
  promise:
    'An order whose answer was lost is found: as paid once the books show it, as alive before that, and never as absent.',
  why: 'An inquiry that finds nothing proves the attempt dead, and the next one pays again.',

  async check(subject) {
    const { inquiryHorizonMs } = subject.adapter.capabilities;
    if (inquiryHorizonMs === null) {
      return [skipped('inquire', 'the record says that there is no inquiry')];
    }
    return [...(await paid(subject)), ...(await waiting(subject))];
  },
};

async function paid(subject: Subject): Promise<readonly Note[]> {
  const session = openSession(subject);
  const told = await afterLoss(subject, session);
  const books = session.door.books();
  const { state } = subject.judge(told);
  return [
    note(
      'executed: once',
      books.length === 1 && books[0]?.executions === 1,
      `after a lost answer the books show ${JSON.stringify(books)}`,
    ),
    note('executed', state === 'PAID', `an executed order whose answer was lost is ${state}`),
  ];
}

async function waiting(subject: Subject): Promise<readonly Note[]> {
  const session = openSession(subject);
  session.door.misbehave('stuck');
  const told = await afterLoss(subject, session);
  const { state, attempt } = subject.judge(told);
  return [
    note(
      'not executed yet',
      attempt !== 'DEAD' && state !== 'PAID',
      `an order that waits at the partner, and whose answer was lost, is ${state}`,
    ),
    note(
      'not executed yet: found',
      told.every(({ verdict }) => verdict.kind !== 'absent'),
      'an order that waits at the partner reads as "not found"',
    ),
  ];
}

/** Asked by our key at once; where the reference was lost with the answer, after a resend. */
async function afterLoss(subject: Subject, session: Session): Promise<readonly Witnessed[]> {
  const instruction = freshInstruction(subject);
  await session.submit(instruction);
  await session.settle();
  const lost = { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 } as const;
  if (subject.adapter.capabilities.inquiryBy === 'key') {
    const asked = await session.inquire(instruction);
    return [lost, { verdict: asked, source: 'inquiry', epoch: 1, quietMs: FOR_EVER_MS }];
  }
  const again = await session.submit(instruction);
  const asked = await session.inquire(wiser(instruction, again));
  return [
    lost,
    { verdict: again, source: 'response', epoch: 2, quietMs: 0 },
    { verdict: asked, source: 'inquiry', epoch: 2, quietMs: FOR_EVER_MS },
  ];
}
