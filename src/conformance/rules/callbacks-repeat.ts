import type { CallbackDelivery } from '../../contract/adapter.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { freshInstruction, newsOf, openSession } from '../exchange.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** Five callbacks have 120 orders; no partner here sends more about one payout. */
const CALLBACKS_MAX = 5;

/** Partners deliver again and in any order; so do those who replay what they overheard. */
export const callbacksRepeat: Rule = {
  name: 'callbacks-repeat',
  promise:
    'A callback told twice is one event, and all callbacks of a payout end it alike in every order.',
  why: 'A late "accepted" would take a paid payout back; a repeat would count twice.',

  async check(subject) {
    const session = openSession(subject);
    await session.submit(freshInstruction(subject));
    await session.settle();
    if (subject.adapter.capabilities.returnsWithinMs > 0) session.door.giveBackAll();
    await session.settle();
    const deliveries = session.door.callbacks().slice(0, CALLBACKS_MAX);
    if (deliveries.length === 0) {
      return [broken('callbacks', 'the sandbox sent none for an order that was paid')];
    }
    const atMs = session.door.nowMs();
    return [
      ...deliveries.map((delivery, index) => toldTwice(subject, delivery, atMs, index + 1)),
      anyOrder(subject, deliveries, atMs),
    ];
  },
};

function toldTwice(subject: Subject, delivery: CallbackDelivery, atMs: number, no: number): Note {
  const { adapter } = subject;
  const [first, second] = [adapter, subject.createAdapter()].map((reader) =>
    JSON.stringify(reader.readCallback(delivery, atMs), plain),
  );
  const isNews = adapter.readCallback(delivery, atMs).kind === 'news';
  if (!isNews)
    return broken(`callback ${no}`, `callback ${no} of the sandbox is not read as news: ${first}`);
  return note(
    `callback ${no}`,
    first === second,
    `callback ${no} reads differently the second time`,
  );
}

function anyOrder(subject: Subject, deliveries: readonly CallbackDelivery[], atMs: number): Note {
  const news = deliveries
    .map((delivery) => newsOf(subject, delivery, atMs))
    .filter((one) => one.length > 0);
  if (news.length < 2)
    return skipped('any order', 'this partner sends one callback about a payout');
  const ends = permutations(news).map((order) =>
    endOf(subject, [...order.flat(), ...order.flat()]),
  );
  const different = [...new Set(ends)];
  return note(
    'any order',
    different.length === 1,
    `by their order the callbacks make the payout ${different.join(' or ')}`,
  );
}

function endOf(subject: Subject, verdicts: readonly Verdict[]): string {
  return subject.judge(
    verdicts.map((verdict) => ({ verdict, source: 'webhook', epoch: 1, quietMs: 0 })),
  ).state;
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
