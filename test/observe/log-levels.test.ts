/**
 * Goal: what needs a person is loud, what the metrics tell better is silent, and no line carries an
 * account, whatever field it slipped into.
 *
 * Method: the loudness of each event, written down a second time; one line through the logger; each
 * mask by the text that it leaves.
 */
import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../src/contract/events.ts';
import { type Level, levelOf } from '../../src/observe/logs/log-line.ts';
import { createLogger } from '../../src/observe/logs/logger.ts';
import { redact } from '../../src/observe/logs/redact.ts';

type Kind = GatewayEvent['kind'];

/** Those that need nothing but their kind. */
const BY_KIND = {
  error: ['journal.failed', 'invariant.broken', 'config.rejected', 'bug'],
  warn: ['breaker.moved', 'fault.injected', 'chaos.armed', 'chaos.disarmed'],
  info: [
    'process.started',
    'process.stopping',
    'payout.changed',
    'evidence.taken',
    'config.reloaded',
  ],
  debug: [
    'payout.routed',
    'payout.postponed',
    'exchange.ended',
    'lane.gauged',
    'call.retried',
    'journal.committed',
  ],
} as const satisfies Record<Level, readonly Kind[]>;

const BY_FIELD: readonly (readonly [Level, Kind, Readonly<Record<string, unknown>>])[] = [
  ['debug', 'http.answered', { status: 499 }],
  ['error', 'http.answered', { status: 500 }],
  ['info', 'callback.received', { outcome: 'taken' }],
  ['info', 'callback.received', { outcome: 'duplicate' }],
  ['warn', 'callback.received', { outcome: 'rejected' }],
  ['info', 'webhook.delivered', { outcome: 'delivered' }],
  ['warn', 'webhook.delivered', { outcome: 'retry' }],
  ['warn', 'webhook.delivered', { outcome: 'exhausted' }],
  ['warn', 'case.opened', { urgent: false }],
  ['error', 'case.opened', { urgent: true }],
];

const ROWS = [
  ...Object.entries(BY_KIND).flatMap(([level, kinds]) =>
    kinds.map((kind) => [level as Level, kind, {}] as const),
  ),
  ...BY_FIELD,
];

it.each(ROWS)('%s: %s %j', (level, kind, fields) => {
  expect(levelOf({ kind, ...fields } as GatewayEvent)).toBe(level);
});

it('masks every text of a line but its time', () => {
  const stream = new PassThrough();
  const logger = createLogger({ level: 'info', stream, now: () => 1_764_000_000_000 });

  logger.listen({ kind: 'bug', where: 'test', detail: 'paid 6222020200112233445' });

  expect(JSON.parse(String(stream.read()))).toEqual({
    time: '2025-11-24T16:00:00.000Z',
    level: 'error',
    event: 'bug',
    where: 'test',
    detail: 'paid [digits]',
  });
});

describe('a mask says what it hides', () => {
  it.each([
    ['6222 0202 0011 2233 445', '[digits]'],
    ['DE89370400440532013000', '[iban]'],
    ['ada@example.com', '[email]'],
    ['Bearer abc.def', 'Bearer [token]'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[secret]'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----', '[pem]'],
    ['aB3'.repeat(30), '[base64]'],
  ])('%j', (hidden, shown) => {
    expect(redact(hidden)).toBe(shown);
  });
});
