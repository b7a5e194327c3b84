import type { PartnerReply } from '../../contract/exchange.ts';
import { freshInstruction, LOST, openSession } from '../exchange.ts';
import { note, type Note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** "Too many calls" is said of a call, and never of an order. */
export const throttled: Rule = {
  name: 'throttled',
  promise:
    'A copy refused as one too many ends no attempt whose earlier copy may live, and the wait that the partner asks for is kept.',
  why: 'The first copy is paid, and its attempt would be declared dead by what was said of the second.',

  async check(subject) {
    const session = openSession(subject);
    const { door } = session;
    const instruction = freshInstruction(subject);
    await session.submit(instruction);
    await session.settle();
    door.misbehave('throttle');
    let wishedMs: number | null = null;
    const verdict = await session.submit(instruction, (reply) => {
      wishedMs = wishOf(reply);
    });
    const { attempt, proof, state } = subject.judge([
      { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 },
      { verdict, source: 'response', epoch: 2, quietMs: 0 },
    ]);
    return [
      note(
        'second copy',
        door.books().length === 1 && attempt !== 'DEAD' && proof === null,
        `the second copy of a paid order is refused as one too many, and the payout is ${state}`,
      ),
      ...waits(subject, wishedMs, 'retryAfterMs' in verdict ? verdict.retryAfterMs : undefined),
    ];
  },
};

function wishOf({ headers }: PartnerReply): number | null {
  const seconds = headers['retry-after'];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

function waits(
  { partner }: Subject,
  wishedMs: number | null,
  readMs: number | undefined,
): readonly Note[] {
  if (wishedMs === null) return [];
  return [
    note(
      'wait',
      readMs === wishedMs,
      `adapters/${partner}: the partner asks for ${wishedMs} ms (Retry-After), read as ${readMs ?? 'nothing'}`,
    ),
  ];
}
