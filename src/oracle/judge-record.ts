import { isFinal } from '../payouts/model/payout.ts';
import type { Evidence } from './evidence.ts';
import type { OrderBook } from './order-book.ts';
import type { Finding } from './wrongs.ts';

/** What was acknowledged stands in the journal, as the last commit left it (I4). */
export function judgeJournal({ payouts, told }: Evidence): readonly Finding[] {
  const { acknowledged, finalStates } = told;
  const amounts = new Map(payouts.map(({ id, amount }) => [id, amount]));
  const lost = [...acknowledged].filter((id) => !finalStates.has(id));
  const forgotten = payouts.filter(({ id, state }) => finalStates.get(id) !== state);
  return [
    ...lost.map((id): Finding => {
      const detail = `${id} was acknowledged and is not in the journal`;
      return { wrong: 'lost', id, detail, amount: amounts.get(id) ?? null };
    }),
    ...forgotten.map(({ id, state, amount }): Finding => {
      const detail = `the journal took ${id} as ${state} and forgot it`;
      return { wrong: 'lost', id, detail, amount };
    }),
  ];
}

/** Every webhook arrives in the end, and the last state has one (I9). */
export function judgeWebhooks({ payouts, webhooks, told }: Evidence): readonly Finding[] {
  if (webhooks === null) return [];
  const byId = new Map(payouts.map((payout) => [payout.id, payout]));
  const announced = new Map<string, Set<string>>();
  const missing: Finding[] = [];
  for (const [webhookId, { payoutId, state }] of webhooks) {
    announced.set(payoutId, (announced.get(payoutId) ?? new Set()).add(state));
    if (told.webhooks.has(webhookId)) continue;
    const detail = `${webhookId} of ${payoutId}, ${state}`;
    const amount = byId.get(payoutId)?.amount ?? null;
    missing.push({ wrong: 'webhookMissing', id: payoutId, detail, amount });
  }
  const unannounced = payouts
    .filter(({ id, state }) => isFinal(state) && announced.get(id)?.has(state) !== true)
    .map(({ id, state, amount }): Finding => {
      return { wrong: 'webhookMissing', id, detail: `${id} ended ${state}`, amount };
    });
  return [...missing, ...unannounced];
}

/** Money that nobody ordered, and orders that no bank has ended. */
export function judgeBooks({ othersOrder }: Evidence, book: OrderBook): readonly Finding[] {
  const strangers = othersOrder ? [] : book.all.filter((order) => book.ownerOf(order) === null);
  const pending = book.all.filter(({ isPending }) => isPending);
  return [
    ...strangers.map(({ partner, amount }): Finding => {
      const detail = `${partner} took a reference that nobody ordered`;
      return { wrong: 'unknownMoney', id: partner, detail, amount };
    }),
    ...pending.map((order): Finding => {
      const id = book.ownerOf(order)?.payout.id ?? order.partner;
      const detail = `${order.partner} still holds an order of ${id}`;
      return { wrong: 'unfinished', id, detail, amount: order.amount };
    }),
  ];
}
