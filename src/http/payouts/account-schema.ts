import * as z from 'zod';

import type { AccountType } from '../../contract/capabilities.ts';
import { electronicIban, ibanFault } from '../iban.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { patternText } from '../schemas/fields.ts';
import { isRegion } from '../schemas/regions.ts';

/** A bank by its ISO 9362 code: institution, country, location, optional branch. */
const BIC = /^[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/** A bank branch in the People's Bank of China's payment system (CNAPS, 联行号). */
const CNAPS = /^\d{12}$/;

const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}$/;

/** An e-mail address is at most this long where a partner takes one (Alipay: 100, PayPal: 127). */
const EMAIL_LENGTH_MAX = 100;

/** A mainland mobile number, or the form `852-51234567` that Alipay uses elsewhere (memory). */
const PHONE = /^(?:1[3-9]\d{9}|[1-9]\d{0,3}-\d{5,15})$/;

const bic = z
  .string()
  .refine(isBic, { error: 'must be a BIC of 8 or 11 characters, such as DEUTDEFF' })
  .meta({ example: 'DEUTDEFF' });

const email = z
  .string()
  .max(EMAIL_LENGTH_MAX, { error: `must have at most ${EMAIL_LENGTH_MAX} characters` })
  .regex(EMAIL, { error: 'must be an e-mail address' });

/**
 * Alipay's user id (PID): 16 digits that begin with 2088. An Alipay *open id* is another kind of
 * identity at Alipay (`ALIPAY_OPEN_ID`, specific to one app); sent as a user id it would name
 * nobody, or somebody else, so it is refused here.
 */
const alipayUserId = z.strictObject({
  type: z.literal('alipay_user_id'),
  value: patternText(
    /^2088\d{12}$/,
    'must be an Alipay user id: 16 digits that begin with 2088 (an open id is not one)',
    '2088123412341234',
  ),
});

const alipayLogonId = z.strictObject({
  type: z.literal('alipay_logon_id'),
  value: z
    .string()
    .refine((text) => PHONE.test(text) || email.safeParse(text).success, {
      error: 'must be the e-mail address or mobile number the creditor logs on to Alipay with',
    })
    .meta({ example: '13800138000' }),
});

const wechatOpenid = z.strictObject({
  type: z.literal('wechat_openid'),
  value: patternText(
    /^[A-Za-z0-9_-]{20,64}$/,
    'must be a WeChat openid: 20 to 64 letters, digits, - or _',
    'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  ),
});

const cnBankAccount = z.strictObject({
  type: z.literal('cn_bank_account'),
  value: patternText(
    /^\d{8,32}$/,
    'must be an account number of 8 to 32 digits',
    '6222020200112233445',
  ),
  bank: z
    .string()
    .refine((text) => CNAPS.test(text) || isBic(text), {
      error: 'must be the branch: a CNAPS number of 12 digits, or a BIC',
    })
    .meta({ example: '102100099996' }),
});

const iban = z.strictObject({
  type: z.literal('iban'),
  value: z
    .string()
    .max(60, { error: 'must be an IBAN of at most 34 characters' })
    .superRefine((text, context) => {
      const fault = ibanFault(electronicIban(text));
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    })
    .meta({ example: 'DE89370400440532013000' }),
  bank: bic.optional(),
});

const paypalEmail = z.strictObject({
  type: z.literal('paypal_email'),
  value: email.meta({ example: 'borrower@example.com' }),
});

/** One schema per account type; a new type does not compile until it is here. */
const SCHEMAS = {
  alipay_user_id: alipayUserId,
  alipay_logon_id: alipayLogonId,
  wechat_openid: wechatOpenid,
  cn_bank_account: cnBankAccount,
  iban,
  paypal_email: paypalEmail,
} as const satisfies Record<AccountType, z.ZodType>;

/** Where the money goes: the form of `value`, and whether a `bank` belongs to it, by `type`. */
export const accountSchema = z.discriminatedUnion(
  'type',
  [
    SCHEMAS.alipay_user_id,
    SCHEMAS.alipay_logon_id,
    SCHEMAS.wechat_openid,
    SCHEMAS.cn_bank_account,
    SCHEMAS.iban,
    SCHEMAS.paypal_email,
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? wrongType(issue.input) : undefined) },
);

export type AccountBody = z.output<typeof accountSchema>;

function wrongType(account: unknown): string {
  const known = Object.keys(SCHEMAS);
  const list = known.join(', ');
  const given =
    typeof account === 'object' && account !== null && 'type' in account && account.type;
  if (typeof given !== 'string') return `is required: one of ${list}`;
  const meant = didYouMean(given, known);
  return `must be one of ${list}${meant === null ? '' : `; did you mean "${meant}"?`}`;
}

function isBic(text: string): boolean {
  const country = BIC.exec(text)?.[1];
  return country !== undefined && isRegion(country);
}
