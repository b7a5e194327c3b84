import type { GatewayEvent } from '../../contract/events.ts';

/** How urgent a line is; the setting `LOG_LEVEL` hides the levels below it. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/** Longer texts of an event are cut in its line. */
const TEXT_CHARS_MAX = 500;

/** The level of each event. What the metrics tell better is `debug`. */
const LEVELS: {
  readonly [Kind in GatewayEvent['kind']]:
    Level | ((event: GatewayEvent & { kind: Kind }) => Level);
} = {
  'process.started': 'info',
  'process.stopping': 'info',
  'http.answered': ({ status }) => (status >= 500 ? 'error' : 'debug'),
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
  'callback.received': ({ outcome }) =>
    outcome === 'rejected' || outcome === 'kept' || outcome === 'full' ? 'warn' : 'info',
  'webhook.delivered': ({ outcome }) => (outcome === 'delivered' ? 'info' : 'warn'),
  'conflict.found': 'error',
  'case.opened': ({ urgent }) => (urgent ? 'error' : 'warn'),
  'journal.committed': 'debug',
  'journal.failed': 'error',
  'invariant.broken': 'error',
  'config.reloaded': 'info',
  'config.rejected': 'error',
  bug: 'error',
};

/** The level at which an event is logged. */
export function levelOf(event: GatewayEvent): Level {
  // The event's own kind picked the entry, so a function there takes this event.
  const level = LEVELS[event.kind] as Level | ((event: GatewayEvent) => Level);
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
