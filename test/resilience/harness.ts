import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import {
  WireError,
  type Exchange,
  type ExchangeContext,
  type ExchangeTags,
  type Lane,
  type PartnerReply,
  type PartnerRequest,
  type Phase,
  type Tap,
} from '../../src/contract/exchange.ts';
import { isFailureCode } from '../../src/contract/failure.ts';
import type { PartnerLanes, SendOrder } from '../../src/contract/send.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { createPartnerLanes } from '../../src/resilience/partner-lanes.ts';
import { resolveRules } from '../../src/resilience/rules/default-rules.ts';
import type { PartnerRules, RulesOverrides } from '../../src/resilience/rules/rules-schema.ts';
import type { ClassifyWire, WireReading } from '../../src/contract/wire-reading.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { virtualRuntime, type VirtualRuntime } from '../support/virtual-runtime.ts';

/** A partner that answers within a second and takes 100 calls a second, 20 at once. */
export const CAPABILITIES: Capabilities = {
  dedupe: 'byKey',
  keyField: 'key',
  keyLengthMax: 32,
  keyPattern: '^[A-Z2-7]{32}$',
  keyWindowMs: 86_400_000,
  keyScope: 'account',
  savesErrors: false,
  duplicateSignal: 'originalAnswer',
  sameKeyOtherContent: 'refuses',
  keyAfterRefusal: 'new',
  batchSizeMax: 1,
  inquiryHorizonMs: 86_400_000,
  inquiryBy: 'key',
  inquiryNotBeforeMs: 1_000,
  notFoundIsProofAfterMs: null,
  copyLifeMs: null,
  answerMsMax: 1_000,
  callbackProves: 'fact',
  latenessMsMax: 60_000,
  cancel: 'byKey',
  returnsWithinMs: 0,
  finalOn: 'DONE',
  harmlessProbe: 'GET /balance',
  limits: {
    submitPerSecondMax: 1_000,
    inquirePerSecondMax: 1_000,
    concurrencyMax: 20,
    submitConcurrencyMax: 20,
    inquireConcurrencyMax: 20,
    currencies: ['CNY'],
    amountMinorMin: 1n,
    amountMinorMax: 1_000_000n,
    accountTypes: ['alipay_user_id'],
    countries: [],
    cutOffs: [],
    calendar: 'always',
  },
  manualResolution: false,
};

/** What one exchange does with the clock it is given. */
export type Behaviour = (
  request: PartnerRequest,
  context: ExchangeContext,
  runtime: Runtime,
) => Promise<PartnerReply>;

/** Sends the request and answers after `ms`; `body` is read by {@link readBody}. */
export function answersAfter(ms: number, body: string, status = 200): Behaviour {
  return async (_request, context, runtime) => {
    context.onPhase('sent');
    await untilAborted(context, runtime, ms, 'sent');
    context.onPhase('headers');
    context.onPhase('body');
    return { status, headers: {}, body };
  };
}

/** Ends without a reply after `ms`, in the given phase. */
export function breaksAfter(ms: number, phase: Phase, code: string): Behaviour {
  return async (_request, context, runtime) => {
    if (phase !== 'unsent') context.onPhase('sent');
    await untilAborted(context, runtime, ms, phase);
    throw new WireError(phase, code);
  };
}

/** Never ends by itself, but hears its abort. */
export const hangs = (phase: Phase): Behaviour => breaksAfter(10 * 86_400_000, phase, 'NEVER');

async function untilAborted(
  { signal }: ExchangeContext,
  runtime: Runtime,
  ms: number,
  phase: Phase,
): Promise<void> {
  await runtime.sleep(ms, signal).catch(() => {
    throw new WireError(phase, 'ABORTED');
  });
}

/** Reads `executed`, `accepted`, `absent`, `duplicate`, `refused <failure>`; all else is doubt. */
export function readBody({ body }: PartnerReply): Verdict {
  const [word = '', code = ''] = body.split(' ');
  switch (word) {
    case 'executed':
      return { kind: 'executed', finality: 'executed', echo: {} };
    case 'accepted':
      return { kind: 'accepted', echo: {} };
    case 'absent':
      return { kind: 'absent' };
    case 'duplicate':
      return { kind: 'duplicate', partnerCode: 'DUP' };
    case 'refused':
      if (!isFailureCode(code)) throw new Error(`the test names no failure: ${code}`);
      return { kind: 'refused', recorded: true, failure: code, partnerCode: 'NO', echo: {} };
    default:
      return { kind: 'unknown', failure: 'technical.thirdparty.contract', detail: 'garbage' };
  }
}

/** The transport's classification, as far as these tests need it. */
export function classifyByPhase({ phase, code }: WireError): WireReading {
  const unsent = phase === 'unsent';
  return {
    verdict: unsent
      ? { kind: 'neverSent', failure: 'technical.latency.connect', detail: code }
      : { kind: 'unknown', failure: 'technical.connection.lost', detail: code },
    outcome: unsent ? 'never_sent' : 'reset',
    partnerAtFault: true,
    timedOut: false,
  };
}

export interface Harness {
  readonly runtime: VirtualRuntime;
  readonly lanes: PartnerLanes;
  readonly events: GatewayEvent[];
  /** Every exchange that the guards let through, probes included. */
  readonly seen: { readonly lane: Lane; readonly probe: boolean; readonly tryIndex: number }[];
  readonly late: Verdict[];
  /** What the partner does from now on, to payouts and to probes. */
  partner: Behaviour;
  probed: Behaviour;
  partnerRules: PartnerRules;
  order(lane: Lane, budgetMs?: number): SendOrder;
  send(lane: Lane, budgetMs?: number): Promise<Verdict>;
  /** Sends and lets `ms` pass; the verdict that had come by then, or `null`. */
  sendAndWait(lane: Lane, ms: number, budgetMs?: number): Promise<Verdict | null>;
  state(lane: Lane): string | undefined;
}

export interface HarnessOptions {
  readonly seed?: number;
  readonly partnerRules?: RulesOverrides;
  readonly taps?: readonly Tap[];
  readonly runtime?: (virtual: VirtualRuntime) => Runtime;
  readonly capabilities?: Capabilities;
  readonly wasInjected?: (tags: ExchangeTags) => boolean;
  /** Hears each event; may throw. */
  readonly listener?: (event: GatewayEvent) => void;
  readonly classifyWire?: ClassifyWire;
}

/** One partner behind its guards, in virtual time, with a partner that does what the test says. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const runtime = virtualRuntime(options.seed ?? 1);
  const guarded = options.runtime?.(runtime) ?? runtime;
  const capabilities = options.capabilities ?? CAPABILITIES;
  const events: GatewayEvent[] = [];
  const seen: { lane: Lane; probe: boolean; tryIndex: number }[] = [];
  const controls: Pick<Harness, 'partner' | 'probed' | 'partnerRules'> = {
    partner: answersAfter(10, 'executed'),
    probed: answersAfter(10, 'alive'),
    partnerRules: resolveRules(capabilities, options.partnerRules ?? {}),
  };
  const exchange: Exchange = (request, context) => {
    const probe = request.path === '/balance';
    seen.push({ lane: context.tags.lane, probe, tryIndex: context.tryIndex });
    return (probe ? controls.probed : controls.partner)(request, context, runtime);
  };
  const lanes = createPartnerLanes({
    partner: 'testbank',
    capabilities,
    partnerRules: () => controls.partnerRules,
    exchange,
    taps: options.taps ?? [],
    probe: () => ({
      request: { method: 'GET', path: '/balance', headers: {} },
      read: ({ body }) =>
        body === 'alive' ? { alive: true } : { alive: false, detail: 'no balance' },
    }),
    classifyWire: options.classifyWire ?? classifyByPhase,
    runtime: guarded,
    emit(event) {
      events.push(event);
      options.listener?.(event);
    },
    wasInjected: options.wasInjected ?? (() => false),
  });
  const late: Verdict[] = [];
  const harness: Harness = Object.assign(controls, {
    runtime,
    lanes,
    events,
    seen,
    late,
    order: (lane: Lane, budgetMs = 60_000): SendOrder => ({
      lane,
      call: { request: { method: 'POST', path: `/${lane}`, headers: {} }, read: readBody },
      tags: {
        partner: 'testbank',
        lane,
        payoutId: 'po_1',
        attemptNo: 1,
        epoch: 1,
        amountMinor: 100n,
      },
      deadlineAtElapsedMs: runtime.elapsed() + budgetMs,
      onLate: (verdict) => late.push(verdict),
    }),
    send: (lane: Lane, budgetMs?: number) => lanes.send(harness.order(lane, budgetMs)),
    async sendAndWait(lane: Lane, ms: number, budgetMs?: number) {
      let verdict: Verdict | null = null;
      void harness.send(lane, budgetMs).then((settled) => (verdict = settled));
      await runtime.advance(ms);
      return verdict;
    },
    state: (lane: Lane) => lanes.status().find((status) => status.lane === lane)?.state.kind,
  });
  return harness;
}

/** The events of one kind, narrowed. */
export function ofKind<Kind extends GatewayEvent['kind']>(
  events: readonly GatewayEvent[],
  kind: Kind,
): readonly Extract<GatewayEvent, { kind: Kind }>[] {
  return events.filter(
    (event): event is Extract<GatewayEvent, { kind: Kind }> => event.kind === kind,
  );
}
