import type { SessionReading, SessionRules } from '../contract/adapter.ts';
import { type Exchange, WireError } from '../contract/exchange.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** How a session is opened, with whom, and by which clock. */
export interface SessionSettings {
  readonly rules: SessionRules;
  readonly partner: string;
  readonly runtime: Runtime;
}

/** A token and the moment from which it is not used any more. */
export interface SessionToken {
  readonly token: string;
  readonly endsAtElapsedMs: number;
}

/** The one token of a partner. */
export interface TokenSource {
  /** The token in use, or a fresh one; rejects with a `WireError` of the phase `unsent`. */
  current(next: Exchange): Promise<SessionToken>;
  /** Uses this token no more; another one, asked for meanwhile, is kept. */
  forget(token: SessionToken): void;
}

/** How long the partner may take to hand out a token. */
const ASK_TIMEOUT_MS = 10_000;
/** A token is renewed this long before its end, or a tenth of its life when that is less. */
const MARGIN_MS_MAX = 60_000;
/** Refused credentials are not shown again at once: a partner may lock the account. */
const REFUSED_PAUSE_MS = 5_000;

/**
 * Asks for the token once however many calls wait, and again before its end.
 *
 * Codes of the error: `TOKEN_REFUSED` (our credentials were not accepted), `TOKEN_UNAVAILABLE` (no
 * usable answer).
 */
export function createTokenSource({ rules, partner, runtime }: SessionSettings): TokenSource {
  let inUse: SessionToken | null = null;
  let asking: Promise<SessionToken> | null = null;
  let refusedUntilElapsedMs = Number.NEGATIVE_INFINITY;

  async function ask(next: Exchange): Promise<SessionToken> {
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

  return {
    current(next) {
      if (inUse !== null && runtime.elapsed() < inUse.endsAtElapsedMs) {
        return Promise.resolve(inUse);
      }
      asking ??= ask(next)
        .then((fresh) => (inUse = fresh))
        .finally(() => (asking = null));
      return asking;
    },
    forget(token) {
      if (inUse === token) inUse = null;
    },
  };
}

/** The error of a call that was not made because there is no token for it. */
export function unsent(code: string, cause?: unknown): WireError {
  return new WireError('unsent', code, { cause });
}
