/** One mistake that would pay twice, lose money or tell a lie about it, and the test that must notice. */
export interface MoneyMutant {
  /** Mistakes of one kind belong together; each of {@link MONEY_KINDS} has one at least. */
  readonly kind: number;
  readonly mistake: string;
  /** Relative to the project's root, as is `test`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
  readonly test: string;
}

/** The kinds of mistakes with money that were made here once, by their numbers. */
export const MONEY_KINDS: ReadonlyMap<number, string> = new Map([
  [1, 'an attempt leaves the endpoint of its intent'],
  [2, 'a partial return frees the obligation'],
  [3, 'a callback is believed beyond its seal'],
  [4, 'evidence is not weighed by its own amount and kind'],
  [5, 'news about us is acknowledged and forgotten'],
  [6, 'the network delivers one copy twice'],
  [7, 'a restored backup pays again'],
  [8, 'two people are one'],
  [9, 'no call ends a waiting state'],
  [10, '"later" uses up the attempts'],
  [11, 'a replay denies a payment'],
  [12, 'a proof is trusted against the evidence'],
  [13, 'doubt outlives recovery'],
  [14, 'a failed write says that no money moved'],
]);

const DECIDE = 'src/payouts/decide';
const DISPATCH = 'src/payouts/dispatch';

/**
 * The fixed list behind `breakwater prove money`. The model check's mutants
 * (src/proof/model/mutations.ts) are looked for in a search; these, of parts that one payout's state
 * space cannot hold, by a named test.
 */
export const MONEY_MUTANTS: readonly MoneyMutant[] = [
  {
    kind: 1,
    mistake: 'copies and questions go to the first endpoint, whatever the intent says',
    file: `${DISPATCH}/client-endpoint.ts`,
    find: 'return endpoints.find(({ name }) => name === endpoint) ?? null;',
    put: 'return first ?? null;',
    test: 'test/payouts/dispatch/endpoints.test.ts',
  },
  {
    kind: 2,
    mistake: 'a return of a part is a return of the whole',
    file: 'src/payouts/model/money-moved.ts',
    find: 'return whole ? MEANING.RETURNED : MOVED;',
    put: 'return MEANING.RETURNED;',
    test: 'test/payouts/accept/obligation.test.ts',
  },
  {
    kind: 2,
    mistake: 'a returned payout is repeated without naming it in "replaces"',
    file: 'src/payouts/model/money-moved.ts',
    find: "obligation: 'byReplacement' } as const;",
    put: "obligation: 'free' } as const;",
    test: 'test/payouts/accept/obligation.test.ts',
  },
  {
    kind: 3,
    mistake: 'a hint is evidence',
    file: `${DISPATCH}/take-news.ts`,
    find: "if (proves === 'hint') return",
    put: "if (proves === 'hint' && digest === '') return",
    test: 'test/payouts/dispatch/callback-hints.test.ts',
  },
  {
    kind: 3,
    mistake: 'an answer about whatever record a hint names is an answer about us',
    file: `${DISPATCH}/answer-to-lent-name.ts`,
    find: "if ('echo' in verdict && verdict.echo.partnerKey === partnerKey) return verdict;",
    put: "if ('echo' in verdict && partnerKey !== '') return verdict;",
    test: 'test/payouts/dispatch/lent-names.test.ts',
  },
  {
    kind: 3,
    mistake: 'a callback older than the last repeat of its partner is evidence',
    file: `${DISPATCH}/receive-callback.ts`,
    find: "return isStale ? 'hint' : callbackProves;",
    put: 'return callbackProves;',
    test: 'test/payouts/dispatch/callback-hints.test.ts',
  },
  {
    kind: 3,
    mistake: 'a callback speaks for the first copy',
    file: `${DISPATCH}/take-news.ts`,
    find: 'const NO_COPY_IN_PARTICULAR = 0;',
    put: 'const NO_COPY_IN_PARTICULAR = 1;',
    test: 'test/payouts/dispatch/receive-callback.test.ts',
  },
  {
    kind: 4,
    mistake: 'more comes back than had gone out',
    file: `${DECIDE}/check-echo.ts`,
    find: 'amount.minor + feeMinor <= paid.minor;',
    put: 'paid.minor > 0n;',
    test: 'test/payouts/decide/check-echo.test.ts',
  },
  {
    kind: 4,
    mistake: 'a booked charge is the payment',
    file: 'adapters/isobank/entry-verdict.ts',
    find: "if (entry.kind === 'charge') return unreadable('a charge, which is not the payment');",
    put: '',
    test: 'test/adapters/isobank/bookings.test.ts',
  },
  {
    kind: 4,
    mistake: 'a debit of less than the payment pays it',
    file: 'adapters/isobank/booked-amount.ts',
    find: "if (excess < 0n) return another('a debit of less than was instructed');",
    put: '',
    test: 'test/adapters/isobank/bookings.test.ts',
  },
  {
    kind: 4,
    mistake: 'money of another amount that moved under our key leaves a dead attempt dead',
    file: `${DECIDE}/check-echo.ts`,
    find: "if (verdict.kind !== 'executed' || state !== 'DEAD') return false;",
    put: "if (verdict.kind !== 'executed' || state === 'DEAD') return false;",
    test: 'test/payouts/decide/check-echo.test.ts',
  },
  {
    kind: 5,
    mistake: 'news that no payout takes is answered and dropped',
    file: `${DISPATCH}/take-news.ts`,
    find: 'return keep(from, item, null, `${verdict.kind}: no attempt has the key`);',
    put: "return 'placed';",
    test: 'test/payouts/dispatch/unplaced-news.test.ts',
  },
  {
    kind: 5,
    mistake: 'an attempt is found by its key alone',
    file: `${DISPATCH}/place-news.ts`,
    find: 'new Set([item.partnerKey, ...(item.references ?? [])]);',
    put: 'new Set([item.partnerKey]);',
    test: 'test/payouts/dispatch/receive-callback.test.ts',
  },
  {
    kind: 6,
    mistake: 'a refusal for now of the only copy is a proof',
    file: `${DECIDE}/judge-attempt.ts`,
    find: 'onlyCopy && saysLater(failure) && canFindOut(attempt)',
    put: 'false',
    test: 'test/payouts/decide/refused-for-now.test.ts',
  },
  {
    kind: 6,
    mistake: 'a refusal that frees the key lets another bank pay at once',
    file: `${DECIDE}/judge-attempt.ts`,
    find: '(epoch === 1 && isOfContent(verdict))',
    put: 'epoch === 1',
    test: 'test/payouts/decide/shared-key.test.ts',
  },
  {
    kind: 7,
    mistake: 'a restored payout is sent without asking first',
    file: `${DISPATCH}/ask-first.ts`,
    find: 'if (lostPast === undefined || restored === null)',
    put: "if (lostPast === undefined || restored === null || payout.id !== '')",
    test: 'test/payouts/dispatch/ask-first.test.ts',
  },
  {
    kind: 7,
    mistake: 'the same order, posted again after a loss, has another key at the partner',
    file: 'src/payouts/model/next-partner-key.ts',
    find: 'return partnerKey(keySeed ?? id, no);',
    put: "return partnerKey(keySeed === '' ? keySeed : id, no);",
    test: 'test/payouts/accept/lost-payout.test.ts',
  },
  {
    kind: 7,
    mistake: 'a payout of a lost past says that no money moved',
    file: 'src/payouts/model/money-moved.ts',
    find: "return payout.lostPast !== undefined && onRecord.moneyMoved === 'no' ? MAY_HAVE_MOVED : onRecord;",
    put: 'return onRecord;',
    test: 'test/payouts/decide/lost-past.test.ts',
  },
  {
    kind: 8,
    mistake: 'another spelling is another person',
    file: 'src/payouts/model/person.ts',
    find: 'return personOf(a) === personOf(b);',
    put: 'return a === b;',
    test: 'test/payouts/two-people.test.ts',
  },
  {
    kind: 8,
    mistake: 'who asked for a payout releases it',
    file: `${DECIDE}/on-intake.ts`,
    find: 'return createdBy !== undefined && isSamePerson(createdBy, by);',
    put: 'return createdBy !== undefined && createdBy === by.concat(by);',
    test: 'test/payouts/two-people.test.ts',
  },
  {
    kind: 9,
    mistake: 'nobody can end a conflict',
    file: `${DECIDE}/on-resolved.ts`,
    find: "? payout.state === 'CONFLICT'",
    put: "? payout.state === 'HELD'",
    test: 'test/payouts/ways-out.test.ts',
  },
  {
    kind: 10,
    mistake: 'a refusal for now counts as one of six',
    file: `${DECIDE}/after-death.ts`,
    find: "failure !== null && courseAfter(proof, failure) !== 'wait',",
    put: 'failure !== null && proof !== null,',
    test: 'test/payouts/decide/after-death.test.ts',
  },
  {
    kind: 10,
    mistake: 'the pause of a partner that says "later" does not grow',
    file: 'src/payouts/route/partner-pauses.ts',
    find: 'Math.min(PAUSE_MS_MAX, last.stepMs * 2)',
    put: 'Math.min(PAUSE_MS_MAX, last.stepMs)',
    test: 'test/payouts/route/partner-pauses.test.ts',
  },
  {
    kind: 11,
    mistake: 'a replay shows the payout as it was told at first',
    file: 'src/payouts/accept/acceptor.ts',
    find: "return { kind: 'replayed', payout: show(payout) };",
    put: "return { kind: 'replayed', payout: show({ ...payout, state: 'QUEUED' }) };",
    test: 'test/payouts/accept/acceptor.test.ts',
  },
  {
    kind: 12,
    mistake: 'an acceptance after a refusal without a record is passed over',
    file: `${DECIDE}/judge-attempt.ts`,
    find: "return contradict('accepted although its only copy was refused');",
    put: "return ignore('accepted although its only copy was refused');",
    test: 'test/payouts/decide/accepted-after-refusal.test.ts',
  },
  {
    kind: 12,
    mistake: 'a line that is still listened to is quiet',
    file: `${DISPATCH}/quiet-clock.ts`,
    find: 'open.has(partnerKey) ? 0 :',
    put: "open.has('') ? 0 :",
    test: 'test/payouts/dispatch/dispatch-parts.test.ts',
  },
  {
    kind: 13,
    mistake: 'a clock that jumped back leaves due times where they are',
    file: 'src/payouts/engine/look-sooner.ts',
    find: 'if (nowAheadMs < aheadMs - JUMP_MS) await clampAll(settings);',
    put: '',
    test: 'test/payouts/engine/look-sooner.test.ts',
  },
  {
    kind: 13,
    mistake: 'a partner that answers again is asked an hour later',
    file: 'src/payouts/engine/look-sooner.ts',
    find: 'if (healed.size > 0) await askSoon(settings, healed);',
    put: '',
    test: 'test/payouts/engine/look-sooner.test.ts',
  },
  {
    kind: 14,
    mistake: 'a POST that could not be written says "no", although it may be stored',
    file: 'src/http/payouts/create-payout.ts',
    find: 'moneyMoved: outcome.stored,',
    put: "moneyMoved: 'no',",
    test: 'test/http/refusals.test.ts',
  },
  {
    kind: 14,
    mistake: 'a key that could not be looked up was never taken',
    file: 'src/payouts/accept/acceptor.ts',
    find: "throw new JournalError(error.code, 'unknown', 'the key could not be looked up', error);",
    put: "throw new JournalError(error.code, 'no', 'the key could not be looked up', error);",
    test: 'test/payouts/accept/acceptor.test.ts',
  },
];
