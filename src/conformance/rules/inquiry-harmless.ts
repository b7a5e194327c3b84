import type { Instruction } from '../../contract/adapter.ts';
import { freshInstruction, openSession, type Session, wiser } from '../exchange.ts';
import { note, type Rule, skipped } from '../rule.ts';

/** Inquiries are asked for ever, by timers, in doubt, and of keys that never arrived. */
const QUESTIONS = 20;

const STRANGE_KEY = 'KITSTRANGEKEYKITSTRANGEKEYKIT222';

/** The one call that may be made without thinking must not move money. */
export const inquiryHarmless: Rule = {
  name: 'inquiry-harmless',
  promise:
    'Inquiries and probes move no money: of paid keys, of pending ones, of keys that nobody knows.',
  why: 'The resolver asks without end while in doubt; each question would be a payment.',

  async check(subject) {
    const { inquiryHorizonMs } = subject.adapter.capabilities;
    const session = openSession(subject);
    const instruction = freshInstruction(subject);
    const strange = strangerThan(instruction);

    const untouched = session.door.ledger();
    await probeOften(session);
    const probed = session.door.ledger();
    const notes = [note('probe', probed === untouched, 'probes moved money in the sandbox')];
    if (inquiryHorizonMs === null) {
      return [...notes, skipped('inquire', 'the record says that there is no inquiry')];
    }
    await askOften(session, strange);
    const askedEarly = session.door.ledger();
    const taken = await session.submit(instruction);
    await askOften(session, wiser(instruction, taken));
    await session.settle();
    const paid = session.door.ledger();
    await askOften(session, wiser(instruction, taken));
    await askOften(session, strange);
    await session.settle();
    const askedLate = session.door.ledger();

    const [line] = session.door.books();
    return [
      ...notes,
      note('control', paid !== untouched, 'the submit moved nothing: the ledger shows nothing'),
      note('before', askedEarly === untouched, 'inquiries of an unknown key moved money'),
      note('between', line?.executions === 1, 'inquiries between submit and payment paid again'),
      note('after', askedLate === paid, 'inquiries of a paid key moved money'),
    ];
  },
};

async function askOften(session: Session, instruction: Instruction): Promise<void> {
  for (let asked = 0; asked < QUESTIONS; asked += 1) await session.inquire(instruction);
}

async function probeOften(session: Session): Promise<void> {
  for (let asked = 0; asked < QUESTIONS; asked += 1) await session.probe();
}

/** Another key, and a reference that the partner never gave. */
function strangerThan(instruction: Instruction): Instruction {
  return { ...instruction, partnerKey: STRANGE_KEY, partnerReference: 'KITSTRANGEREFERENCE' };
}
