import { isFinal, type Payout } from '../../src/payouts/payout.ts';
import type { PayoutView } from '../../src/payouts/view.ts';
import type { SimWorld } from './sim-world.ts';

/** What the callers know of their own orders. */
export interface Told {
  /** Ids of payouts that were acknowledged: lost when the journal does not know them. */
  readonly acknowledged: ReadonlySet<string>;
  /** Every view any caller was ever shown, over the API or by webhook. */
  readonly views: readonly PayoutView[];
}

/** Compares banks, journal and callers; each broken promise is one line in plain words. */
export function judgeWorld(world: SimWorld, told: Told): readonly string[] {
  const { disk } = world;
  const broken: string[] = [];
  const paidBy = new Map<string, number>();
  for (const book of world.books()) {
    const owner = disk.partnerKey(book.partner, book.reference);
    if (owner === null) {
      broken.push(`unknown money: ${book.partner} executed a reference nobody ordered`);
      continue;
    }
    const { payoutId } = owner;
    if (book.executions > 1)
      broken.push(`paid twice: ${payoutId}, one reference at ${book.partner}`);
    if (book.status === 'executed') paidBy.set(payoutId, (paidBy.get(payoutId) ?? 0) + 1);
  }
  for (const [payoutId, count] of paidBy) {
    if (count > 1) broken.push(`paid twice: ${payoutId} by ${count} attempts`);
  }
  for (const id of told.acknowledged) {
    if (!disk.payouts.has(id)) broken.push(`lost: ${id} was acknowledged`);
  }
  for (const row of disk.payouts.values()) {
    const payout = JSON.parse(row.document) as Payout;
    const { id, state } = row;
    const isPaid = (paidBy.get(id) ?? 0) > 0;
    if (!isFinal(payout.state) && row.dueAtMs === null) broken.push(`stuck: ${id} in ${state}`);
    if (state === 'PAID' && !isPaid) broken.push(`told wrong: ${id} is PAID, no bank paid it`);
    if ((state === 'FAILED' || state === 'CANCELLED') && isPaid) {
      broken.push(`told wrong: ${id} is ${state}, a bank paid it`);
    }
    const finals = [...disk.outbox.values()].filter(({ payoutId }) => payoutId === id);
    if (
      isFinal(payout.state) &&
      !finals.some((entry) => entry.document.includes(`payout.${state.toLowerCase()}`))
    ) {
      broken.push(`webhook missing: ${id} ended ${state}`);
    }
  }
  const arrived = new Set(world.heard.map(({ id }) => id));
  for (const { id, payoutId, dueAtMs } of disk.outbox.values()) {
    if (!arrived.has(id) && dueAtMs === null) broken.push(`webhook missing: one of ${payoutId}`);
  }
  // "No money moved" is a promise: nothing may have been executed and kept at the end either.
  for (const { id, state, safeToResubmit } of told.views) {
    if (safeToResubmit && (paidBy.get(id) ?? 0) > 0) {
      broken.push(`told wrong: ${id} was shown as ${state}, safe to resubmit, and a bank paid it`);
    }
  }
  return [...new Set(broken)];
}
