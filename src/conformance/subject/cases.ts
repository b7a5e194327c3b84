import * as z from 'zod';

import type { Batch, Instruction } from '../../contract/adapter.ts';
import { ACCOUNT_TYPE_NAMES } from '../../contract/account-types.ts';
import { isCurrency } from '../../contract/currency.ts';
import { DescriptionError, parseWith } from './description.ts';

/** The places where a stored message may be read. */
export const CASE_LANES = ['submit', 'inquire', 'cancel', 'probe', 'callback', 'session'] as const;

/** One of {@link CASE_LANES}. */
export type CaseLane = (typeof CASE_LANES)[number];

/** One message of a partner, and what it must be read as. */
export interface StoredCase {
  readonly file: string;
  readonly lane: CaseLane;
  readonly message: StoredMessage;
  /** Settings in place of the demo's under which it was stored, such as another dialect. */
  readonly settings: Settings;
  /** What is known of earlier attempts when it is read: `supersededReferences`. */
  readonly superseded: readonly string[];
  /** A subset of the reading; amounts as text. */
  readonly expect: unknown;
}

/** Settings of an adapter by their names, in place of those of its demo. */
export type Settings = Readonly<Record<string, string>>;

/**
 * How a message is stored: `whole`, exactly as it arrived, its seal included; or as its `document`
 * alone, which the partner's voice seals anew for each request.
 */
export type StoredMessage =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'document'; readonly status: number; readonly document: string };

/** What `cases.json` says. */
export interface StoredCases {
  readonly atMs: number;
  /** The nonce of the requests that the stored answers belong to; `null` where none repeats it. */
  readonly nonce: string | null;
  /** The payout that the messages are about. */
  readonly instruction: Instruction;
  /** The message that it travelled in with others, as its first member; `null`: it went alone. */
  readonly batch: Batch | null;
  readonly cases: readonly StoredCase[];
}

const text = z.string().min(1);

const instruction = z.object({
  partnerKey: text,
  amount: z.object({
    currency: text.refine(isCurrency, 'expected a currency of ISO 4217'),
    minor: z.string().regex(/^\d{1,18}$/, 'expected minor units as text, such as "12345"'),
  }),
  creditor: z.object({
    name: text,
    account: z.object({
      type: z.enum(ACCOUNT_TYPE_NAMES),
      value: text,
      bank: text.optional(),
    }),
    region: text.optional(),
  }),
  remittance: z.string(),
  partnerReference: text.nullable().optional(),
  supersededReferences: z.array(text).optional(),
});

type SaidInstruction = z.infer<typeof instruction>;

const file = z.object({
  atMs: z.int().positive(),
  nonce: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits')
    .optional(),
  instruction: instruction.optional(),
  batch: z.object({ key: text, members: z.array(instruction).min(1) }).optional(),
  cases: z.array(
    z.object({
      reply: text,
      lane: z.enum(CASE_LANES),
      status: z.int().optional(),
      settings: z.record(z.string(), z.string()).optional(),
      superseded: z.array(text).optional(),
      expect: z.record(z.string(), z.unknown()),
    }),
  ),
});

const whole = z.object({
  status: z.int().optional(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/**
 * Reads `cases.json` and the messages it names out of a folder's files. Throws
 * {@link DescriptionError} that says what is wrong where.
 */
export function readCases(files: ReadonlyMap<string, string>, folder: string): StoredCases {
  const name = `${folder}/cases.json`;
  const said = parseWith(file, files.get('cases.json') ?? '', name);
  const { atMs, nonce = null, cases } = said;
  const missing = cases.filter(({ reply }) => !files.has(reply));
  if (missing.length > 0) {
    throw new DescriptionError(missing.map(({ reply }) => `${name}: there is no ${reply}`));
  }
  return {
    atMs,
    nonce,
    ...payoutOf(said, name),
    cases: cases.map(({ reply, lane, status, settings, superseded, expect }) => ({
      file: reply,
      lane,
      message: readMessage(files.get(reply) ?? '', status ?? 200),
      settings: settings ?? {},
      superseded: superseded ?? [],
      expect,
    })),
  };
}

/** One payout alone, or the first of a batch. */
function payoutOf(
  { atMs, instruction: alone, batch }: z.infer<typeof file>,
  name: string,
): Pick<StoredCases, 'instruction' | 'batch'> {
  const [first, ...others] = (batch?.members ?? []).map((said) => instructionOf(said, atMs));
  if (batch !== undefined && first !== undefined && alone === undefined) {
    return { instruction: first, batch: { key: batch.key, members: [first, ...others] } };
  }
  if (batch === undefined && alone !== undefined) {
    return { instruction: instructionOf(alone, atMs), batch: null };
  }
  throw new DescriptionError([`${name}: expected either an instruction or a batch of them`]);
}

function instructionOf(said: SaidInstruction, atMs: number): Instruction {
  return {
    ...said,
    amount: { currency: said.amount.currency, minor: BigInt(said.amount.minor) },
    intentAtMs: atMs,
    partnerReference: said.partnerReference ?? null,
    supersededReferences: said.supersededReferences ?? [],
  };
}

function readMessage(content: string, status: number): StoredMessage {
  const stored = whole.safeParse(jsonOf(content));
  return stored.success
    ? { kind: 'whole', ...stored.data, status: stored.data.status ?? status }
    : { kind: 'document', status, document: content };
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
