import { openSession } from '../exchange.ts';
import { note, type Rule } from '../rule.ts';

/** The partner stops telling once it hears "taken"; whatever else we say must keep it telling. */
export const callbacksAnswered: Rule = {
  name: 'callbacks-answered',
  promise: 'The partner understands "taken" as taken, and neither "refused" nor "failed" as that.',
  why: 'News acknowledged before it is durable is lost; news never acknowledged is repeated for days.',

  check(subject) {
    const { door } = openSession(subject);
    return (['taken', 'refused', 'failed'] as const).map((outcome) => {
      const { status, body } = subject.adapter.answerCallback(outcome);
      const understood = door.callbackTaken(status, body) === (outcome === 'taken');
      return note(outcome, understood, `the partner misunderstands our answer "${outcome}"`);
    });
  },
};
