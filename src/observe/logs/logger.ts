import type { Writable } from 'node:stream';

import winston from 'winston';

import type { Emit } from '../../contract/events.ts';
import { type Level, levelOf, lineOf } from './log-line.ts';
import { redact } from './redact.ts';

/** JSON lines on a stream, from events only. */
export interface Logger {
  readonly listen: Emit;
  /** Resolves once every line is written: winston loses lines at `process.exit` otherwise. */
  close(): Promise<void>;
}

export interface LoggerSettings {
  readonly level: Level;
  readonly stream: Writable;
  readonly now: () => number;
}

const RANK = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<Level, number>;

export function createLogger({ level, stream, now }: LoggerSettings): Logger {
  const transport = new winston.transports.Stream({ stream });
  const logger = winston.createLogger({
    level,
    transports: [transport],
    format: winston.format.printf(({ message }) => String(message)),
  });

  return {
    listen(event) {
      const loudness = levelOf(event);
      // A silent level must not cost the making of its line.
      if (RANK[loudness] < RANK[level]) return;
      const line = { time: new Date(now()).toISOString(), level: loudness, ...lineOf(event) };
      logger.log(loudness, redactedJson(line));
    },
    close() {
      return new Promise((resolve) => {
        logger.on('finish', () => resolve());
        logger.end();
      });
    },
  };
}

/** Times are kept; every other text is masked before it becomes part of the line. */
function redactedJson(line: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(line, (name, value: unknown) =>
    typeof value === 'string' && name !== 'time' ? redact(value) : value,
  );
}
