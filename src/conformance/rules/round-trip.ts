import { freshInstruction, openSession, wiser } from '../exchange.ts';
import { held, note, type Note, type Rule, skipped } from '../rule.ts';
import type { BookLine, Subject } from '../subject/subject.ts';

/** Adapter and simulator were written apart: where they agree, it is the protocol. */
export const roundTrip: Rule = {
  name: 'round-trip',
  promise:
    'A payout submitted to the sandbox is paid once, to that payee, in that amount, and known as paid.',
  why: 'Everything else the kit says of the sandbox rests on it.',

  async check(subject) {
    const { adapter, partner } = subject;
    const sandbox = `src/sandbox/partners/${partner}/server.ts`;
    const session = openSession(subject);
    const instruction = freshInstruction(subject);

    const alive = await session.probe();
    const taken = await session.submit(instruction);
    await session.settle();
    const books = session.door.books();

    const notes = [
      note('probe', alive, `${sandbox}: the probe finds no life in a simulator that answers`),
      note(
        'submit',
        taken.kind === 'accepted' || taken.kind === 'executed',
        `${sandbox}: a plain order reads as ${JSON.stringify(taken, plain)}`,
      ),
      note(
        'books',
        isPaidOnce(subject, books),
        `${sandbox}: the books show ${JSON.stringify(books)}`,
      ),
    ];
    if (adapter.capabilities.inquiryHorizonMs === null) {
      return [...notes, skipped('inquire', 'the record says that there is no inquiry')];
    }
    const asked = await session.inquire(wiser(instruction, taken));
    const judged = subject.judge([
      { verdict: taken, source: 'response', epoch: 1, quietMs: 0 },
      { verdict: asked, source: 'inquiry', epoch: 1, quietMs: 0 },
    ]);
    return [
      ...notes,
      known(judged.state, `${sandbox}: the settled order reads as ${JSON.stringify(asked, plain)}`),
    ];
  },
};

function known(state: string, otherwise: string): Note {
  return state === 'PAID' ? held('inquire') : note('inquire', false, otherwise);
}

function isPaidOnce({ instruction }: Subject, books: readonly BookLine[]): boolean {
  const [line] = books;
  const { amount, creditor } = instruction;
  return (
    books.length === 1 &&
    line?.executions === 1 &&
    line.amountMinor === String(amount.minor) &&
    line.currency === amount.currency &&
    line.creditorAccount === creditor.account.value
  );
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
