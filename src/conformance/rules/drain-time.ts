import { freshInstruction, LOST, openSession } from '../exchange.ts';
import { note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const SECOND_MS = 1_000;

/** A copy may be under way for longer than anybody waits for its answer. */
export const drainTime: Rule = {
  name: 'drain-time',
  promise:
    'A copy that arrives later than the drain time or the copy life in the record is never taken, and "not found" proves nothing while one may still arrive.',
  why: 'The copy is paid after its attempt was declared dead, and the next attempt is paid as well.',

  async check(subject) {
    const { notFoundIsProofAfterMs, copyLifeMs } = subject.adapter.capabilities;
    return [
      ...(await neverTaken(subject, 'notFoundIsProofAfterMs', notFoundIsProofAfterMs)),
      ...(await neverTaken(subject, 'copyLifeMs', copyLifeMs)),
      ...(await stillUnderWay(subject, notFoundIsProofAfterMs)),
    ];
  },
};

async function neverTaken(
  subject: Subject,
  field: string,
  limitMs: number | null,
): Promise<readonly Note[]> {
  if (limitMs === null) return [skipped(field, 'the record says that time proves nothing')];
  const session = openSession(subject);
  const copy = await session.send(freshInstruction(subject));
  await session.door.advance(limitMs + SECOND_MS);
  await copy.arrive();
  await session.settle();
  const { length } = session.door.books();
  return [
    note(
      field,
      length === 0,
      `adapters/${subject.partner}/capabilities.ts: ${field} is ${limitMs}, but a copy that arrived a second later was paid`,
    ),
  ];
}

/** Asked a second before the drain time; then the copy arrives. */
async function stillUnderWay(subject: Subject, drainMs: number | null): Promise<readonly Note[]> {
  if (drainMs === null) return [];
  const session = openSession(subject);
  const instruction = freshInstruction(subject);
  const copy = await session.send(instruction);
  const earlyMs = Math.max(0, drainMs - SECOND_MS);
  await session.door.advance(earlyMs);
  const lost = { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 } as const;
  const early = await session.inquire(instruction);
  const before = subject.judge([
    lost,
    { verdict: early, source: 'inquiry', epoch: 1, quietMs: earlyMs },
  ]);
  await copy.arrive();
  await session.settle();
  const late = await session.inquire(instruction);
  const after = subject.judge([
    lost,
    { verdict: late, source: 'inquiry', epoch: 1, quietMs: drainMs },
  ]);
  const isPaid = session.door.books().length > 0;
  return [
    note(
      'early',
      before.proof === null,
      `a second before the drain time "not found" makes the payout ${before.state}`,
    ),
    note(
      'late copy',
      !isPaid || after.state === 'PAID',
      `a copy that arrived before the drain time was paid, and the payout is ${after.state}`,
    ),
  ];
}
