import type { Instruction } from '../../contract/adapter.ts';
import type { Currency } from '../../contract/currency.ts';
import { freshInstruction, openSession, type Session } from '../exchange.ts';
import { note, type Note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** Odd in every digit, so that neither a lost decimal nor a rounding goes unseen. */
const ODD_MINOR = 135_791n;

const KEY_STEM = 'KITAMOUNTKITAMOUNTKITAMOUNTKIT';

/** Yen have no cents, dinars have a thousand of them, and each partner writes them its own way. */
export const everyAmount: Rule = {
  name: 'every-amount',
  promise:
    'In each currency of the record the smallest amount, an odd one and the largest arrive in the books to the minor unit.',
  why: 'A decimal point in the wrong place pays a hundred times the amount.',

  async check(subject) {
    const { currencies, amountMinorMin, amountMinorMax } = subject.adapter.capabilities.limits;
    const odd = ODD_MINOR < amountMinorMax ? ODD_MINOR : amountMinorMax;
    const amounts = new Set([amountMinorMin, odd, amountMinorMax]);
    const orders = currencies.flatMap((currency) =>
      [...amounts].map((minor) => ({ currency, minor })),
    );
    const session = openSession(subject);
    const notes: Note[] = [];
    for (const [index, { currency, minor }] of orders.entries()) {
      notes.push(await arrives(session, payment(subject, index, currency, minor)));
    }
    return notes;
  },
};

function payment(subject: Subject, index: number, currency: Currency, minor: bigint): Instruction {
  const partnerKey = KEY_STEM + index.toString(6).padStart(2, '0').replaceAll(/\d/g, letterOf);
  return { ...freshInstruction(subject), partnerKey, amount: { currency, minor } };
}

/** A digit as a letter that a key may hold. */
function letterOf(digit: string): string {
  return 'ABCDEF'.charAt(Number(digit));
}

async function arrives(session: Session, instruction: Instruction): Promise<Note> {
  const { currency, minor } = instruction.amount;
  const { length } = session.door.books();
  const { kind } = await session.submit(instruction);
  await session.settle();
  const [line, ...more] = session.door.books().slice(length);
  return note(
    `${currency} ${minor}`,
    more.length === 0 &&
      line?.executions === 1 &&
      line.amountMinor === String(minor) &&
      line.currency === currency,
    `${minor} minor units of ${currency} read as ${kind}, and the books show ${JSON.stringify(line)}`,
  );
}
