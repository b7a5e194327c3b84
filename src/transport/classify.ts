import type { ExchangeOutcome } from '../contract/events.ts';
import { type PartnerReply, type Phase, WireError } from '../contract/exchange.ts';
import type { FailureCode } from '../contract/failure.ts';
import type { Verdict } from '../contract/verdict.ts';
import { WIRE_MEANINGS, wireCause, type WireMeaning } from './wire-meanings.ts';

/** What one ended exchange means, for the money and for the guards. */
export interface WireReading {
  readonly verdict: Verdict;
  readonly outcome: ExchangeOutcome;
  /** True when the breaker may hold it against the partner. */
  readonly partnerAtFault: boolean;
  /** True when time ran out, which retry budgets charge double. */
  readonly timedOut: boolean;
}

/** How an exchange ended. */
export type Ending =
  | { readonly kind: 'reply'; readonly reply: PartnerReply }
  | { readonly kind: 'error'; readonly error: WireError };

/** What is the partner's own in reading an ending: its adapter's reader, bound to a time. */
export interface PartnerRules {
  read(reply: PartnerReply): Verdict;
}

/**
 * The single judgement over every ending of an exchange (RESILIENCE.md 4.3). Pure and total.
 *
 * A broken exchange is judged by its phase alone: `unsent` proves that no byte left and gives
 * `neverSent`; everything else is `unknown`. `observed` is the phase the caller saw by `onPhase`;
 * when it is further than the error admits, it wins, so that no tap can talk a sent request back
 * into an unsent one. A reply is judged by the partner's rules, and never becomes `neverSent`.
 */
export function classify(observed: Phase, ending: Ending, rules: PartnerRules): WireReading {
  return ending.kind === 'error'
    ? classifyWire(withPhase(ending.error, observed))
    : classifyReply(ending.reply, rules);
}

/**
 * Judges an exchange that ended without a complete reply: by phase for the money, by phase and the
 * class of the code for the breaker (the table in wire-meanings.ts).
 *
 * A reset during TLS and a reset after the request carry the same code, `ECONNRESET`; only the
 * phase tells them apart. A missing client certificate under TLS 1.3 is refused after we may
 * already have written (RFC 8446, 4.6.2 and appendix E.1), so it stays `unknown`.
 */
export function classifyWire(error: WireError): WireReading {
  const meaning: WireMeaning =
    WIRE_MEANINGS[wireCause(error.code)][error.phase === 'unsent' ? 'unsent' : 'afterSent'];
  return {
    verdict: {
      kind: meaning.verdict,
      failure: meaning.failure,
      detail: `${error.code} in phase ${error.phase}`,
    },
    outcome: meaning.outcome,
    partnerAtFault: meaning.partnerAtFault,
    timedOut: meaning.timedOut,
  };
}

/** Names the ending of a broken exchange for metrics. */
export function wireOutcome(error: WireError): ExchangeOutcome {
  return classifyWire(error).outcome;
}

function classifyReply(reply: PartnerReply, rules: PartnerRules): WireReading {
  const verdict = readSafely(reply, rules);
  const outcome = replyOutcome(verdict, reply.status);
  return {
    verdict,
    outcome,
    partnerAtFault: outcome === 'server_error' || outcome === 'unreadable',
    timedOut: false,
  };
}

function readSafely(reply: PartnerReply, rules: PartnerRules): Verdict {
  try {
    const verdict = rules.read(reply);
    return verdict.kind === 'neverSent' ? unreadable('a reply read as never sent') : verdict;
  } catch {
    return unreadable('the reader threw');
  }
}

function unreadable(detail: string): Verdict {
  return { kind: 'unknown', failure: 'technical.thirdparty.contract', detail };
}

/** What a reading says about the conversation; `byStatus` where the partner said nothing usable. */
const OUTCOMES = {
  accepted: 'ok',
  executed: 'ok',
  cancelled: 'ok',
  absent: 'ok',
  duplicate: 'ok',
  returned: 'ok',
  refused: 'declined',
  neverSent: 'byStatus',
  unknown: 'byStatus',
} as const satisfies Record<Verdict['kind'], ExchangeOutcome | 'byStatus'>;

/** Refusals that are about us and not about the payout. */
const REFUSED_OUTCOMES: ReadonlyMap<FailureCode, ExchangeOutcome> = new Map([
  ['technical.overload.partner', 'throttled'],
  ['technical.thirdparty.auth', 'client_error'],
]);

function replyOutcome(verdict: Verdict, status: number): ExchangeOutcome {
  const outcome = OUTCOMES[verdict.kind];
  if (verdict.kind === 'refused') return REFUSED_OUTCOMES.get(verdict.failure) ?? 'declined';
  return outcome === 'byStatus' ? statusOutcome(status) : outcome;
}

function statusOutcome(status: number): ExchangeOutcome {
  if (status >= 500) return 'server_error';
  if (status === 429) return 'throttled';
  return status >= 400 ? 'client_error' : 'unreadable';
}

const PHASE_ORDER = ['unsent', 'sent', 'headers', 'body'] as const satisfies readonly Phase[];

function withPhase(error: WireError, observed: Phase): WireError {
  if (PHASE_ORDER.indexOf(observed) <= PHASE_ORDER.indexOf(error.phase)) return error;
  return new WireError(observed, error.code, {
    status: error.status,
    reusedSocket: error.reusedSocket,
    cause: error.cause,
  });
}
