import type { Instruction } from '../../contract/adapter.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { freshInstruction, openSession, type Session, wiser } from '../exchange.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const OTHER_KEY = 'KITTWINKITTWINKITTWINKITTWINKI22';

/** Two payouts to one payee of one amount differ in nothing but our key. */
export const twoPayouts: Rule = {
  name: 'two-payouts',
  promise:
    'Of two payouts that differ in the key alone both are paid, and no answer or callback speaks for the other.',
  why: 'Taken for one, the second is never paid; answered for each other, one is told as paid that is not.',

  async check(subject) {
    const session = openSession(subject);
    const one = freshInstruction(subject);
    const other = { ...one, partnerKey: OTHER_KEY };
    const taken = await session.submit(one);
    await session.settle();
    const early = await askedEarly(subject, session, other);
    const takenToo = await session.submit(other);
    await session.settle();
    const books = session.door.books();
    return [
      ...early,
      note(
        'both paid',
        books.length === 2 && books.every(({ executions }) => executions === 1),
        `of two payouts alike but for the key the books show ${JSON.stringify(books)}`,
      ),
      ...(await known(subject, session, one, taken)),
      ...(await known(subject, session, other, takenToo)),
      named(subject, session, [one.partnerKey, other.partnerKey]),
    ];
  },
};

/** Of a payout that was never sent, while its twin is paid. */
async function askedEarly(
  { adapter }: Subject,
  session: Session,
  other: Instruction,
): Promise<readonly Note[]> {
  const { inquiryHorizonMs, inquiryBy } = adapter.capabilities;
  if (inquiryHorizonMs === null || inquiryBy === 'reference') return [];
  const { kind } = await session.inquire(other);
  return [
    note(
      'never sent',
      kind === 'absent' || kind === 'unknown',
      `a payout that was never sent reads as ${kind} while another one is paid`,
    ),
  ];
}

async function known(
  { adapter }: Subject,
  session: Session,
  instruction: Instruction,
  taken: Verdict,
): Promise<readonly Note[]> {
  const part = instruction.partnerKey === OTHER_KEY ? 'the second' : 'the first';
  if (adapter.capabilities.inquiryHorizonMs === null) {
    return [skipped(part, 'the record says that there is no inquiry')];
  }
  const { kind } = await session.inquire(wiser(instruction, taken));
  return [note(part, kind === 'executed', `${part} of two paid payouts reads as ${kind}`)];
}

function named({ adapter }: Subject, { door }: Session, keys: readonly string[]): Note {
  const atMs = door.nowMs();
  const said = door.callbacks().flatMap((delivery) => {
    const reading = adapter.readCallback(delivery, atMs);
    return reading.kind === 'news' ? reading.news.map(({ partnerKey }) => partnerKey) : [];
  });
  return note(
    'callbacks',
    keys.every((key) => said.includes(key)) && said.every((key) => keys.includes(key)),
    'the callbacks of two payouts do not name each by its own key',
  );
}
