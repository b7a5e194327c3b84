import type { CallbackReading, Instruction, PartnerAdapter } from '../../src/contract/adapter.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { Lane } from '../../src/contract/exchange.ts';
import type { LaneAdvice, LaneStatus, PartnerLanes, SendOrder } from '../../src/contract/send.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { ConflictRules } from '../../src/payouts/model/breach.ts';
import type { PartnerClient } from '../../src/payouts/dispatch/partner-client.ts';

export const CAPABILITIES: Capabilities = {
  dedupe: 'byKey',
  keyField: 'key',
  keyLengthMax: 32,
  keyPattern: '^[A-Z2-7]{32}$',
  keyWindowMs: 30 * 86_400_000,
  keyScope: 'account',
  savesErrors: false,
  duplicateSignal: 'originalAnswer',
  sameKeyOtherContent: 'refuses',
  keyAfterRefusal: 'new',
  batchSizeMax: 1,
  inquiryHorizonMs: 30 * 86_400_000,
  inquiryBy: 'key',
  inquiryNotBeforeMs: 0,
  notFoundIsProofAfterMs: 30_000,
  copyLifeMs: null,
  answerMsMax: 10_000,
  callbackProves: 'fact',
  latenessMsMax: 60_000,
  cancel: 'byKey',
  returnsWithinMs: 86_400_000,
  finalOn: 'DONE',
  harmlessProbe: 'ping',
  limits: {
    submitPerSecondMax: 100,
    inquirePerSecondMax: 100,
    concurrencyMax: 100,
    submitConcurrencyMax: 100,
    inquireConcurrencyMax: 100,
    currencies: ['CNY'],
    amountMinorMin: 1n,
    amountMinorMax: 1_000_000n,
    accountTypes: ['iban'],
    countries: [],
    cutOffs: [],
    calendar: 'always',
  },
  manualResolution: false,
};

/** One call that reached the partner's guards, and the test's hand on its answer. */
export interface Sent {
  readonly order: SendOrder;
  readonly lane: Lane;
  readonly endpoint: string;
  readonly payoutId: string;
  answer(verdict: Verdict): void;
}

/** The word about one instruction of a payout. */
export type ReplyTo = (instruction: Instruction, payoutId: string) => Verdict;

/** A partner whose every word the test chooses. */
export interface FakePartner {
  readonly client: PartnerClient;
  /** Every order so far, oldest first. */
  readonly sent: readonly Sent[];
  sentOn(lane: Lane): readonly Sent[];
  /** The largest number of submits that were unanswered at one moment. */
  submitsAtOnceMax(): number;
  /** What the submit lane advises from now on: at one endpoint, or at all. */
  advise(advice: LaneAdvice, endpoint?: string): void;
  /** What calls on this lane are answered with at once; `null` leaves them to the test. */
  reply(lane: Lane, verdict: Verdict | null): void;
  /** Answers each call on this lane at once by what it asks. */
  replyTo(lane: Lane, answer: ReplyTo): void;
  limitTo(submitsMax: number): void;
  /** How many submits the lane still listens for although it gave up waiting. */
  detach(submits: number): void;
  /** Changes what `content` makes of the same instruction, as a careless release would. */
  changeContent(): void;
  readsCallbackAs(reading: CallbackReading): void;
}

export interface FakePartnerOptions {
  readonly name?: string;
  readonly capabilities?: Partial<Capabilities>;
  readonly limits?: Partial<Capabilities['limits']>;
  readonly submitsMax?: number;
  /** `main` alone when absent. */
  readonly endpoints?: readonly string[];
  /** After how many conflicts it is quarantined; three in a week when absent. */
  readonly conflicts?: ConflictRules;
  /** What else the partner's instructions are called by. */
  readonly references?: (instruction: Instruction) => readonly string[];
  /** Looks on before each answer, for what must already be durable. */
  readonly onSend?: (order: SendOrder) => void;
}

/** What a test may change while the partner works. */
interface Script {
  advice: LaneAdvice;
  readonly adviceAt: Map<string, LaneAdvice>;
  submitsMax: number;
  release: number;
  submits: number;
  detached: number;
  submitsAtOnceMax: number;
  reading: CallbackReading;
  readonly sent: Sent[];
  readonly replies: Map<Lane, Verdict>;
  readonly repliesTo: Map<Lane, ReplyTo>;
  readonly instructions: WeakMap<object, Instruction>;
}

/** A partner whose lanes answer what the test says, when it says so. */
export function fakePartner(options: FakePartnerOptions = {}): FakePartner {
  const script: Script = {
    advice: { open: true },
    adviceAt: new Map(),
    submitsMax: options.submitsMax ?? 100,
    release: 1,
    submits: 0,
    detached: 0,
    submitsAtOnceMax: 0,
    reading: { kind: 'rejected', detail: 'nothing scripted' },
    sent: [],
    replies: new Map(),
    repliesTo: new Map(),
    instructions: new WeakMap(),
  };
  const { sent, replies } = script;
  return {
    client: {
      adapter: scriptedAdapter(script, options),
      malformedMax: () => 5,
      conflicts: () => options.conflicts ?? { countMax: 3, windowMs: 7 * 86_400_000 },
      endpoints: (options.endpoints ?? ['main']).map((name) => ({
        name,
        lanes: scriptedLanes(script, options, name),
      })),
    },
    sent,
    sentOn: (lane) => sent.filter((entry) => entry.lane === lane),
    submitsAtOnceMax: () => script.submitsAtOnceMax,
    advise: (next, endpoint) => {
      if (endpoint === undefined) script.advice = next;
      else script.adviceAt.set(endpoint, next);
    },
    reply(lane, verdict) {
      if (verdict === null) replies.delete(lane);
      else replies.set(lane, verdict);
    },
    replyTo: (lane, answer) => void script.repliesTo.set(lane, answer),
    limitTo: (max) => {
      script.submitsMax = max;
    },
    detach: (submits) => {
      script.detached = submits;
    },
    changeContent: () => {
      script.release += 1;
    },
    readsCallbackAs: (next) => {
      script.reading = next;
    },
  };
}

function scriptedAdapter(script: Script, options: FakePartnerOptions): PartnerAdapter {
  const request = { method: 'POST', path: '/', headers: {} } as const;
  const call = (instruction: Instruction) => {
    const own = { ...request };
    script.instructions.set(own, instruction);
    return { request: own, read: (): Verdict => LOST };
  };
  return {
    partner: options.name ?? 'bank-a',
    version: '1',
    capabilities: {
      ...CAPABILITIES,
      ...options.capabilities,
      limits: { ...CAPABILITIES.limits, ...options.limits },
    },
    content: ({ partnerKey, amount, intentAtMs }: Instruction) =>
      [script.release, partnerKey, amount.minor, amount.currency, intentAtMs].join('|'),
    ...(options.references === undefined ? {} : { references: options.references }),
    submit: call,
    inquire: call,
    cancel: call,
    probe: () => ({ request, read: () => ({ alive: true }) }),
    readCallback: () => script.reading,
    answerCallback: (outcome) => ({ status: 200, contentType: 'text/plain', body: outcome }),
  };
}

function scriptedLanes(
  script: Script,
  { onSend }: FakePartnerOptions,
  endpoint: string,
): PartnerLanes {
  const advice = () => script.adviceAt.get(endpoint) ?? script.advice;
  return {
    send(order) {
      onSend?.(order);
      const { lane } = order;
      if (lane === 'submit') script.submits += 1;
      script.submitsAtOnceMax = Math.max(script.submitsAtOnceMax, script.submits);
      return new Promise((resolve) => {
        const answer = (verdict: Verdict) => {
          if (lane === 'submit') script.submits -= 1;
          resolve(verdict);
        };
        script.sent.push({ order, lane, endpoint, payoutId: order.tags.payoutId, answer });
        const asked = script.instructions.get(order.call.request);
        const replyTo = script.repliesTo.get(lane);
        if (asked !== undefined && replyTo !== undefined) {
          answer(replyTo(asked, order.tags.payoutId));
          return;
        }
        const reply = script.replies.get(lane);
        if (reply !== undefined) answer(reply);
      });
    },
    advice: (lane) => (lane === 'submit' ? advice() : { open: true }),
    status: () => [submitStatus({ ...script, advice: advice() })],
    isolate: () => undefined,
    restore: () => undefined,
    composition: () => [],
    close: () => undefined,
  };
}

function submitStatus({ advice, submits, detached, submitsMax }: Script): LaneStatus {
  return {
    lane: 'submit',
    state: advice.open
      ? { kind: 'closed', sinceMs: 0, reason: '' }
      : { kind: 'open', sinceMs: 0, reason: '', nextProbeAtMs: null },
    inFlight: submits + detached,
    queued: 0,
    limit: submitsMax,
    window: { completed: 0, failed: 0, slow: 0, consecutiveFailures: 0 },
  };
}

const LOST: Verdict = { kind: 'unknown', failure: 'technical.internal', detail: 'unscripted' };
