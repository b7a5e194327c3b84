import type { Creditor } from '../../src/contract/adapter.ts';

/**
 * What the simulation must know of a partner to order from it and to let its bank misbehave in its
 * own words. Everything else comes from the registry and the capability record.
 */
export interface PartnerLine {
  /** The borrower's account number `no` at this partner; the API's schema must take it. */
  readonly account: (no: number) => Creditor['account'];
  readonly currency: string;
  /** The partners that the caller allows; absent: any, which this one would seldom be. */
  readonly route?: readonly string[];
  /**
   * Words for a recorded rejection: of the payee, of us, of a moment. All in the adapter's table; a
   * word outside would be doubt for ever, as it should.
   */
  readonly rejections: readonly [string, ...string[]];
  /** Words for a return of executed money; `null` where the partner tells nobody of a return. */
  readonly returns: readonly [string, ...string[]] | null;
  /** How many of a hundred loans are for this kind of account, against the other partners. */
  readonly weight: number;
}

const LINES: ReadonlyMap<string, PartnerLine> = new Map<string, PartnerLine>([
  [
    'isobank',
    {
      account: (no) => ({
        type: 'cn_bank_account',
        value: `62258802${digits(no, 8)}`,
        bank: '308584000013',
      }),
      currency: 'CNY',
      rejections: ['AC04', 'AM04', 'TM01', 'FRAD', 'AB05'],
      returns: ['AC04', 'MS03'],
      weight: 20,
    },
  ],
  [
    'alipay',
    {
      account: (no) => ({ type: 'alipay_user_id', value: `2088${digits(no, 12)}` }),
      currency: 'CNY',
      rejections: [
        'PAYEE_NOT_EXIST',
        'PAYER_BALANCE_NOT_ENOUGH',
        'INST_PAY_UNABLE',
        'SECURITY_CHECK_FAILED',
      ],
      returns: ['PAYEE_CARD_INFO_ERROR'],
      weight: 26,
    },
  ],
  [
    'wechat',
    {
      account: (no) => ({ type: 'wechat_openid', value: `oSim${digits(no, 12)}_borrower` }),
      currency: 'CNY',
      rejections: ['ACCOUNT_NOT_EXIST', 'OTHER_FAIL_REASON_TYPE', 'TRANSFER_RISK'],
      returns: null,
      weight: 26,
    },
  ],
  [
    'cmb',
    {
      account: (no) => ({
        type: 'cn_bank_account',
        value: `62148301${digits(no, 8)}`,
        bank: '308584000013',
      }),
      currency: 'CNY',
      route: ['cmb', 'isobank'],
      rejections: ['F', 'D', 'R'],
      returns: ['B'],
      weight: 10,
    },
  ],
  [
    'adyen',
    {
      account: (no) => ({ type: 'iban', value: germanIban(no) }),
      currency: 'EUR',
      route: ['adyen', 'isobank'],
      rejections: ['counterpartyAccountClosed', 'notEnoughBalance', 'approvalExpired'],
      returns: ['counterpartyAccountClosed'],
      weight: 8,
    },
  ],
  [
    'paypal',
    {
      account: (no) => ({ type: 'paypal_email', value: `borrower-${no}@example.com` }),
      currency: 'USD',
      rejections: ['RECEIVER_ACCOUNT_LOCKED', 'INSUFFICIENT_FUNDS', 'RISK_DECLINE'],
      returns: ['REFUNDED'],
      weight: 10,
    },
  ],
]);

/** The line of a partner. Throws for one that nobody has written a line for. */
export function lineOf(partner: string): PartnerLine {
  const line = LINES.get(partner);
  if (line !== undefined) return line;
  throw new Error(
    `the simulation knows no accounts and no words of the partner "${partner}": add its line to test/simulation/partner-lines.ts`,
  );
}

/** With the check digits of ISO 13616 (ISO 7064, mod 97-10). */
function germanIban(no: number): string {
  const bban = `37040044${digits(no, 10)}`;
  const check = 98n - (BigInt(`${bban}131400`) % 97n);
  return `DE${check.toString().padStart(2, '0')}${bban}`;
}

function digits(no: number, length: number): string {
  return String(no).padStart(length, '0');
}
