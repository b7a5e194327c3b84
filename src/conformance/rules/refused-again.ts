import { freshInstruction, openSession } from '../exchange.ts';
import { note, type Rule, skipped } from '../rule.ts';

/** The account was empty when the first copy came, and is not when the second does. */
export const refusedAgain: Rule = {
  name: 'refused-again',
  promise:
    'A copy sent after a refusal is refused for ever where the record says savesErrors, and judged anew where it does not.',
  why: 'A copy under a key that was only thought to be spent is a payment nobody expects; one under a spent key waits for ever.',

  async check(subject) {
    const { dedupe, savesErrors } = subject.adapter.capabilities;
    if (dedupe === 'none') return [skipped('refused', 'each copy is a payment of its own')];
    const session = openSession(subject);
    const { door } = session;
    const instruction = freshInstruction(subject);
    door.misbehave('refuse', 'noFunds');
    const first = await session.submit(instruction);
    await session.settle();
    const untouched = door.books();
    door.behave();
    const again = await session.submit(instruction);
    await session.settle();
    const executions = door.books().reduce((sum, line) => sum + line.executions, 0);
    const isAlive = again.kind === 'accepted' || again.kind === 'executed';
    return [
      note(
        'refused',
        untouched.length === 0 && first.kind !== 'accepted' && first.kind !== 'executed',
        `an order refused for want of money reads as ${first.kind}`,
      ),
      note(
        'again',
        executions === (savesErrors ? 0 : 1),
        `adapters/${subject.partner}/capabilities.ts: savesErrors is ${savesErrors}, but the copy after the refusal was paid ${executions} times`,
      ),
      note(
        'again: heard',
        savesErrors ? !isAlive : again.kind !== 'refused',
        `the copy after the refusal was paid ${executions} times and reads as ${again.kind}`,
      ),
    ];
  },
};
