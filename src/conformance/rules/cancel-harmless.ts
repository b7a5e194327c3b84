import { freshInstruction, LOST, openSession, wiser } from '../exchange.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** A wish to stop is no proof that anything stopped. */
export const cancelHarmless: Rule = {
  name: 'cancel-harmless',
  promise:
    'The answer to a cancel that came too late ends nothing, and one that ends an attempt is true in the books.',
  why: 'Told as cancelled, a payout that was paid is paid again by whoever asked for the cancel.',

  async check(subject) {
    const { cancel } = subject.adapter.capabilities;
    if (cancel === 'none')
      return [skipped('cancel', 'the record says that nothing can be stopped')];
    return [...(await cancelled(subject, 'too late')), ...(await cancelled(subject, 'in time'))];
  },
};

async function cancelled(subject: Subject, when: 'too late' | 'in time'): Promise<readonly Note[]> {
  const session = openSession(subject);
  const { door } = session;
  if (when === 'in time') door.misbehave('stuck');
  const instruction = freshInstruction(subject);
  const taken = await session.submit(instruction);
  await session.settle();
  const verdict = await session.cancel(wiser(instruction, taken));
  await session.settle();
  if (verdict === null)
    return [note(when, false, 'the adapter has no cancel for an order it knows')];
  const { attempt, state } = subject.judge([
    { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 },
    { verdict, source: 'cancel', epoch: 1, quietMs: 0 },
  ]);
  const isPaid = door.books().length > 0;
  return [
    note(
      `${when}: books`,
      isPaid === (when === 'too late'),
      `an order cancelled ${when} is ${isPaid ? 'paid' : 'not paid'} in the books`,
    ),
    note(
      when,
      !isPaid || attempt !== 'DEAD',
      `an order cancelled ${when} is paid, and its payout is ${state}`,
    ),
  ];
}
