import type { RefusalReason } from '../../bank/bank.ts';
import { amountTag, tag, xmlDocument } from './xml-text.ts';

const NAMESPACE = 'urn:isobank:answer:1';

/** How the bank answers where ISO 20022 has no message: its own word and an HTTP status. */
const BANK_CODES = {
  NOTFOUND: { status: 404 },
  THROTTLED: { status: 429, retryAfterSeconds: 1 },
  SIGNATURE: { status: 401 },
  FORBIDDEN: { status: 403 },
  FORMAT: { status: 400 },
  CLOSED: { status: 503, retryAfterSeconds: 60 },
  FAULT: { status: 500 },
} as const satisfies Record<string, { status: number; retryAfterSeconds?: number }>;

/** A word of the bank's own. */
export type BankCode = keyof typeof BANK_CODES;

/**
 * How the bank words a refusal of its ledger. Four letters are an ISO reason: such a refusal is a
 * pain.002 and recorded. The others refuse one copy and forget it.
 */
export const REFUSALS = {
  throttled: 'THROTTLED',
  noFunds: 'AM04',
  payee: 'AC03',
  limit: 'AM02',
  invalid: 'FORMAT',
  permission: 'FORBIDDEN',
  busy: 'CLOSED',
  scripted: 'MS03',
} as const satisfies Record<RefusalReason, string>;

/** True for a word of the bank's own; anything else is an ISO reason. */
export function isBankCode(code: string): code is BankCode {
  return Object.hasOwn(BANK_CODES, code);
}

/** Writes an answer that is not ISO 20022. */
export function bankAnswer(code: BankCode, detail: string, msgId: string | null) {
  const body = xmlDocument(
    'BankAnswer',
    NAMESPACE,
    tag('Code', code),
    ...(msgId === null ? [] : [tag('OrgnlMsgId', msgId)]),
    tag('Detail', detail),
  );
  return { ...BANK_CODES[code], body };
}

/** Writes the booked balance. */
export function balancePage(decimal: string, currency: string): string {
  return xmlDocument('Balance', NAMESPACE, amountTag('Booked', decimal, currency));
}
