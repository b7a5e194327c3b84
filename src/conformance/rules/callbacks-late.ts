import { freshInstruction, newsOf, openSession } from '../exchange.ts';
import { note, type Rule } from '../rule.ts';

/** A receiver that was down hears the news when the partner tells it again. */
export const callbacksLate: Rule = {
  name: 'callbacks-late',
  promise:
    'The partner’s last repeat of a callback lies within the lateness that the record names, and is still believed.',
  why: 'Whoever stops listening earlier hears neither that money came back nor that it went out.',

  async check(subject) {
    const { latenessMsMax } = subject.adapter.capabilities;
    const { door, ...session } = openSession(subject);
    await session.submit(freshInstruction(subject));
    await session.settle();
    const lastMs = door.redeliveryMs.reduce((sum, pauseMs) => sum + pauseMs, 0);
    await door.advance(lastMs);
    const heard = door.callbacks().flatMap((letter) => newsOf(subject, letter, door.nowMs()));
    return [
      note(
        'within',
        lastMs <= latenessMsMax,
        `adapters/${subject.partner}/capabilities.ts: latenessMsMax is ${latenessMsMax}, but the partner repeats a callback for ${lastMs} ms`,
      ),
      note('believed', heard.length > 0, 'the last repeat of a callback is not believed any more'),
    ];
  },
};
