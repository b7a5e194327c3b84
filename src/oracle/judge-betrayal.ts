import type { Evidence, PayoutRecord } from './evidence.ts';
import type { OrderBook } from './order-book.ts';
import type { Finding } from './wrongs.ts';

/**
 * Payouts about which a liar said two things, with the moment in which that became known: it paid
 * an attempt that was declared dead, or its words alone were enough for a conflict (a rejection that
 * came late, after the payment; an acceptance after "never heard of it"). `Infinity`: never known.
 */
export function betrayedPayouts(
  book: OrderBook,
  liars: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const betrayed = new Map<string, number>();
  for (const order of book.all) {
    const owner = book.ownerOf(order);
    if (!liars.has(order.partner) || owner === null) continue;
    const { id, conflictAt } = owner.payout;
    const isPaidDead = order.executedAt !== null && owner.attempt.deadAt !== null;
    if (isPaidDead || conflictAt !== null) betrayed.set(id, conflictAt ?? Infinity);
  }
  return betrayed;
}

/**
 * The gateway could not know better when a liar paid what it had declared dead. Then the payout must
 * end as CONFLICT, somebody must hear it, and not one more copy may leave.
 */
export function judgeConflict(payout: PayoutRecord, evidence: Evidence): readonly Finding[] {
  const { id, state, conflictAt, amount } = payout;
  if (state !== 'CONFLICT' || conflictAt === null) {
    const detail = `${id} was paid after its death, and is ${state} instead of CONFLICT`;
    return [{ wrong: 'toldWrong', id, detail, amount }];
  }
  const heard =
    evidence.webhooks === null ||
    evidence.told.statements.some(
      ({ payoutId, how, state: said }) =>
        payoutId === id && how === 'webhook' && said === 'CONFLICT',
    );
  const later = evidence.copies.filter(
    ({ payoutId, leftAt }) => payoutId === id && leftAt > conflictAt,
  );
  const untold = `nobody was told of the conflict of ${id}`;
  const again = `${id} was sent again after the conflict was known`;
  return [
    ...(heard ? [] : [{ wrong: 'webhookMissing', id, detail: untold, amount } as const]),
    ...(later.length === 0 ? [] : [{ wrong: 'paidTwice', id, detail: again, amount } as const]),
  ];
}

/** A proof of death is a statement, too: an honest bank never pays what it let us bury. */
export function judgeProofs(
  payout: PayoutRecord,
  book: OrderBook,
  liars: ReadonlySet<string>,
): readonly Finding[] {
  const { id, amount } = payout;
  return book.ofPayout(id).flatMap((order): Finding[] => {
    const attempt = book.ownerOf(order)?.attempt ?? null;
    const isBuried = attempt !== null && attempt.deadAt !== null && order.executedAt !== null;
    if (!isBuried || liars.has(order.partner)) return [];
    const detail = `${id}, attempt ${attempt.no} was declared dead, ${order.partner} paid it`;
    return [{ wrong: 'toldWrong', id, detail, amount }];
  });
}

/** A quarantined partner gets no new attempt, of whatever payout, until it is restored. */
export function judgeQuarantines({ payouts, told }: Evidence): readonly Finding[] {
  return payouts.flatMap(({ id, quarantine }) => {
    if (quarantine === null) return [];
    const { partner, atMs } = quarantine;
    const endMs = restoredAtMs(told, partner, atMs);
    return payouts.flatMap((other) =>
      other.attempts
        .filter((each) => each.partner === partner)
        .filter(({ startedAtMs }) => startedAtMs > atMs && startedAtMs < endMs)
        .map((): Finding => {
          const detail = `${other.id} went to ${partner} after the conflict of ${id}`;
          return { wrong: 'paidOn', id: other.id, detail, amount: other.amount };
        }),
    );
  });
}

/** A proof that failed at a partner declares no attempt dead there, until the partner is restored. */
export function judgeDistrusts({ payouts, told }: Evidence): readonly Finding[] {
  return payouts.flatMap(({ id, distrust }) => {
    if (distrust === null) return [];
    const { partner, proof, atMs } = distrust;
    const endMs = restoredAtMs(told, partner, atMs);
    return payouts.flatMap((other) =>
      other.attempts
        .filter((each) => each.partner === partner && each.death?.proof === proof)
        .filter(({ death }) => death !== null && death.atMs > atMs && death.atMs < endMs)
        .map(({ no }): Finding => {
          const detail = `${other.id}, attempt ${no} died by ${proof} at ${partner} after it had failed for ${id}`;
          return { wrong: 'believedOn', id: other.id, detail, amount: other.amount };
        }),
    );
  });
}

/** When a person restored the partner first after that; `Infinity`: never. */
function restoredAtMs({ restores }: Evidence['told'], partner: string, atMs: number): number {
  const ends = restores.filter((each) => each.partner === partner && each.atMs >= atMs);
  return Math.min(...ends.map((each) => each.atMs));
}
