import { freshInstruction, openSession } from '../exchange.ts';
import { note, type Rule, skipped } from '../rule.ts';

/** A partner has several hosts; whether they know the same keys, it says somewhere. */
export const keyScope: Rule = {
  name: 'key-scope',
  promise:
    'Endpoints know the same keys where the record says "account", and each its own where it says "endpoint".',
  why: 'A copy sent to another host, which does not know the key, is a second payment.',

  async check(subject) {
    const { dedupe, keyScope: scope } = subject.adapter.capabilities;
    if (dedupe === 'none') {
      return [skipped('endpoints', 'the record says that the partner does not deduplicate')];
    }
    const here = openSession(subject);
    const there = openSession(subject, here.door.elsewhere());
    const instruction = freshInstruction(subject);
    await here.submit(instruction);
    await there.submit(instruction);
    await here.settle();
    const books = new Set([here.door, there.door]).values().flatMap((door) => [...door.books()]);
    const executions = books.reduce((sum, line) => sum + line.executions, 0);
    return [
      note(
        'endpoints',
        executions === (scope === 'account' ? 1 : 2),
        `adapters/${subject.partner}/capabilities.ts: keyScope is '${scope}', but one order at two endpoints is paid ${executions} times`,
      ),
    ];
  },
};
