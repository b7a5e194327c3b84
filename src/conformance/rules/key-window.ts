import { freshInstruction, openSession } from '../exchange.ts';
import { note, type Rule, skipped } from '../rule.ts';

const SECOND_MS = 1_000;

/** Past the window the engine only asks; up to its last moment it sends again. */
export const keyWindow: Rule = {
  name: 'key-window',
  promise: 'A copy sent just inside the key window that the record names is not paid again.',
  why: 'The engine resends as long as the record says that the key is known; a key forgotten earlier pays twice.',

  async check(subject) {
    const { dedupe, keyWindowMs } = subject.adapter.capabilities;
    if (dedupe === 'none') {
      return [skipped('window', 'the record says that the partner does not deduplicate')];
    }
    const session = openSession(subject);
    const instruction = freshInstruction(subject);
    await session.submit(instruction);
    await session.door.advance(Math.max(0, keyWindowMs - SECOND_MS));
    await session.submit(instruction);
    await session.settle();
    const books = session.door.books();
    return [
      note(
        'window',
        books.length === 1 && books[0]?.executions === 1,
        `adapters/${subject.partner}/capabilities.ts: keyWindowMs is ${keyWindowMs}; after a copy just inside it the books show ${JSON.stringify(books)}`,
      ),
    ];
  },
};
