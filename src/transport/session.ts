import type { SessionRules } from '../contract/adapter.ts';
import {
  type Exchange,
  type ExchangeContext,
  type PartnerReply,
  type PartnerRequest,
  type Tap,
  WireError,
} from '../contract/exchange.ts';
import {
  createTokenSource,
  type SessionSettings,
  type SessionToken,
  type TokenSource,
  unsent,
} from './session-token.ts';

/**
 * Keeps one partner's token and puts it on every call: asked for once however many calls wait,
 * renewed before its end, forgotten when the partner refuses it.
 *
 * Without a token the call is not made: the error's phase is `unsent`, which proves that no byte of
 * it left. Codes: `TOKEN_REFUSED` (our credentials were not accepted), `TOKEN_UNAVAILABLE` (no
 * usable answer), `ABORTED` (the caller stopped waiting; the question goes on for the others).
 *
 * A call whose token the partner refuses, by its documented code, was not carried out: it goes out
 * once more with a fresh token. Nothing else is ever repeated here. The token lives in memory only.
 */
export function createSession(settings: SessionSettings): Tap {
  const { rules } = settings;
  const tokens = createTokenSource(settings);

  return (next) =>
    async function session(request, context) {
      const first = await unlessAborted(tokens.current(next), context.signal);
      const reply = await next(rules.authorize(request, first.token), context);
      if (!rules.isTokenRefusal(reply)) return reply;
      tokens.forget(first);
      return await again(rules, tokens, request, context, reply, next);
    };
}

/** The second and last time. Where it provably did not leave, the refusal is still the answer. */
async function again(
  rules: SessionRules,
  tokens: TokenSource,
  request: PartnerRequest,
  context: ExchangeContext,
  refusal: PartnerReply,
  next: Exchange,
): Promise<PartnerReply> {
  // The guards already know that bytes left; they must not be told a second time.
  const quiet = { ...context, onPhase: () => undefined };
  try {
    const fresh = await unlessAborted(tokens.current(next), context.signal);
    return await next(rules.authorize(request, fresh.token), quiet);
  } catch (error) {
    if (error instanceof WireError && error.phase === 'unsent') return refusal;
    throw error;
  }
}

/** Waits for a token for as long as the caller does. */
function unlessAborted(token: Promise<SessionToken>, signal: AbortSignal): Promise<SessionToken> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(unsent('ABORTED'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    token.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
