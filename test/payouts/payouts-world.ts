import type { GatewayEvent } from '../../src/contract/events.ts';
import { createMemoryJournal } from '../../src/journal/memory/memory-journal.ts';
import { createMemoryDisk, type MemoryDisk } from '../../src/journal/memory/memory-disk.ts';
import type { RiskPolicy } from '../../src/payouts/checks/judge-request.ts';
import { decodePayout } from '../../src/payouts/model/codec.ts';
import { ownPartnerKey } from '../../src/payouts/model/next-partner-key.ts';
import { openRealm } from '../../src/payouts/accept/open-realm.ts';
import type { PostOutcome } from '../../src/payouts/notify/post-webhook.ts';
import type { WebhookEndpoint } from '../../src/payouts/notify/webhook.ts';
import { openPayouts, type Payouts } from '../../src/payouts/open-payouts.ts';
import type { Payout, PayoutRequest } from '../../src/payouts/model/payout.ts';
import type { AcceptOutcome } from '../../src/payouts/accept/accept-order.ts';
import type { PayoutService } from '../../src/payouts/service.ts';
import { REQUEST } from '../support/payouts.ts';
import { type FakeRouting, fakeRouting } from '../support/routing.ts';
import { type VirtualRuntime, virtualRuntime } from '../support/virtual-runtime.ts';
import type { FakePartner } from './fake-partner.ts';
import { type ScriptedJournal, scriptedJournal } from './engine/scripted-journal.ts';

/** One webhook as it left for its receiver. */
export interface Posted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
}

/** The whole engine over scripted partners, a memory journal and virtual time. */
export interface PayoutsWorld {
  readonly runtime: VirtualRuntime;
  readonly routing: FakeRouting;
  readonly journal: ScriptedJournal;
  readonly disk: MemoryDisk;
  readonly payouts: Payouts;
  readonly service: PayoutService;
  readonly emitted: readonly GatewayEvent[];
  readonly posted: readonly Posted[];
  /** What receivers answer from now on. */
  receiversAnswer(outcome: PostOutcome | ((webhook: Posted) => Promise<PostOutcome>)): void;
  /** Posts a payout under its own key and obligation. */
  post(name: string, request?: Partial<PayoutRequest>, body?: string): Promise<AcceptOutcome>;
  /** Posts it, lets everything settle that needs no time, and returns its id. */
  postAndSettle(name: string, request?: Partial<PayoutRequest>): Promise<string>;
  stored(payoutId: string): Promise<Payout>;
  /** The payout's own partner key with this number; one of nobody's where there is no such payout. */
  keyOf(payoutId: string, no: number): string;
}

export interface PayoutsWorldOptions {
  readonly partners: readonly FakePartner[];
  readonly runtime?: VirtualRuntime;
  readonly disk?: MemoryDisk;
  readonly policy?: Partial<RiskPolicy>;
  readonly endpoints?: readonly WebhookEndpoint[];
  /** False leaves the scheduler and the notifier asleep. */
  readonly started?: boolean;
}

export async function payoutsWorld(options: PayoutsWorldOptions): Promise<PayoutsWorld> {
  const runtime = options.runtime ?? virtualRuntime(1);
  const disk = options.disk ?? createMemoryDisk();
  const journal = scriptedJournal(await journalWithRealm(runtime, disk));
  const emitted: GatewayEvent[] = [];
  const posted: Posted[] = [];
  const routing = fakeRouting();
  let receive = (_webhook: Posted) => Promise.resolve<PostOutcome>(OK);

  const payouts = await openPayouts({
    journal,
    runtime,
    emit: (event) => emitted.push(event),
    clients: new Map(options.partners.map(({ client }) => [client.adapter.partner, client])),
    policy: {
      creditScoreMin: null,
      regionsBlocked: [],
      amountMinorMax: new Map(),
      ...options.policy,
    },
    routing,
    webhookEndpoints: options.endpoints ?? [],
    postWebhook: (url, headers, body) => {
      const webhook = { url, headers, body, atMs: runtime.now() };
      posted.push(webhook);
      return receive(webhook);
    },
    readiness: () => ({ ready: true, checks: [] }),
    askFirstMs: 3 * 86_400_000,
  });
  if (options.started !== false) payouts.start();
  const { service } = payouts;

  const post = (name: string, request: Partial<PayoutRequest> = {}, body = 'body') =>
    service.accept({
      caller: 'lender',
      idempotencyKey: `key of ${name}`,
      fingerprint: body,
      request: { ...REQUEST, obligation: `loan of ${name}`, ...request },
    });

  return {
    runtime,
    routing,
    journal,
    disk,
    payouts,
    service,
    emitted,
    posted,
    receiversAnswer(outcome) {
      receive = typeof outcome === 'function' ? outcome : () => Promise.resolve(outcome);
    },
    post,
    async postAndSettle(name, request) {
      const outcome = await post(name, request);
      if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${outcome.kind}`);
      await runtime.advance(0);
      return outcome.payout.id;
    },
    keyOf: (payoutId, no) => keyOf(disk, payoutId, no),
    async stored(payoutId) {
      const row = await journal.get(payoutId);
      if (row === null) throw new Error(`no payout ${payoutId}`);
      return decodePayout(row.document);
    },
  };
}

/** Tests count what is written for payouts, not the first write of a new journal. */
async function journalWithRealm(runtime: VirtualRuntime, disk: MemoryDisk) {
  const journal = createMemoryJournal(runtime, undefined, { disk });
  await openRealm(journal, runtime);
  return journal;
}

function keyOf(disk: MemoryDisk, payoutId: string, no: number): string {
  const row = disk.payouts.get(payoutId);
  return ownPartnerKey(row === undefined ? { id: payoutId } : decodePayout(row.document), no);
}

const OK: PostOutcome = { kind: 'answered', status: 200, retryAfterMs: null };
