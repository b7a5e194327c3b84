/**
 * Goal: a line says what happened whole or says that it was cut, a level lets through exactly what
 * is as loud, and what is silent costs nothing.
 *
 * Method: one event of each loudness through a logger of each level; texts around the bound; a
 * clock that counts how often a line was begun.
 */
import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../src/contract/events.ts';
import { type Level, levelOf, lineOf } from '../../src/observe/logs/log-line.ts';
import { createLogger } from '../../src/observe/logs/logger.ts';

const CHARS_MAX = 500;
const BY_LOUDNESS = {
  debug: { kind: 'journal.committed', writes: 1, durationMs: 1 },
  info: { kind: 'process.stopping', reason: 'SIGTERM' },
  warn: { kind: 'chaos.disarmed', ruleId: 'r', fault: 'delay', partner: 'alipay' },
  error: { kind: 'bug', where: 'test', detail: 'd' },
} as const satisfies Record<Level, GatewayEvent>;
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

describe('a level', () => {
  it.each(LEVELS)('%s lets through what is as loud, and begins no other line', async (level) => {
    const stream = new PassThrough();
    let linesBegun = 0;
    const now = () => {
      linesBegun += 1;
      return 0;
    };
    const logger = createLogger({ level, stream, now });

    for (const loudness of LEVELS) logger.listen(BY_LOUDNESS[loudness]);
    await logger.close();

    const text = String(stream.read() ?? '');
    const loudEnough = LEVELS.slice(LEVELS.indexOf(level));
    expect([...text.matchAll(/"level":"([a-z]+)"/g)].map((match) => match[1])).toEqual(loudEnough);
    expect(linesBegun).toBe(loudEnough.length);
  });

  it.each(LEVELS)('%s is that of the event it stands for here', (level) => {
    expect(levelOf(BY_LOUDNESS[level])).toBe(level);
  });
});

it.each([
  [CHARS_MAX, 'x'.repeat(CHARS_MAX)],
  [CHARS_MAX + 1, `${'x'.repeat(CHARS_MAX)}…`],
])('a text of %i characters is shown whole up to the bound, and cut beyond', (length, shown) => {
  const line = lineOf({ kind: 'bug', where: 'test', detail: 'x'.repeat(length) });

  expect(line).toEqual({ event: 'bug', where: 'test', detail: shown });
});
