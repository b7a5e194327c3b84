import * as z from 'zod';

/** Why a partner cannot have something. A sentence, because somebody will ask. */
const reason = z.string().min(20, 'expected a reason, in a sentence');

const change = z.strictObject({
  /** The stored case whose document is changed. */
  in: z.string().min(1),
  /** Text that stands in it. */
  from: z.string().min(1),
  /** What stands there instead. */
  to: z.string(),
});

const changes = z.union([reason, change, z.array(change).min(1)], {
  error: 'expected { in, from, to }, a list of them, or a reason',
});

const sealed = z.union([z.literal(true), reason], { error: 'expected true or a reason' });

const clock = z.union(
  [reason, z.strictObject({ lateMs: z.int().positive(), earlyMs: z.int().positive() })],
  { error: 'expected { lateMs, earlyMs } or a reason' },
);

const table = z.union(
  [
    reason,
    z.strictObject({
      /** The stored case in which a word of the table stands. */
      in: z.string().min(1),
      /** That word; several, where an entry is several words with spaces between. */
      word: z.string().min(1),
      /** The text around the word, where the word alone stands in other places too. */
      at: z.string().min(1).optional(),
      /** Entries that cannot stand there, with the reason. */
      except: z.record(z.string(), reason).optional(),
    }),
  ],
  { error: 'expected { in, word, at?, except? } or a reason' },
);

const description = z.strictObject({
  /** Whether this partner seals what it says. */
  sealed: z.strictObject({ answers: sealed, callbacks: sealed }),
  /** How far a seal's time may be from ours before it counts as a replay. */
  clock: z.strictObject({ answers: clock, callbacks: clock }),
  changes: z.strictObject({
    unknownStatus: changes,
    unknownCode: changes,
    unknownField: changes,
    otherAmount: changes,
    otherCurrency: changes,
    otherReference: changes,
    otherPayee: changes,
    /** Another merchant, app or account that the money left. */
    otherSender: changes,
    /** Money that came in instead of going out. */
    otherDirection: changes,
  }),
  /** A stored refusal and the partner's number of it; only where a refused key is used again. */
  superseded: z.strictObject({ in: z.string(), reference: z.string() }).optional(),
  tables: z.record(z.string(), table),
  /** Settings under which the partner speaks otherwise: the kit runs once more with each. */
  variants: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** `rule` or `rule/part`: what this partner cannot hold, and why. */
  skips: z.record(z.string(), reason).optional(),
});

/** What the kit must be told of one partner: `fixtures/<partner>/kit.json`. */
export type Description = z.infer<typeof description>;

/** One text in the place of another inside a stored document. */
export type Change = z.infer<typeof change>;

/** What is changed in a stored message, so that the kit may see what the adapter makes of it. */
export type ChangeName = keyof Description['changes'];

/** A file that the kit cannot work with; each line says what is wrong where. */
export class DescriptionError extends Error {
  override readonly name = 'DescriptionError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** Reads a kit.json. Throws {@link DescriptionError} that names the file and every wrong field. */
export function readDescription(text: string, file: string): Description {
  return parseWith(description, text, file);
}

/** Parses a JSON file by a schema; every mistake becomes a line that begins with the file's name. */
export function parseWith<T>(schema: z.ZodType<T>, text: string, file: string): T {
  if (text === '') throw new DescriptionError([`${file}: missing, or empty`]);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DescriptionError([`${file}: not JSON (${String(error)})`]);
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw new DescriptionError(
    read.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`),
  );
}
