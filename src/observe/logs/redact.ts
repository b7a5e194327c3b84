import { ACCOUNT_TYPE_FORMS } from '../../contract/account-types.ts';

/**
 * Masks what must never stand in a log line, whatever field it slipped into: defence in depth
 * behind events that carry no such thing.
 *
 * Our own ids (`po_...`, `msg_...`, request ids) and short numbers survive; accounts, e-mail
 * addresses, IBANs, keys, tokens and long base64 do not.
 */
export function redact(text: string): string {
  return MASKS.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text);
}

const ACCOUNT_MASKS = [...ACCOUNT_TYPE_FORMS.values()].flatMap(({ mask }) =>
  mask === undefined ? [] : [[mask.pattern, mask.as] as const],
);

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, '[pem]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, '[secret]'],
  [/(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g, '[email]'],
  [/\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/g, '[iban]'],
  ...ACCOUNT_MASKS,
  [/[A-Za-z0-9+/_-]{64,}={0,2}/g, '[base64]'],
  // Eight digits or more are an account, a phone number or an identity card, unless they are part
  // of one of our own ids.
  [/(?<![A-Za-z0-9_-])\d(?:[ -]?\d){7,}(?![A-Za-z0-9_])/g, '[digits]'],
];
