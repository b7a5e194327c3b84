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

/** Where log lines go, and from which level on. */
export interface LoggerSettings {
  readonly level: Level;
  readonly stream: Writable;
  readonly now: () => number;
}

const RANK = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<Level, number>;

/** Writes each event at or above `level` as one line of JSON, with secrets and accounts masked. */
export function createLogger({ level, stream, now }: LoggerSettings): Logger {
  const transport = new winston.transports.Stream({ stream });
  const logger = winston.createLogger({
    level,
    transports: [transport],
    format: winston.format.printf(({ message }) => String(message)),
  });

  return {
    listen(event) {
      const eventLevel = levelOf(event);
      // A line that is not written must not cost the making of it.
      if (RANK[eventLevel] < RANK[level]) return;
      const line = { time: new Date(now()).toISOString(), level: eventLevel, ...lineOf(event) };
      logger.log(eventLevel, redactedJson(line));
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
