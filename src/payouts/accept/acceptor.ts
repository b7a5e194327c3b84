import type { Creditor } from '../../contract/adapter.ts';
import { type IdempotencyClaim, type Journal, JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { inItsBooks } from '../decide/lost-past.ts';
import { judgeRequest, type RiskPolicy } from '../checks/judge-request.ts';
import type { PartnerTerms } from '../../contract/routing.ts';
import type { PartnerClients } from '../dispatch/partner-client.ts';
import type { Engine } from '../engine/engine.ts';
import type { AcceptOrder, AcceptOutcome, FieldError } from './accept-order.ts';
import { notAccepted } from './not-accepted.ts';
import { obligationStanding, type ObligationStanding } from './obligation.ts';
import { keySeed } from '../model/partner-key.ts';
import type { Failure, LostPast, Payout, PayoutRequest } from '../model/payout.ts';
import type { PayoutView } from '../views/views.ts';
import { newPayoutId } from './payout-id.ts';
import { unpayable } from './unpayable.ts';

/** Takes payouts in: once per key, once per obligation, durable before the answer (W1). */
export interface Acceptor {
  /** Resolves after the payout and its key are durable, or says why nothing new was stored. */
  accept(order: AcceptOrder): Promise<AcceptOutcome>;
  /**
   * Which of the lender's rules would hold the request for a person, and what it says wrong of the
   * payout that it replaces. Stores nothing; rejects with JournalError when it cannot read.
   */
  foresee(caller: string, request: PayoutRequest): Promise<Foreseen>;
}

/** What would become of a request before it is routed. */
export interface Foreseen {
  readonly hold: Failure | null;
  readonly errors: readonly FieldError[];
}

/** What taking payouts in needs of its surroundings. */
export interface AcceptorSettings {
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly clients: PartnerClients;
  /** True for a payee that was taken out of service after a conflict. */
  readonly isPayeeQuarantined: (creditor: Creditor) => boolean;
  readonly policy: RiskPolicy;
  /** What a restored backup leaves unknown of a payout that is posted now; `null`: nothing. */
  readonly lostPast: (request: PayoutRequest) => LostPast | null;
  /** The journal's own name ({@link openRealm}), part of every partner key. */
  readonly realm: string;
  readonly termsOf: (partner: string) => PartnerTerms;
  readonly show: (payout: Payout) => PayoutView;
}

/** An acceptor that remembers nothing but the keys it is accepting right now. */
export function createAcceptor(settings: AcceptorSettings): Acceptor {
  const { journal, runtime, engine, clients, termsOf } = settings;
  /** Keys being accepted by this process: the second POST of a pair is told to wait (409). */
  const inProgress = new Map<string, Promise<AcceptOutcome>>();

  async function take(order: AcceptOrder): Promise<AcceptOutcome> {
    const { caller, idempotencyKey, fingerprint, request } = order;
    const claimed = await journal.byIdempotencyKey(caller, idempotencyKey).catch(keyMayBeTaken);
    if (claimed !== null) return await replay(settings, claimed, fingerprint);
    const errors = unpayable(request, clients, termsOf);
    if (errors.length > 0) return { kind: 'invalid', errors };
    const standing = await obligationStanding(journal, caller, request);
    if (standing.kind === 'replacesNothing') return { kind: 'invalid', errors: [REPLACES_NOTHING] };

    const id = newPayoutId(runtime);
    const lostPast = settings.lostPast(request);
    const create = (duplicateOf: string | null) =>
      engine.create({
        received: {
          kind: 'received',
          id,
          caller,
          ...(order.by === undefined ? {} : { createdBy: order.by }),
          keySeed: keySeed(settings.realm, caller, idempotencyKey),
          ...(lostPast === null ? {} : { lostPast }),
          request,
        },
        judged: {
          kind: 'judged',
          hold: hold(settings, request, duplicateOf, lostPast),
          holdsObligation: duplicateOf === null,
        },
        idempotencyKey,
        fingerprint,
        answer: (payout) => JSON.stringify(settings.show(payout)),
      });
    const created = await create(duplicateInWords(standing));
    const settled =
      created.kind === 'obligationTaken'
        ? await create(duplicateInWords({ kind: 'taken', payoutId: created.payoutId }))
        : created;
    switch (settled.kind) {
      case 'created':
        return { kind: 'accepted', payout: settings.show(settled.payout) };
      case 'keyTaken':
        return await replay(settings, settled.claim, fingerprint);
      case 'obligationTaken':
        // The second write does not claim the obligation, so it cannot be refused for it.
        throw new JournalError('invalid', 'no', 'a held duplicate claims no obligation');
    }
  }

  return {
    foresee: (caller, request) => foresee(settings, caller, request),

    async accept(order) {
      const key = JSON.stringify([order.caller, order.idempotencyKey]);
      const running = inProgress.get(key);
      if (running !== undefined) return { kind: 'inProgress' };
      const taking = take(order).catch(notAccepted);
      inProgress.set(key, taking);
      try {
        return await taking;
      } finally {
        inProgress.delete(key);
      }
    },
  };
}

async function foresee(
  settings: AcceptorSettings,
  caller: string,
  request: PayoutRequest,
): Promise<Foreseen> {
  const errors = unpayable(request, settings.clients, settings.termsOf);
  const standing = await obligationStanding(settings.journal, caller, request);
  const lostPast = settings.lostPast(request);
  return standing.kind === 'replacesNothing'
    ? { hold: null, errors: [...errors, REPLACES_NOTHING] }
    : { hold: hold(settings, request, duplicateInWords(standing), lostPast), errors };
}

function hold(
  { policy, isPayeeQuarantined }: AcceptorSettings,
  request: PayoutRequest,
  duplicateOf: string | null,
  lostPast: LostPast | null,
): Failure | null {
  const payeeIsQuarantined = isPayeeQuarantined(request.creditor);
  const partner = lostPast?.unaskable ?? null;
  const lost = partner === null ? null : inItsBooks(partner).detail;
  return judgeRequest(request, policy, { payeeIsQuarantined, duplicateOf: duplicateOf ?? lost });
}

const REPLACES_NOTHING: FieldError = {
  pointer: '/replaces',
  message: 'names no earlier payout of yours for this obligation; leave it out, or correct it',
};

function duplicateInWords(
  standing: Exclude<ObligationStanding, { kind: 'replacesNothing' }>,
): string | null {
  switch (standing.kind) {
    case 'free':
      return null;
    case 'taken':
      return `${standing.payoutId} already pays this obligation`;
    case 'returned':
      return `${standing.payoutId} paid this obligation and came back: name it in "replaces"`;
  }
}

/** The payout of an earlier request with this key, as it is now: never as it was told at first. */
async function replay(
  { engine, show }: AcceptorSettings,
  claim: IdempotencyClaim,
  fingerprint: string,
): Promise<AcceptOutcome> {
  const { payoutId } = claim;
  if (claim.fingerprint !== fingerprint) return { kind: 'keyReused', payoutId };
  const payout = await engine.load(payoutId).catch(keyMayBeTaken);
  // The two were one commit: without the payout the journal has lost something.
  if (payout === null) throw new JournalError('corrupt', 'unknown', `${payoutId} has a key only`);
  return { kind: 'replayed', payout: show(payout) };
}

/** A request that could not even look for its key says nothing of what an earlier one stored. */
function keyMayBeTaken(error: unknown): never {
  if (!(error instanceof JournalError)) throw error;
  throw new JournalError(error.code, 'unknown', 'the key could not be looked up', error);
}
