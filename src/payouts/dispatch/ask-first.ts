import type { PartnerAdapter } from '../../contract/adapter.ts';
import type { Emit } from '../../contract/events.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Engine } from '../engine/engine.ts';
import { ownPartnerKey } from '../model/next-partner-key.ts';
import type { DistrustableProof } from '../model/breach.ts';
import type { Failure, Payout } from '../model/payout.ts';
import type { RestoredJournal } from './restored-journal.ts';
import { misfit } from '../route/misfit.ts';
import type { ClientEndpoint } from './client-endpoint.ts';
import { callThrough, reportTo } from './partner-calls.ts';
import { instructionOf, type PartnerClient, type PartnerClients } from './partner-client.ts';
import type { QuietClock } from './quiet-clock.ts';
import { describeError } from './running-tasks.ts';
import type { Witnessed } from './witness.ts';
import { routedFact } from './written-intent.ts';

/**
 * What a payout of a restored journal must hear before its next attempt: `clear`, nothing is known of
 * it anywhere; `adopted`, an attempt of the lost time was found and is on record now; `wait`, not yet.
 */
export type FirstAnswer =
  | { readonly kind: 'clear' | 'adopted' }
  | { readonly kind: 'wait'; readonly failure: Failure; readonly retryAtMs: number };

/** Asks partners for attempts that a restored journal has lost. */
export type AskFirst = (payout: Payout) => Promise<FirstAnswer>;

/** What asking needs of its surroundings. */
export interface AskFirstSettings {
  readonly clients: PartnerClients;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly quiet: QuietClock;
  readonly engine: () => Engine;
  readonly restored: RestoredJournal | null;
  /** The proofs that are believed no more at a partner. */
  readonly distrusted: (partner: string) => readonly DistrustableProof[];
}

/** How many attempts of the lost time are looked for: one payout rarely made more in it. */
const LOST_ATTEMPTS_MAX = 3;

/**
 * How often everybody must deny a payout before it is cleared. Few partners repeat in a "not found"
 * what was asked, so that one which a broken proxy took from another question reads as true; here
 * nothing else stands between it and a second payment. A word that it is there counts at once.
 */
const ROUNDS = 2;

/** How soon a partner that gave no answer is asked again. */
const ASK_AGAIN_MS = 2_000;
const LOOK_AGAIN_MS = 60_000;

interface Place {
  readonly client: PartnerClient;
  readonly endpoint: ClientEndpoint;
  readonly partnerKey: string;
}

type Heard = Place & { readonly witnessed: Witnessed; readonly quietMs: number };

/**
 * A payout whose past may be lost is preceded by a question by our key at every endpoint
 * of every partner that could have paid it in the time that the journal has lost. The keys
 * are those that its next attempts would have had there (docs/MONEY.md#after-a-restore).
 *
 * Whatever a partner says it holds is adopted: its intent is written (W3), nothing is sent, and the
 * partner's word is told as evidence. Whoever does not answer is asked again, and nothing is sent
 * anywhere meanwhile. A payout that a partner without such questions may have waits for people first.
 */
export function createAskFirst(settings: AskFirstSettings): AskFirst {
  const { runtime, restored } = settings;
  return async (payout) => {
    const { lostPast } = payout;
    if (lostPast === undefined || restored === null) return { kind: 'clear' };
    if (lostPast.unaskable !== null) {
      const detail = `${lostPast.unaskable} cannot be asked by our key: look for it in its books`;
      return waitFor(detail, runtime.now() + LOOK_AGAIN_MS);
    }
    const lost = { payout, restored };
    let said = await askEverybody(settings, lost);
    for (let round = 1; round < ROUNDS && said.kind === 'clear'; round += 1) {
      said = await askEverybody(settings, lost);
    }
    return said;
  };
}

/** One question at each place, and what all the answers together mean. */
async function askEverybody(settings: AskFirstSettings, lost: Lost): Promise<FirstAnswer> {
  const { clients, runtime } = settings;
  const places = placesOf(clients, lost.payout);
  const heard = await Promise.all(
    places.map((place) => ask(settings, lost, place).catch(unasked(settings, place))),
  );
  const found = heard.filter(({ witnessed }) => isFound(witnessed.verdict));
  // What may have moved money comes before what certainly did not.
  const adopted = found.find(({ witnessed }) => !isDead(witnessed.verdict)) ?? found.at(-1);
  const silent = heard.find(isUnheard);
  if (adopted !== undefined && (silent === undefined || !isDead(adopted.witnessed.verdict))) {
    await adopt(settings, lost, adopted);
    return { kind: 'adopted' };
  }
  if (silent !== undefined) {
    const { partner } = silent.client.adapter;
    return waitFor(`${partner} has not said yet whether it has it`, runtime.now() + ASK_AGAIN_MS);
  }
  const denied = heard.find((one) => isDistrusted(settings, one));
  if (denied !== undefined) {
    const { partner } = denied.client.adapter;
    const detail = `"not found" is believed no more at ${partner} until a person restores it`;
    return waitFor(detail, runtime.now() + LOOK_AGAIN_MS);
  }
  const missingMs = Math.max(0, ...heard.map((one) => settleMs(one) - one.quietMs));
  if (missingMs > 0) {
    return waitFor('a copy of the lost time may still be under way', runtime.now() + missingMs);
  }
  return { kind: 'clear' };
}

/** A partner that may have paid it and cannot be asked by our key; `null`: there is none. */
export function unaskable(clients: PartnerClients, payout: Pick<Payout, 'request'>): string | null {
  const blind = whoMayHavePaid(clients, payout).find(({ adapter }) => cannotBeAsked(adapter));
  return blind?.adapter.partner ?? null;
}

/** True where no question by our key can tell what became of a payout. */
function cannotBeAsked({ capabilities }: PartnerAdapter): boolean {
  return capabilities.inquiryHorizonMs === null || capabilities.inquiryBy !== 'key';
}

/** The partners that could have paid it, whatever is shut at this moment. */
function whoMayHavePaid(
  clients: PartnerClients,
  { request }: Pick<Payout, 'request'>,
): readonly PartnerClient[] {
  return [...clients].flatMap(([partner, client]) => {
    const allowed = request.route.length === 0 || request.route.includes(partner);
    const fits = misfit(request, client.adapter.capabilities) === null;
    return allowed && fits ? [client] : [];
  });
}

function placesOf(clients: PartnerClients, payout: Payout): readonly Place[] {
  const first = payout.attempts.length + 1;
  const known = new Set(payout.attempts.map(({ partnerKey }) => partnerKey));
  const keys = Array.from({ length: LOST_ATTEMPTS_MAX }, (_, index) =>
    ownPartnerKey(payout, first + index),
  ).filter((key) => !known.has(key));
  return whoMayHavePaid(clients, payout)
    .filter(({ adapter }) => !cannotBeAsked(adapter))
    .flatMap((client) =>
      client.endpoints.flatMap((endpoint) =>
        keys.map((partnerKey) => ({ client, endpoint, partnerKey })),
      ),
    );
}

interface Lost {
  readonly payout: Payout;
  readonly restored: RestoredJournal;
}

/** A question moves no money, whatever the answer; nothing need be written before it. */
async function ask(
  { runtime, quiet }: AskFirstSettings,
  { payout, restored }: Lost,
  place: Place,
): Promise<Heard> {
  const { client, endpoint, partnerKey } = place;
  const { adapter } = client;
  const no = payout.attempts.length + 1;
  const instruction = instructionOf(payout, {
    no,
    partner: adapter.partner,
    partnerKey,
    intentAtMs: restored.backupAtMs,
    partnerReference: null,
  });
  const quietMs = quiet.quietMs(partnerKey);
  const stamp = { nowMs: runtime.now(), nonce: runtime.randomHex(16) };
  const subject = {
    payout,
    partner: adapter.partner,
    lane: 'inquire',
    attemptNo: no,
    epoch: 0,
  } as const;
  const call = adapter.inquire(instruction, stamp);
  const witnessed = await callThrough(runtime, endpoint, call, subject, {
    onLate: () => undefined,
  });
  return { ...place, quietMs, witnessed };
}

/** A question that an adapter cannot even write has no answer. */
function unasked({ emit }: AskFirstSettings, place: Place) {
  return (error: unknown): Heard => {
    const where = `question for ${place.client.adapter.partner}`;
    emit({ kind: 'bug', where, detail: describeError(error) });
    const detail = 'the question could not be written';
    const verdict = { kind: 'unknown', failure: 'technical.internal', detail } as const;
    return { ...place, quietMs: 0, witnessed: { verdict, digest: '' } };
  };
}

/** W3 for the attempt that was found, then the partner's word about it (rows 4 and 5 to 7). */
async function adopt(
  { engine }: AskFirstSettings,
  { payout, restored }: Lost,
  { client, endpoint, partnerKey, witnessed }: Heard,
): Promise<void> {
  const { partner } = client.adapter;
  const why = `${partner}: found there after the journal was restored`;
  const reason = { why, reason: 'found', exploration: null, lines: [] } as const;
  const fact = routedFact(payout, client, endpoint, restored.backupAtMs, reason, {
    foundKey: partnerKey,
  });
  const told = await engine().tell(payout.id, fact);
  const attempt = told.kind === 'told' && told.changed ? told.payout.attempts.at(-1) : undefined;
  if (told.kind !== 'told' || attempt?.partnerKey !== partnerKey) return;
  await reportTo(engine)(told.payout, attempt, 'inquiry', attempt.epoch, witnessed);
}

/** The partner holds something under our key. That a question was refused says nothing of it. */
function isFound(verdict: Verdict): boolean {
  return verdict.kind !== 'absent' && !isSilence(verdict);
}

function isUnheard({ witnessed }: Heard): boolean {
  return isSilence(witnessed.verdict);
}

function isSilence(verdict: Verdict): boolean {
  const { kind } = verdict;
  return kind === 'unknown' || kind === 'neverSent' || (kind === 'refused' && !verdict.recorded);
}

/** "Not found" of a partner where a payment turned up after it was believed. */
function isDistrusted({ distrusted }: AskFirstSettings, { client, witnessed }: Heard): boolean {
  const { kind } = witnessed.verdict;
  return kind === 'absent' && distrusted(client.adapter.partner).includes('absent');
}

function isDead({ kind }: Verdict): boolean {
  return kind === 'refused' || kind === 'cancelled';
}

/** How long the line must have been quiet before "not found" is believed of the lost time. */
function settleMs({ client }: Place): number {
  const { notFoundIsProofAfterMs, answerMsMax, inquiryNotBeforeMs } = client.adapter.capabilities;
  return Math.max(notFoundIsProofAfterMs ?? answerMsMax, inquiryNotBeforeMs);
}

function waitFor(detail: string, retryAtMs: number): FirstAnswer {
  const text = `the journal was restored from a backup: ${detail}`;
  return {
    kind: 'wait',
    failure: { code: 'technical.internal', detail: text, partnerCode: null },
    retryAtMs,
  };
}
