import type { GatewayEvent } from '../../contract/events.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

type LevelOf = (event: GatewayEvent) => Level;

const TEXT_CHARS_MAX = 500;

/** How loud each event is. What the metrics tell better is `debug`. */
const LEVELS: { readonly [K in GatewayEvent['kind']]: Level | LevelOf } = {
  'process.started': 'info',
  'process.stopping': 'info',
  'http.answered': (event) =>
    event.kind === 'http.answered' && event.status >= 500 ? 'error' : 'debug',
  'payout.changed': 'info',
  'payout.routed': 'debug',
  'payout.postponed': 'debug',
  'evidence.taken': 'info',
  'exchange.ended': 'debug',
  'breaker.moved': 'warn',
  'lane.gauged': 'debug',
  'call.retried': 'debug',
  'fault.injected': 'warn',
  'chaos.armed': 'warn',
  'chaos.disarmed': 'warn',
  'callback.received': (event) =>
    event.kind === 'callback.received' && event.outcome === 'rejected' ? 'warn' : 'info',
  'webhook.delivered': (event) =>
    event.kind === 'webhook.delivered' && event.outcome === 'delivered' ? 'info' : 'warn',
  'case.opened': (event) => (event.kind === 'case.opened' && event.urgent ? 'error' : 'warn'),
  'journal.committed': 'debug',
  'journal.failed': 'error',
  'invariant.broken': 'error',
  'config.reloaded': 'info',
  'config.rejected': 'error',
  bug: 'error',
};

export function levelOf(event: GatewayEvent): Level {
  const level = LEVELS[event.kind];
  return typeof level === 'string' ? level : level(event);
}

/** The event's fields as the line shows them, long texts cut. */
export function lineOf({ kind, ...fields }: GatewayEvent): Readonly<Record<string, unknown>> {
  const cut = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > TEXT_CHARS_MAX
      ? `${value.slice(0, TEXT_CHARS_MAX)}…`
      : value,
  ]);
  return { event: kind, ...Object.fromEntries(cut) };
}
