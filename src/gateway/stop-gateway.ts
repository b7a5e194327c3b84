import type { Payouts } from '../payouts/open-payouts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ServedApps } from './serve-apps.ts';

/** What has to end, and how long it may take. */
export interface StopSettings {
  /** From the signal to the end. */
  readonly stopGraceMs: number;
  /** The first part of it. */
  readonly lameDuckMs: number;
  readonly runtime: Runtime;
  readonly served: ServedApps;
  readonly payouts: Pick<Payouts, 'stop'>;
  /** From here on new requests are refused and `/readyz` says so. */
  begin(reason: string): void;
  /** After the last call to a partner: lines and journal. */
  finish(): Promise<void>;
}

/** Somebody at a terminal waits; no load balancer has to be told. */
const WITHOUT_LAME_DUCK: ReadonlySet<string> = new Set(['SIGINT']);

/**
 * Makes the end of a gateway.
 *
 * First the lame duck: everything listens, `/readyz` says stopping and new payouts get 503, so that
 * whoever balances load sends them elsewhere before a connection is refused. Then the doors close,
 * except that of health and metrics, and partner calls have what is left of the grace; what has not
 * ended by then becomes doubt at the next start. The second call gets the first one's promise.
 */
export function createStop(settings: StopSettings): (reason: string) => Promise<void> {
  let ending: Promise<void> | null = null;
  return (reason) => (ending ??= stop(settings, reason));
}

async function stop(settings: StopSettings, reason: string): Promise<void> {
  const { runtime, served, lameDuckMs, stopGraceMs } = settings;
  const endsAtMs = runtime.elapsed() + stopGraceMs;
  const leftMs = () => Math.max(0, endsAtMs - runtime.elapsed());
  settings.begin(reason);
  if (lameDuckMs > 0 && !WITHOUT_LAME_DUCK.has(reason)) await runtime.sleep(lameDuckMs);
  const { api, callbacks, control, ops } = served;
  const doors = new Set([api, callbacks, ...(control === null ? [] : [control])]);
  await Promise.all([...doors].map((door) => door.close(leftMs())));
  await settings.payouts.stop(leftMs());
  await ops?.close(leftMs());
  await settings.finish();
}
