import type { Bounds } from './bounds.ts';
import { BARE } from './bounds.ts';
import type { Product } from './product.ts';

/** One rule taken out of the product, and the smallest world in which that must show. */
export interface Mutation {
  /** R1-R12 of docs/MONEY.md; M13 and further are its further lines. */
  readonly rule: string;
  readonly name: string;
  /** Replacements in the product's sources; each text must occur exactly once. */
  readonly patches: readonly Patch[];
  readonly shell?: Product['shell'];
  /** The start of the promise whose breach is looked for; without it, the first one met counts. */
  readonly promise?: string;
  readonly bounds: Bounds;
}

/** One text of a source that a mutation replaces. */
export interface Patch {
  /** Relative to `src/payouts`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const JUDGE = 'decide/judge-attempt.ts';
const DOUBT = 'decide/on-doubt.ts';
const EVIDENCE = 'decide/on-evidence.ts';

const TWO_SENDS: Bounds = { ...BARE, sends: 2 };
const CRASHING: Bounds = { ...BARE, crashes: 1 };

/** The twelve rules, and further lines that only look harmless. */
export const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'R1',
    promise: 'DOUBLE PAY',
    name: 'a timeout is taken for a failure',
    patches: [
      {
        file: JUDGE,
        find: "return rise(attempt, 'UNKNOWN', verdict.detail);",
        put: "return { kind: 'die', proof: 'P3_ABSENT', why: verdict.detail };",
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'R2',
    promise: 'DOUBLE PAY',
    name: '"not found" is believed before the drain time',
    patches: [
      {
        file: JUDGE,
        find: "if (fact.quietMs < notFoundIsProofAfterMs) return ignore('it was asked before the drain time');",
        put: '',
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'R3',
    promise: 'DOUBLE PAY',
    name: '"not found" is believed although a copy was sent since',
    patches: [
      {
        file: JUDGE,
        find: "if (fact.epoch !== attempt.epoch) return ignore('it was asked before the last copy was sent');",
        put: '',
      },
    ],
    bounds: TWO_SENDS,
  },
  {
    rule: 'R4',
    promise: 'DOUBLE PAY',
    name: 'the first byte leaves before the intent is on disk',
    patches: [],
    shell: 'sendsBeforeWriting',
    bounds: CRASHING,
  },
  {
    rule: 'R5',
    promise: 'DOUBLE PAY',
    name: 'a retry gets a new key',
    patches: [
      {
        file: 'model/apply-event.ts',
        find: "state: 'SENT',\n        epoch: event.epoch,",
        put: "state: 'SENT',\n        partnerKey: 'FRESH',\n        epoch: event.epoch,",
      },
    ],
    bounds: TWO_SENDS,
  },
  {
    rule: 'R6',
    promise: 'DOUBLE PAY',
    name: 'a copy is sent after the key window',
    patches: [{ file: DOUBT, find: 'nowMs < lastCallMs &&', put: '' }],
    bounds: TWO_SENDS,
  },
  {
    rule: 'R7',
    name: 'doubt is ended by its age',
    patches: [
      {
        file: DOUBT,
        find: 'if (attempt === null) return NOTHING;\n  const next',
        put: `if (attempt === null) return NOTHING;
  if (payout.escalated) return decided(move(draftOf(payout, nowMs), 'FAILED', { why: 'too old' }));
  const next`,
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'R8',
    promise: 'DOUBLE PAY',
    name: 'an unrecorded refusal is final although another copy was sent',
    patches: [
      {
        file: JUDGE,
        find: 'const onlyCopy = attempt.epoch === 1 && fact.epoch === 1;',
        put: 'const onlyCopy = true;',
      },
      { file: JUDGE, find: 'onlyCopy && saysLater(failure)', put: 'attempt.epoch === 1' },
    ],
    bounds: TWO_SENDS,
  },
  {
    rule: 'R9',
    promise: 'DOUBLE PAY',
    name: '"duplicate" is taken for a refusal',
    patches: [
      {
        file: JUDGE,
        find: "return rise(attempt, 'UNKNOWN', 'the partner holds an earlier copy');",
        put: "return { kind: 'die', proof: 'P2_REFUSED', why: 'duplicate' };",
      },
    ],
    bounds: TWO_SENDS,
  },
  {
    rule: 'R10',
    name: 'cancel is a verdict',
    patches: [
      {
        file: DOUBT,
        find: 'return decided(attempt === null ? asked : askToCancel(asked, attempt));',
        put: "return decided(move(asked, 'CANCELLED', { why: 'cancelled' }));",
      },
    ],
    bounds: { ...BARE, cancel: true },
  },
  {
    rule: 'R11',
    name: 'the last message wins',
    patches: [
      {
        file: JUDGE,
        find: 'const higher = RANK[to] > RANK[attempt.state];',
        put: 'const higher = true;',
      },
    ],
    bounds: { ...BARE, callbacks: true },
  },
  {
    rule: 'R12',
    promise: 'DOUBLE PAY',
    name: 'two writers, no compare-and-set',
    patches: [],
    shell: 'twoWriters',
    bounds: BARE,
  },
  {
    rule: 'M13',
    promise: 'DOUBLE PAY',
    name: '"not found" is believed past the inquiry horizon',
    patches: [
      {
        file: JUDGE,
        find: 'nowMs >= attempt.intentAtMs + inquiryHorizonMs',
        put: 'nowMs < attempt.intentAtMs',
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M14',
    promise: 'DOUBLE PAY',
    name: 'one copy that never left speaks for all',
    patches: [{ file: JUDGE, find: 'proven.size === attempt.epoch', put: 'proven.size > 0' }],
    bounds: TWO_SENDS,
  },
  {
    rule: 'M15',
    promise: 'DOUBLE PAY',
    name: 'an inquiry that never connected is taken for a payout that never left',
    patches: [{ file: JUDGE, find: "fact.source !== 'socket'", put: "fact.source === 'webhook'" }],
    bounds: BARE,
  },
  {
    rule: 'M16',
    promise: 'DOUBLE PAY',
    name: 'a refused inquiry is taken for a refused payout',
    patches: [
      { file: JUDGE, find: "fact.source !== 'response'", put: "fact.source === 'webhook'" },
      {
        file: JUDGE,
        find: 'onlyCopy && saysLater(failure)',
        put: "onlyCopy && fact.source === 'response'",
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M17',
    name: 'one operator is enough',
    patches: [
      { file: 'decide/on-resolved.ts', find: '!isSamePerson(first.by, proposal.by) &&', put: '' },
    ],
    bounds: { ...BARE, operators: true },
  },
  {
    rule: 'M18',
    name: 'two operators who contradict each other agree',
    patches: [
      { file: 'decide/on-resolved.ts', find: 'first.verdict === proposal.verdict', put: 'true' },
    ],
    bounds: { ...BARE, operators: true },
  },
  {
    rule: 'M19',
    name: 'a copy is sent to a partner that recognises none',
    patches: [{ file: DOUBT, find: "dedupe === 'byKey' &&", put: '' }],
    bounds: { ...TWO_SENDS, partners: ['forgets', 'asks'] },
  },
  {
    rule: 'M20',
    name: 'accepted is told as paid',
    patches: [
      {
        file: JUDGE,
        find: "return rise(attempt, 'ACCEPTED', 'the partner accepted it');",
        put: "return rise(attempt, 'EXECUTED', 'the partner accepted it');",
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M21',
    promise: 'DOUBLE PAY',
    name: 'a route is taken although an attempt is alive',
    patches: [
      {
        file: 'decide/on-route.ts',
        find: "return payout.state === 'QUEUED' && allDead;",
        put: 'return allDead || !allDead;',
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M22',
    name: 'recovery finds nothing to do',
    patches: [
      {
        file: DOUBT,
        find: "if (attempt === null || (attempt.state !== 'INTENT' && attempt.state !== 'SENT')) return NOTHING;",
        put: 'if (attempt === null || attempt.no > 0) return NOTHING;',
      },
    ],
    bounds: { ...CRASHING, attempts: 1, operators: true },
  },
  {
    rule: 'M23',
    name: 'doubt forgets when to ask again',
    patches: [
      {
        file: EVIDENCE,
        find: "'IN_DOUBT', { failure, next, why }",
        put: "'IN_DOUBT', { failure, why }",
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M24',
    name: 'a payment of a dead attempt is ignored',
    patches: [
      {
        file: JUDGE,
        find: "if (attempt.state === 'DEAD') return contradict('paid after it was declared dead');",
        put: "if (attempt.state === 'DEAD') return ignore('dead');",
      },
    ],
    bounds: { ...BARE, callbacks: true, lies: 1 },
  },
  {
    rule: 'M25',
    name: 'the caller is not told',
    patches: [
      {
        file: 'decide/decision.ts',
        find: "new Set(['RECEIVED', 'DISPATCHING'])",
        put: "new Set(['RECEIVED', 'DISPATCHING', 'PAID'])",
      },
    ],
    bounds: BARE,
  },
  {
    rule: 'M26',
    promise: 'DOUBLE PAY',
    name: 'an operator spoke before the last copy was sent, and is still believed',
    patches: [
      { file: 'decide/on-resolved.ts', find: 'first.atMs > attempt.lastSendAtMs &&', put: '' },
      {
        file: 'model/apply-event.ts',
        find: 'isAboutNews(payout, event.attemptNo) ? null : payout.proposal',
        put: 'payout.proposal',
      },
    ],
    bounds: { ...TWO_SENDS, operators: true },
  },
  {
    rule: 'M27',
    name: 'a payout that was given up does not take its obligation back when it was paid after all',
    patches: [
      {
        file: 'model/money-moved.ts',
        find: "(payout.holdsObligation || moneyMoved !== 'no')",
        put: 'payout.holdsObligation',
      },
    ],
    bounds: { ...BARE, callbacks: true, lies: 1 },
  },
  {
    rule: 'M28',
    name: 'a payout in conflict is left to people who cannot end it',
    patches: [
      {
        file: 'decide/on-resolved.ts',
        find: "? payout.state === 'CONFLICT'",
        put: "? payout.state === 'HELD'",
      },
    ],
    bounds: { ...BARE, attempts: 1, callbacks: true, operators: true, lies: 1 },
  },
  {
    rule: 'M29',
    name: 'a second operator is believed although the bank was not asked again',
    patches: [
      {
        file: 'decide/on-resolved.ts',
        find: 'if (toAsk && first.askedAgain !== true) return decided(perform(draft, inquire));',
        put: '',
      },
    ],
    bounds: { ...BARE, attempts: 1, operators: true },
  },
  {
    rule: 'M30',
    promise: 'DOUBLE PAY',
    name: 'a refusal for now is final although the network may deliver its copy twice',
    patches: [
      { file: JUDGE, find: 'onlyCopy && saysLater(failure) && canFindOut(attempt)', put: 'false' },
    ],
    bounds: { ...BARE, twins: 1 },
  },
  {
    rule: 'M31',
    promise: 'DOUBLE PAY',
    name: 'a recorded refusal of the only copy is final although its key is free and the network may deliver it twice',
    patches: [{ file: JUDGE, find: '(epoch === 1 && isOfContent(verdict))', put: 'epoch === 1' }],
    bounds: { ...BARE, twins: 1, partners: ['frees', 'asks'] },
  },
];
