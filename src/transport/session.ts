import type { SessionReading, SessionRules } from '../contract/adapter.ts';
import {
  type Exchange,
  type ExchangeContext,
  type PartnerReply,
  type Tap,
  WireError,
} from '../contract/exchange.ts';
import type { Runtime } from '../runtime/runtime.ts';

export interface SessionSettings {
  readonly rules: SessionRules;
  readonly partner: string;
  readonly runtime: Runtime;
}

/** How long the partner may take to hand out a token. */
const ASK_TIMEOUT_MS = 10_000;
/** A token is renewed this long before its end, or a tenth of its life when that is less. */
const MARGIN_MS_MAX = 60_000;
/** Refused credentials are not shown again at once: a partner may lock the account. */
const REFUSED_PAUSE_MS = 5_000;

interface Held {
  readonly token: string;
  readonly endsAtElapsedMs: number;
}

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
export function createSession({ rules, partner, runtime }: SessionSettings): Tap {
  let held: Held | null = null;
  let asking: Promise<Held> | null = null;
  let refusedUntilElapsedMs = Number.NEGATIVE_INFINITY;

  async function ask(next: Exchange): Promise<Held> {
    const elapsedMs = runtime.elapsed();
    if (elapsedMs < refusedUntilElapsedMs) throw unsent('TOKEN_REFUSED');
    const reading = await post(next);
    if (reading.kind === 'refused') {
      refusedUntilElapsedMs = runtime.elapsed() + REFUSED_PAUSE_MS;
      throw unsent('TOKEN_REFUSED');
    }
    const lifeMs = reading.endsAtMs - runtime.now();
    const marginMs = Math.min(MARGIN_MS_MAX, lifeMs / 10);
    return { token: reading.token, endsAtElapsedMs: elapsedMs + lifeMs - marginMs };
  }

  /** The question itself, with a clock and a context of its own: no payout waits on another's. */
  async function post(next: Exchange): Promise<SessionReading> {
    const controller = new AbortController();
    const stop = runtime.schedule(ASK_TIMEOUT_MS, () => controller.abort());
    const tags = { partner, lane: 'inquire', payoutId: '', attemptNo: 0, epoch: 0 } as const;
    try {
      const request = rules.request({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });
      const reply = await next(request, {
        tags: { ...tags, amountMinor: 0n },
        signal: controller.signal,
        tryIndex: 0,
        onPhase: () => undefined,
      });
      return rules.read(reply, runtime.now());
    } catch (cause) {
      throw unsent('TOKEN_UNAVAILABLE', cause);
    } finally {
      stop();
    }
  }

  function current(next: Exchange): Promise<Held> {
    if (held !== null && runtime.elapsed() < held.endsAtElapsedMs) return Promise.resolve(held);
    asking ??= ask(next)
      .then((fresh) => (held = fresh))
      .finally(() => (asking = null));
    return asking;
  }

  return (next) =>
    async function session(request, context) {
      const first = await unlessAborted(current(next), context.signal);
      const reply = await next(rules.authorize(request, first.token), context);
      if (!rules.isTokenRefusal(reply)) return reply;
      if (held === first) held = null;
      return await again(request, context, reply, next);
    };

  /** The second and last time. Where it provably did not leave, the refusal is still the answer. */
  async function again(
    request: Parameters<Exchange>[0],
    context: ExchangeContext,
    refusal: PartnerReply,
    next: Exchange,
  ): Promise<PartnerReply> {
    // The line already knows that bytes left; it must not be told a second time.
    const quiet = { ...context, onPhase: () => undefined };
    try {
      const fresh = await unlessAborted(current(next), context.signal);
      return await next(rules.authorize(request, fresh.token), quiet);
    } catch (error) {
      if (error instanceof WireError && error.phase === 'unsent') return refusal;
      throw error;
    }
  }
}

/** Waits for a token for as long as the caller does. */
function unlessAborted(token: Promise<Held>, signal: AbortSignal): Promise<Held> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(unsent('ABORTED'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    token.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function unsent(code: string, cause?: unknown): WireError {
  return new WireError('unsent', code, { cause });
}
