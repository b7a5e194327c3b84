import * as z from 'zod';

import { ACCOUNT_TYPE_FORMS } from '../../contract/account-types.ts';
import { isCurrency } from '../../contract/currency.ts';
import type { Borrower, PayoutRequest } from '../../payouts/model/payout.ts';
import type { ClosedSet } from '../schemas/closed-set.ts';
import {
  moment,
  oneLine,
  partnerName,
  patternText,
  payoutId,
  printableText,
} from '../schemas/fields.ts';
import { isRegion } from '../../contract/regions.ts';
import { accountSchema, type AccountBody } from './account-schema.ts';

/** Metadata entries, and the characters of a name and of a value. */
export const METADATA_LIMITS = { entriesMax: 20, nameLengthMax: 40, valueLengthMax: 500 } as const;

/** Partners one payout may name. */
export const ROUTE_LENGTH_MAX = 8;

const amountSchema = z.strictObject({
  value: z
    .int({
      error: (issue) =>
        issue.code === 'too_big'
          ? `must be at most ${Number.MAX_SAFE_INTEGER}`
          : 'must be a whole number of minor units, as a JSON number: 123.45 yuan is 12345',
    })
    .positive({ error: 'must be more than 0' })
    .meta({ description: 'Minor units of the currency: 12345 CNY is 123.45 yuan.' }),
  currency: z
    .string()
    .refine(isCurrency, {
      error: 'must be an ISO 4217 code in upper case that we can count in, such as CNY',
    })
    .meta({ pattern: '^[A-Z]{3}$', example: 'CNY' }),
});

const regionSchema = z
  .string()
  .refine(isRegion, { error: 'must be an ISO 3166-1 alpha-2 code in upper case, such as CN' })
  .meta({ pattern: '^[A-Z]{2}$', example: 'CN' });

const creditorSchema = z.strictObject({
  name: printableText(140).meta({
    description: 'The account holder, as the bank knows them.',
    example: '王小明',
  }),
  account: accountSchema,
  region: regionSchema.optional(),
});

const identitySchema = z.enum({
  verified: 'verified',
  incomplete: 'incomplete',
  expired: 'expired',
} as const satisfies ClosedSet<NonNullable<Borrower['identity']>>);

const incomeSchema = z.enum({
  verified: 'verified',
  missing: 'missing',
} as const satisfies ClosedSet<NonNullable<Borrower['income']>>);

const borrowerSchema = z.strictObject({
  creditScore: z
    .number()
    .min(0, { error: 'must be from 0 to 1000' })
    .max(1000, { error: 'must be from 0 to 1000' })
    .optional(),
  identity: identitySchema.optional(),
  income: incomeSchema.optional(),
  region: patternText(
    /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/,
    'must be an ISO 3166 code of a country or a part of one, such as CN or CN-XJ',
    'CN-SH',
  ).optional(),
});

const metadataSchema = z
  .record(printableText(METADATA_LIMITS.nameLengthMax), oneLine(METADATA_LIMITS.valueLengthMax))
  .refine((entries) => Object.keys(entries).length <= METADATA_LIMITS.entriesMax, {
    error: `must have at most ${METADATA_LIMITS.entriesMax} entries`,
  })
  .meta({ maxProperties: METADATA_LIMITS.entriesMax });

/** The body of `POST /v1/payouts`: validates, documents, and is the type of what was read. */
export const payoutBodySchema = z
  .strictObject({
    obligation: patternText(
      /^[A-Za-z0-9._:-]{1,64}$/,
      'must be your own id of the debt: 1 to 64 letters, digits or . _ : -',
      'loan-8871:tranche-1',
    ).meta({
      description:
        'What is owed, such as a loan and its tranche. At most one live payout per obligation: a ' +
        'second one is HELD as a suspected duplicate.',
    }),
    amount: amountSchema,
    creditor: creditorSchema,
    remittance: oneLine(140)
      .optional()
      .meta({ description: 'For the creditor’s statement.', example: 'Loan 8871' }),
    deadline: moment()
      .optional()
      .meta({
        description:
          'When the payout stops being useful. Past it, and with no attempt that may still move ' +
          'money, it fails with DEADLINE. A deadline in the past is not an error of the request.',
      }),
    route: z
      .array(partnerName())
      .max(ROUTE_LENGTH_MAX, { error: `must name at most ${ROUTE_LENGTH_MAX} partners` })
      .refine((route) => new Set(route).size === route.length, {
        error: 'must name each partner once',
      })
      .optional()
      .meta({ description: 'The partners you allow, in your order; empty or left out: any.' }),
    borrower: borrowerSchema.optional().meta({
      description: 'What your own checks found out; the engine judges by it before any partner.',
    }),
    replaces: payoutId()
      .optional()
      .meta({
        description:
          'The RETURNED payout of the same obligation that this one pays again. Without it, a ' +
          'payout after a return is HELD as a suspected duplicate.',
      }),
    metadata: metadataSchema.optional().meta({
      description: 'Yours, given back as it is. No personal data, please.',
    }),
  })
  .meta({ id: 'PayoutRequest' });

/** A payout order as read from the body: checked, not yet in the engine's terms. */
export type PayoutBody = z.output<typeof payoutBodySchema>;

/**
 * Turns a body that has been read into what the engine takes: bigint money, Unix milliseconds,
 * an IBAN in its electronic form, and our defaults for what was left out.
 */
export function payoutRequest(body: PayoutBody): PayoutRequest {
  return {
    obligation: body.obligation,
    amount: { currency: body.amount.currency, minor: BigInt(body.amount.value) },
    creditor: {
      name: body.creditor.name,
      account: account(body.creditor.account),
      ...(body.creditor.region === undefined ? {} : { region: body.creditor.region }),
    },
    remittance: body.remittance ?? '',
    // No check against the clock: a retry of an accepted request must replay, however late.
    deadlineAtMs: body.deadline === undefined ? null : Date.parse(body.deadline),
    route: body.route ?? [],
    borrower: body.borrower ?? null,
    replaces: body.replaces ?? null,
    metadata: body.metadata ?? {},
  };
}

function account(body: AccountBody): PayoutRequest['creditor']['account'] {
  const value = ACCOUNT_TYPE_FORMS.get(body.type)?.spelling?.(body.value) ?? body.value;
  return { type: body.type, value, ...(body.bank === undefined ? {} : { bank: body.bank }) };
}
