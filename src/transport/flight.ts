import {
  type ExchangeContext,
  type PartnerReply,
  type Phase,
  WireError,
} from '../contract/exchange.ts';
import { projectError } from './error-projection.ts';

/**
 * One exchange under way: how far it got, how to stop it, and the reply once it is complete.
 *
 * It stands beside axios and not inside it, because axios forgets: it throws a received 200 away
 * when the signal fires in the same tick (trap A1), and its errors say nothing about how far the
 * request got. What the flight holds is evidence and outlives whatever axios makes of the call.
 */
export interface Flight {
  phase(): Phase;
  /** Moves forward to a phase and tells it; phases skipped on the way are told first. */
  reach(phase: Phase): void;
  /** Notes the final status line, for the error of a reply that never completes. */
  sawStatus(status: number): void;
  /** Notes that the request goes out on a socket that was open before. */
  onReusedSocket(): void;
  /** Says how to stop the wire; the stopper is called at most once, with the reason's code. */
  onStop(stopper: (code: string) => void): void;
  /** Stops the exchange. After this, the code names the end unless the reply is complete. */
  stop(code: string): void;
  /** Takes the complete reply, in the very tick in which its last byte was read. */
  capture(reply: Promise<PartnerReply>): void;
  captured(): Promise<PartnerReply> | null;
  /** What to throw when no reply came: phase and code of the end, and a whitelisted cause. */
  failure(error: unknown): WireError;
}

const PHASES = ['unsent', 'sent', 'headers', 'body'] as const satisfies readonly Phase[];

/** Begins a flight in phase `unsent`. */
export function createFlight(context: Pick<ExchangeContext, 'onPhase'>): Flight {
  let phaseIndex = 0;
  let status: number | undefined;
  let reusedSocket = false;
  let stopCode: string | null = null;
  let stopper: ((code: string) => void) | null = null;
  let reply: Promise<PartnerReply> | null = null;

  const phase = (): Phase => PHASES[phaseIndex] ?? 'body';

  return {
    phase,
    reach(target) {
      const targetIndex = PHASES.indexOf(target);
      while (phaseIndex < targetIndex) {
        phaseIndex += 1;
        context.onPhase(phase());
      }
    },
    sawStatus(seen) {
      status = seen;
    },
    onReusedSocket() {
      reusedSocket = true;
    },
    onStop(callback) {
      stopper = callback;
      if (stopCode !== null) callback(stopCode);
    },
    stop(code) {
      if (stopCode !== null) return;
      stopCode = code;
      stopper?.(code);
    },
    capture(complete) {
      reply = complete;
    },
    captured: () => reply,
    failure(error) {
      if (error instanceof WireError) return error;
      const cause = projectError(error);
      return new WireError(phase(), stopCode ?? cause.code, { status, reusedSocket, cause });
    },
  };
}
