import { isFinal } from '../payouts/model/payout.ts';
import type { Chronicle, PayoutNote } from './record/chronicle.ts';
import type { Statement, Told } from './record/told.ts';
import type { Order, Truth } from './record/truth.ts';

/** What is held against each other. */
export interface Evidence {
  readonly truth: Pick<Truth, 'orders' | 'copies' | 'pending'>;
  readonly chronicle: Pick<Chronicle, 'payouts' | 'attemptOf' | 'webhooks'>;
  readonly told: Pick<
    Told,
    'statements' | 'acknowledged' | 'webhooks' | 'complaints' | 'finalStates' | 'restores'
  >;
  /** The partner that breaks its word, or `null`. */
  readonly liar: string | null;
}

/**
 * Compares what the banks did, what the gateway decided and what everybody was told. Each broken
 * promise is one line in plain words; the first words say which.
 *
 * An honest bank excuses nothing. Where the seed's liar paid what it had declared dead, the gateway
 * could not know better; then the payout must end as CONFLICT, everybody must hear that money
 * moved, and not one more copy of it may leave.
 */
export function judge(evidence: Evidence): readonly string[] {
  const { truth, chronicle, told } = evidence;
  const orders = ordersByPayout(evidence);
  const betrayed = betrayedPayouts(evidence);
  const payouts = [...chronicle.payouts.values()];
  return [
    ...told.complaints,
    ...strangers(evidence),
    ...payouts.flatMap((payout) => judgeProofs(payout, orders.get(payout.id) ?? [], evidence)),
    ...payouts.flatMap((payout) =>
      betrayed.has(payout.id)
        ? judgeConflict(payout, evidence)
        : judgePayout(payout, orders.get(payout.id) ?? []),
    ),
    ...told.statements.flatMap((statement) => {
      const conflictAt = betrayed.get(statement.payoutId);
      const paid = orders.get(statement.payoutId) ?? [];
      return conflictAt === undefined
        ? judgeStatement(statement, paid)
        : judgeWarning(statement, conflictAt);
    }),
    ...judgeLoans(payouts, orders, new Set(betrayed.keys())),
    ...judgeWebhooks(payouts, chronicle, told),
    ...judgeJournal(payouts, told),
    ...judgeQuarantines(payouts, told.restores),
    ...(truth.pending().length > 0 ? [`unfinished: a bank still holds orders`] : []),
  ];
}

/** Executed and kept, or on the way to it, at a moment: what "no" would be wrong about. */
function isMoneyAt(order: Order, moment: number): boolean {
  const { leftAt, executedAt, returnedAt } = order;
  return executedAt !== null && leftAt <= moment && (returnedAt === null || returnedAt > moment);
}

/** Whether an order was executed, or will be, without its money being back at that moment. */
function isEverMoney({ executedAt, returnedAt }: Order, moment: number): boolean {
  return executedAt !== null && (returnedAt === null || returnedAt > moment);
}

function judgeStatement(statement: Statement, orders: readonly Order[]): readonly string[] {
  const { payoutId, how, state, moneyMoved, safeToResubmit, asOf } = statement;
  const said = `told wrong: ${payoutId} by ${how}, ${state}`;
  const broken: string[] = [];
  if (moneyMoved === 'no' && orders.some((order) => isMoneyAt(order, asOf))) {
    broken.push(`${said}, moneyMoved no, and a bank had it or was getting it`);
  }
  const executed = orders.some(({ executedAt }) => executedAt !== null && executedAt <= asOf);
  if (moneyMoved === 'yes' && !executed) broken.push(`${said}, moneyMoved yes, and none had moved`);
  const isDead = state === 'FAILED' || state === 'CANCELLED' || safeToResubmit;
  if (isDead && orders.some((order) => isEverMoney(order, asOf))) {
    broken.push(`${said}, safe to resubmit, and a bank paid it`);
  }
  return broken;
}

/** Once the lie is known, nothing but the worst may be said. */
function judgeWarning(statement: Statement, conflictAt: number): readonly string[] {
  const { payoutId, how, state, moneyMoved, safeToResubmit, asOf } = statement;
  if (asOf < conflictAt) return [];
  const warned = state === 'CONFLICT' && moneyMoved === 'yes' && !safeToResubmit;
  return warned ? [] : [`told wrong: ${payoutId} by ${how}, ${state} after the conflict was known`];
}

/** A proof of death is a statement, too: an honest bank never pays what it let us bury. */
function judgeProofs(
  payout: PayoutNote,
  orders: readonly Order[],
  { chronicle, liar }: Evidence,
): readonly string[] {
  return orders.flatMap(({ partner, reference, executedAt }) => {
    const attempt = chronicle.attemptOf(partner, reference);
    const isBuried = attempt !== null && attempt.deadAt !== null && executedAt !== null;
    return isBuried && partner !== liar
      ? [`told wrong: ${payout.id}, attempt ${attempt.no} was declared dead, ${partner} paid it`]
      : [];
  });
}

function judgePayout(payout: PayoutNote, orders: readonly Order[]): readonly string[] {
  const { id, state, isDue } = payout;
  const executed = orders.filter(({ executedAt }) => executedAt !== null);
  const kept = executed.filter(({ returnedAt }) => returnedAt === null);
  const broken: string[] = [];
  if (executed.length > 1) broken.push(`paid twice: ${id}, ${executed.length} executions`);
  if (!isFinal(state) && !isDue) broken.push(`stuck: ${id} in ${state} without a next action`);
  if (state === 'CONFLICT') broken.push(`told wrong: ${id} is CONFLICT, and nobody lied`);
  if (state === 'PAID' && kept.length === 0) broken.push(`told wrong: ${id} is PAID, unpaid`);
  if (state === 'RETURNED' && (executed.length === 0 || kept.length > 0)) {
    broken.push(`told wrong: ${id} is RETURNED, and the money did not come back`);
  }
  return broken;
}

/**
 * Payouts about which the liar said two things, with the moment in which that became known: it paid
 * an attempt that was declared dead, or its words alone were enough for a conflict (a rejection that
 * came late, after the payment; an acceptance after "never heard of it").
 */
function betrayedPayouts({ truth, chronicle, liar }: Evidence): ReadonlyMap<string, number> {
  const betrayed = new Map<string, number>();
  for (const { partner, reference, executedAt } of truth.orders) {
    const attempt = chronicle.attemptOf(partner, reference);
    if (partner !== liar || attempt === null) continue;
    const conflictAt = chronicle.payouts.get(attempt.payoutId)?.conflictAt ?? null;
    const isPaidDead = executedAt !== null && attempt.deadAt !== null;
    if (isPaidDead || conflictAt !== null) betrayed.set(attempt.payoutId, conflictAt ?? Infinity);
  }
  return betrayed;
}

function judgeConflict(payout: PayoutNote, { truth, told }: Evidence): readonly string[] {
  const { id, state, conflictAt } = payout;
  if (state !== 'CONFLICT' || conflictAt === null) {
    return [`told wrong: ${id} was paid after its death, and is ${state} instead of CONFLICT`];
  }
  const heard = told.statements.some(
    ({ payoutId, how, state: said }) => payoutId === id && how === 'webhook' && said === 'CONFLICT',
  );
  const later = truth.copies.filter(
    ({ payoutId, leftAt }) => payoutId === id && leftAt > conflictAt,
  );
  return [
    ...(heard ? [] : [`webhook missing: nobody was told of the conflict of ${id}`]),
    ...(later.length === 0
      ? []
      : [`paid twice: ${id} was sent again after the conflict was known`]),
  ];
}

/** At no moment may a loan have been paid, and kept, by two payouts. */
function judgeLoans(
  payouts: readonly PayoutNote[],
  orders: ReadonlyMap<string, readonly Order[]>,
  betrayed: ReadonlySet<string>,
): readonly string[] {
  const byLoan = Map.groupBy(payouts, ({ loan }) => loan);
  return [...byLoan].flatMap(([loan, ofLoan]) => {
    if (ofLoan.length === 1 || ofLoan.some(({ id }) => betrayed.has(id))) return [];
    const paid = ofLoan
      .flatMap(({ id }) => orders.get(id) ?? [])
      .filter(({ executedAt }) => executedAt !== null)
      .toSorted((a, b) => (a.executedAt ?? 0) - (b.executedAt ?? 0));
    const overlaps = paid.some((order, index) => {
      const before = paid[index - 1];
      return before !== undefined && isEverMoney(before, order.executedAt ?? 0);
    });
    return overlaps ? [`paid twice: ${loan} by ${paid.length} payouts`] : [];
  });
}

/** Every webhook arrives in the end, and the last state has one. */
function judgeWebhooks(
  payouts: readonly PayoutNote[],
  { webhooks }: Evidence['chronicle'],
  told: Evidence['told'],
): readonly string[] {
  const announced = new Map<string, Set<string>>();
  const missing: string[] = [];
  for (const [id, { payoutId, state }] of webhooks) {
    announced.set(payoutId, (announced.get(payoutId) ?? new Set()).add(state));
    if (!told.webhooks.has(id)) missing.push(`webhook missing: ${id} of ${payoutId}, ${state}`);
  }
  const unannounced = payouts.filter(
    ({ id, state }) => isFinal(state) && announced.get(id)?.has(state) !== true,
  );
  return [
    ...missing,
    ...unannounced.map(({ id, state }) => `webhook missing: ${id} ended ${state}`),
  ];
}

/** What was acknowledged stands in the journal, as the last commit left it. */
function judgeJournal(
  payouts: readonly PayoutNote[],
  { acknowledged, finalStates }: Evidence['told'],
): readonly string[] {
  const lost = [...acknowledged].filter((id) => !finalStates.has(id));
  const forgotten = payouts.filter(({ id, state }) => finalStates.get(id) !== state);
  return [
    ...lost.map((id) => `lost: ${id} was acknowledged and is not in the journal`),
    ...forgotten.map(({ id, state }) => `lost: the journal took ${id} as ${state} and forgot it`),
  ];
}

/** From a conflict on the partner gets no new attempt, of whatever payout, until it is restored. */
function judgeQuarantines(
  payouts: readonly PayoutNote[],
  restores: Told['restores'],
): readonly string[] {
  const attempts = payouts.flatMap((payout) => [...payout.attempts.values()]);
  return payouts.flatMap(({ id, quarantine }) => {
    if (quarantine === null) return [];
    const { partner, atMs } = quarantine;
    const ends = restores.filter((each) => each.partner === partner && each.atMs >= atMs);
    const endMs = Math.min(...ends.map((each) => each.atMs));
    return attempts
      .filter((each) => each.partner === partner)
      .filter(({ startedAtMs }) => startedAtMs > atMs && startedAtMs < endMs)
      .map(({ payoutId }) => `paid on: ${payoutId} went to ${partner} after the conflict of ${id}`);
  });
}

/** Money that nobody ordered. */
function strangers({ truth, chronicle }: Evidence): readonly string[] {
  return truth.orders
    .filter(({ partner, reference }) => chronicle.attemptOf(partner, reference) === null)
    .map(({ partner }) => `unknown money: ${partner} took a reference that nobody ordered`);
}

function ordersByPayout({ truth, chronicle }: Evidence): ReadonlyMap<string, readonly Order[]> {
  const byPayout = new Map<string, Order[]>();
  for (const order of truth.orders) {
    const payoutId = chronicle.attemptOf(order.partner, order.reference)?.payoutId;
    if (payoutId === undefined) continue;
    byPayout.set(payoutId, [...(byPayout.get(payoutId) ?? []), order]);
  }
  return byPayout;
}
