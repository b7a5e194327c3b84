import type { Creditor } from '../../contract/adapter.ts';
import { type Journal, JournalError } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { judgeRequest, type RiskPolicy, type RequestContext } from '../checks/judge-request.ts';
import type { PartnerTerms } from '../../contract/routing.ts';
import { misfit, type Misfit } from '../route/misfit.ts';
import { termsMisfit } from '../route/terms-misfit.ts';
import type { PartnerClients } from '../dispatch/partner-client.ts';
import type { Engine } from '../engine/engine.ts';
import type { AcceptOrder, AcceptOutcome, FieldError } from './accept-order.ts';
import { notAccepted } from './not-accepted.ts';
import type { Payout, PayoutRequest } from '../model/payout.ts';
import type { PayoutView } from '../views/views.ts';
import { newPayoutId } from './payout-id.ts';

/** Takes payouts in: once per key, once per obligation, durable before the answer (W1). */
export interface Acceptor {
  /** Resolves after the payout and its key are durable, or says why nothing new was stored. */
  accept(order: AcceptOrder): Promise<AcceptOutcome>;
  /** What no partner could ever pay, by field; empty when somebody can. */
  unpayable(request: PayoutRequest): readonly FieldError[];
  /** Which of the lender's rules holds the request for a person; `null` when none does. */
  hold(request: PayoutRequest, obligationTakenBy: string | null): ReturnType<typeof judgeRequest>;
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
  readonly termsOf: (partner: string) => PartnerTerms;
  readonly show: (payout: Payout) => PayoutView;
}

/** An acceptor that remembers nothing but the keys it is accepting right now. */
export function createAcceptor(settings: AcceptorSettings): Acceptor {
  const { journal, runtime, engine, clients, policy, termsOf } = settings;
  /** Keys being accepted by this process: the second POST of a pair is told to wait (409). */
  const inProgress = new Map<string, Promise<AcceptOutcome>>();

  function hold(request: PayoutRequest, obligationTakenBy: string | null) {
    const context: RequestContext = {
      payeeIsQuarantined: settings.isPayeeQuarantined(request.creditor),
      obligationTakenBy,
    };
    return judgeRequest(request, policy, context);
  }

  async function take(order: AcceptOrder): Promise<AcceptOutcome> {
    const { caller, idempotencyKey, fingerprint, request } = order;
    const claimed = await journal.byIdempotencyKey(caller, idempotencyKey);
    if (claimed !== null) return replay(claimed, fingerprint);
    const errors = unpayable(request, clients, termsOf);
    if (errors.length > 0) return { kind: 'invalid', errors };

    const id = newPayoutId(runtime);
    const create = (obligationTakenBy: string | null) =>
      engine.create({
        received: { kind: 'received', id, caller, request },
        judged: {
          kind: 'judged',
          hold: hold(request, obligationTakenBy),
          holdsObligation: obligationTakenBy === null,
        },
        idempotencyKey,
        fingerprint,
        answer: (payout) => JSON.stringify(settings.show(payout)),
      });
    const created = await create(null);
    const settled = created.kind === 'obligationTaken' ? await create(created.payoutId) : created;
    switch (settled.kind) {
      case 'created':
        return { kind: 'accepted', payout: settings.show(settled.payout) };
      case 'keyTaken':
        return replay(settled.claim, fingerprint);
      case 'obligationTaken':
        // The second write does not claim the obligation, so it cannot be refused for it.
        throw new JournalError('invalid', 'no', 'a held duplicate claims no obligation');
    }
  }

  return {
    hold,
    unpayable: (request) => unpayable(request, clients, termsOf),

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

function replay(
  claim: { readonly fingerprint: string; readonly payoutId: string; readonly answer: string },
  fingerprint: string,
): AcceptOutcome {
  if (claim.fingerprint !== fingerprint) return { kind: 'keyReused', payoutId: claim.payoutId };
  // Our own JSON, written by `answer` above.
  return { kind: 'replayed', payout: JSON.parse(claim.answer) as PayoutView };
}

/** When every partner misfits: the complaint about the field on which they come closest. */
function unpayable(
  request: PayoutRequest,
  clients: PartnerClients,
  termsOf: AcceptorSettings['termsOf'],
): readonly FieldError[] {
  const unknown = request.route.flatMap((partner, index) =>
    clients.has(partner)
      ? []
      : [
          {
            pointer: `/route/${index}`,
            message: `no partner "${partner}"; one of ${[...clients.keys()].join(', ')}`,
          },
        ],
  );
  if (unknown.length > 0) return unknown;
  const allowed = [...clients].filter(
    ([partner]) => request.route.length === 0 || request.route.includes(partner),
  );
  const misfits = allowed.map(([partner, { adapter }]) => ({
    partner,
    misfit: misfit(request, adapter.capabilities) ?? termsMisfit(request, termsOf(partner)),
  }));
  if (misfits.some((entry) => entry.misfit === null)) return [];
  const furthest = misfits
    .flatMap(({ partner, misfit: found }) => (found === null ? [] : [{ partner, ...found }]))
    .toSorted((a, b) => closeness(b) - closeness(a))[0];
  if (furthest === undefined) {
    return [{ pointer: '/route', message: 'no partner is configured' }];
  }
  const { pointer, partner, message } = furthest;
  return [{ pointer, message: `no partner can pay this: ${partner} ${message}` }];
}

const CHECK_ORDER = [
  '/creditor/account/type',
  '/amount/currency',
  '/amount/value',
  '/creditor/region',
];

function closeness({ pointer }: Misfit): number {
  return CHECK_ORDER.indexOf(pointer);
}
