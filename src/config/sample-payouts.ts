import { readFileSync } from 'node:fs';
import path from 'node:path';

import * as z from 'zod';

import type { Creditor } from '../contract/adapter.ts';
import { ACCOUNT_TYPE_NAMES } from '../contract/account-types.ts';
import { isCurrency } from '../contract/currency.ts';
import { ibanCheckDigits } from '../contract/iban.ts';
import { ConfigError } from './environment.ts';

/**
 * Payouts as somebody orders them from one partner: what the demo, the simulation and the tests
 * send, and the words in which its simulated bank says no. Read from
 * `fixtures/<partner>/sample-payouts.json`; adapters/README.md explains each field.
 */
export interface SamplePayouts {
  /** The account of the made-up creditor `no`, in a form that the API takes. */
  readonly account: (no: number) => Creditor['account'];
  /** ISO 4217. */
  readonly currency: string;
  /** The partners that the caller allows; absent: any, which this one would seldom be. */
  readonly route?: readonly string[];
  /**
   * Words for a recorded rejection: of the payee, of us, of a moment. All stand in the adapter's
   * tables; a word outside would be doubt for ever, as it should.
   */
  readonly rejections: readonly [string, ...string[]];
  /** Words for a return of executed money; `null` where the partner tells nobody of a return. */
  readonly returns: readonly [string, ...string[]] | null;
  /** How many of a hundred simulated loans are for this kind of account, against other partners. */
  readonly weight: number;
}

const FILE = 'sample-payouts.json';

const WEIGHT_MAX = 100;

const word = z
  .string()
  .min(1)
  .refine((text) => !text.startsWith('TODO'), 'is still to be written');

const words = z.tuple([word], word, 'expected a list of words from the adapter’s tables');

const schema = z.strictObject({
  payee: z.strictObject({
    type: z.enum(ACCOUNT_TYPE_NAMES),
    value: word.refine(
      (text) => /\{no(?::\d{1,2})?\}/.test(text),
      'expected {no} or {no:8}, where the number of the creditor stands',
    ),
    bank: word.optional(),
  }),
  currency: word.refine(isCurrency, 'expected a currency of ISO 4217'),
  route: z.array(word).min(1).optional(),
  simulation: z.strictObject({
    weight: z.int().min(1).max(WEIGHT_MAX),
    rejections: words,
    returns: z.union([words, z.string().min(20)], {
      error: 'expected a list of words, or the reason why this partner tells of no return',
    }),
  }),
});

/**
 * Reads what is sent to a partner when somebody tries it. Throws {@link ConfigError} that names the
 * file and every field that is wrong; nothing is sent then.
 */
export function readSamplePayouts(partner: string, fixturesFolder: string): SamplePayouts {
  const name = `fixtures/${partner}/${FILE}`;
  const read = schema.safeParse(jsonOf(path.join(fixturesFolder, partner, FILE), name));
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map((issue) => `${name}: ${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const { payee, currency, route, simulation } = read.data;
  const { rejections, returns, weight } = simulation;
  return {
    account: (no) => ({
      type: payee.type,
      value: numbered(payee.value, no),
      ...(payee.bank === undefined ? {} : { bank: payee.bank }),
    }),
    currency,
    ...(route === undefined ? {} : { route }),
    rejections,
    returns: typeof returns === 'string' ? null : returns,
    weight,
  };
}

function jsonOf(file: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${name}: cannot be read as JSON (${String(error)})`]);
  }
}

/** `{no:8}` becomes the last eight digits of the number, `{check}` the check digits of an IBAN. */
function numbered(template: string, no: number): string {
  const filled = template.replaceAll(/\{no(?::(\d+))?\}/g, (_placeholder, length?: string) =>
    length === undefined
      ? String(no)
      : String(no).padStart(Number(length), '0').slice(-Number(length)),
  );
  const [country = '', account = ''] = filled.split('{check}', 2);
  return filled.replace('{check}', () => ibanCheckDigits(country, account));
}
