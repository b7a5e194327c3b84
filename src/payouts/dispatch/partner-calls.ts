import type { Call } from '../../contract/adapter.ts';
import type { Lane } from '../../contract/exchange.ts';
import type { SendOrder } from '../../contract/send.ts';
import type { EvidenceSource, Verdict } from '../../contract/verdict.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Engine } from '../engine/engine.ts';
import type { Attempt, Payout } from '../model/payout.ts';
import { answerToLentName } from './answer-to-lent-name.ts';
import { type ClientEndpoint, endpointOf } from './client-endpoint.ts';
import { instructionOf, type PartnerClients } from './partner-client.ts';
import type { QuietClock } from './quiet-clock.ts';
import { type Witnessed, witnessing } from './witness.ts';

/** The calls to a partner. Each ends in evidence about the attempt, whatever happens. */
export interface PartnerCalls {
  /** Puts copy `epoch` on the wire. Its intent (W3, W4) is durable. */
  submit(payout: Payout, attempt: Attempt, epoch: number): Promise<void>;
  /** Asks what became of our key; `epoch` is the newest copy that was sent before the question. */
  inquire(payout: Payout, attempt: Attempt, epoch: number): Promise<void>;
  /**
   * Asks by a name that a hint has lent, which may be anybody's: only what repeats the attempt's own key
   * is told as evidence of more than doubt.
   */
  inquireByLentName(payout: Payout, attempt: Attempt, epoch: number, name: string): Promise<void>;
  /** Asks the partner to stop the attempt. That it finds nothing proves nothing. */
  cancel(payout: Payout, attempt: Attempt, epoch: number): Promise<void>;
}

/** What calls need of their surroundings. */
export interface PartnerCallsSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly quiet: QuietClock;
  readonly engine: () => Engine;
  /** Runs a late answer's report beside the call that gave it up. */
  readonly launch: (payoutId: string, task: () => Promise<void>) => void;
}

/** How long a call may take with its queueing and its retries; lanes have shorter timers inside. */
export const CALL_BUDGET_MS = {
  submit: 60_000,
  inquire: 20_000,
  cancel: 30_000,
} as const satisfies Record<Lane, number>;

/**
 * Calls through the lanes of `clients`. Total: each call resolves once its evidence was told to the
 * engine; one that could not be made (no such partner, endpoint or lane) is told as `unknown`. No
 * call ever goes to another endpoint than that of the attempt's intent.
 */
export function createPartnerCalls(settings: PartnerCallsSettings): PartnerCalls {
  const { clients, runtime, quiet, launch } = settings;
  const report = reportTo(settings.engine);

  async function send(
    payout: Payout,
    attempt: Attempt,
    lane: Lane,
    epoch: number,
    onLate: (late: Witnessed) => void,
  ): Promise<Witnessed> {
    const client = clients.get(attempt.partner);
    const stamp = { nowMs: runtime.now(), nonce: runtime.randomHex(16) };
    const call = client?.adapter[lane](instructionOf(payout, attempt), stamp) ?? null;
    const endpoint = client === undefined ? null : endpointOf(client, attempt);
    if (endpoint === null || call === null)
      return { verdict: cannotCall(attempt, lane), digest: '' };
    const tags = { payout, partner: attempt.partner, lane, attemptNo: attempt.no, epoch };
    return await callThrough(runtime, endpoint, call, tags, {
      onLate,
      ...(lane === 'submit' ? { onListening: () => quiet.listening(attempt.partnerKey) } : {}),
    });
  }

  return {
    async submit(payout, attempt, epoch) {
      quiet.touch(attempt.partnerKey);
      const witnessed = await send(payout, attempt, 'submit', epoch, (late) => {
        quiet.touch(attempt.partnerKey);
        launch(payout.id, () => report(payout, attempt, 'response', epoch, late));
      });
      quiet.touch(attempt.partnerKey);
      const source = witnessed.verdict.kind === 'neverSent' ? 'socket' : 'response';
      await report(payout, attempt, source, epoch, witnessed);
    },

    async inquire(payout, attempt, epoch) {
      const quietMs = quiet.quietMs(attempt.partnerKey);
      const witnessed = await send(payout, attempt, 'inquire', epoch, () => undefined);
      await report(payout, attempt, 'inquiry', epoch, witnessed, quietMs);
    },

    async inquireByLentName(payout, attempt, epoch, name) {
      const quietMs = quiet.quietMs(attempt.partnerKey);
      const asked = { ...attempt, partnerReference: name };
      const { verdict, digest } = await send(payout, asked, 'inquire', epoch, () => undefined);
      const ours = answerToLentName(verdict, attempt.partnerKey);
      await report(payout, attempt, 'inquiry', epoch, { verdict: ours, digest }, quietMs);
    },

    async cancel(payout, attempt, epoch) {
      const witnessed = await send(payout, attempt, 'cancel', epoch, (late) =>
        launch(payout.id, () => report(payout, attempt, 'cancel', epoch, late)),
      );
      await report(payout, attempt, 'cancel', epoch, witnessed);
    },
  };
}

/** What one call is about, as its exchange is tagged. */
interface CallSubject {
  readonly payout: Payout;
  readonly partner: string;
  readonly lane: Lane;
  readonly attemptNo: number;
  readonly epoch: number;
}

/** Makes one call through an endpoint's lane; resolves with what was read, and from which bytes. */
export async function callThrough(
  runtime: Runtime,
  endpoint: ClientEndpoint,
  call: Call,
  { payout, ...subject }: CallSubject,
  {
    onLate,
    ...listening
  }: Pick<SendOrder, 'onListening'> & { readonly onLate: (late: Witnessed) => void },
): Promise<Witnessed> {
  const witness = witnessing(call);
  const verdict = await endpoint.lanes.send({
    lane: subject.lane,
    call: witness.call,
    tags: { ...subject, payoutId: payout.id, amountMinor: payout.request.amount.minor },
    deadlineAtElapsedMs: runtime.elapsed() + CALL_BUDGET_MS[subject.lane],
    onLate: (late) => onLate({ verdict: late, digest: witness.digest() }),
    ...listening,
  });
  return { verdict, digest: witness.digest() };
}

/** Tells what was learned about an attempt, until the journal takes it. */
export function reportTo(engine: () => Engine) {
  return (
    payout: Payout,
    attempt: Attempt,
    source: EvidenceSource,
    epoch: number,
    { verdict, digest }: Witnessed,
    quietMs = 0,
  ): Promise<void> => {
    const fact = { kind: 'evidence', attemptNo: attempt.no, source, epoch } as const;
    return engine().tellSurely(payout.id, { ...fact, verdict, digest, quietMs });
  };
}

/** The verdict of a call that has nowhere to go: doubt, whatever was known before stays known. */
export function cannotCall(
  { partner, endpoint }: Pick<Attempt, 'partner' | 'endpoint'>,
  lane: Lane,
): Verdict {
  const detail = `${partner} at ${endpoint} is not configured, or has no ${lane}`;
  return { kind: 'unknown', failure: 'technical.internal', detail };
}
