import type { SecretSource } from '../../src/contract/adapter.ts';
import { settingRules } from '../../src/contract/setting-error.ts';
import { readSuite } from './suite-settings.ts';
import type { Suite } from './suite.ts';

const { matching, wholeNumber } = settingRules('cmb');

/** How the bank carries a payment out: normal, fast, at once, or as it thinks best (BB1PAYOP). */
export type SettlementChannel = 'G' | 'Q' | 'R' | 'I';

/** Everything the adapter knows about the company and the bank, read and checked once. */
export interface CmbSettings {
  /** The user under whose keys the company talks to the bank. */
  readonly userId: string;
  /** The company's number on the bank's notices. */
  readonly corpNbr: string;
  readonly suite: Suite;
  /** The account that pays. */
  readonly debtorAccount: string;
  /** The mode under which the user may initiate payments (DCLISMOD). */
  readonly businessMode: string;
  readonly settlementChannel: SettlementChannel;
  readonly amountFenMax: bigint;
  readonly inquiryNotBeforeMs: number;
}

/** A bank answers with amounts of at most 15 characters: twelve digits of yuan, two of fen. */
const AMOUNT_FEN_MAX = 99_999_999_999_999;

/** The real-time channel takes at most one million yuan (BB1PAYOP, stlChn R). */
const REAL_TIME_FEN_MAX = 100_000_000n;

/** An hour: past it the "not before" would be an outage and not a rule. */
const INQUIRY_NOT_BEFORE_MS_MAX = 3_600_000;

/** Reads and checks all settings. Throws `SettingError`, or what `secret` throws. */
export function readSettings(secret: SecretSource): CmbSettings {
  const userId = matching(secret, 'USER_ID', /^[0-9A-Z]{1,10}$/, 'must be 1 to 10 of A-Z0-9');
  const settlementChannel = readChannel(secret);
  const limit = BigInt(wholeNumber(secret, 'AMOUNT_FEN_MAX', AMOUNT_FEN_MAX));
  return {
    userId,
    corpNbr: matching(secret, 'CORP_NBR', /^[0-9A-Z]{1,16}$/, 'must be 1 to 16 of A-Z0-9'),
    suite: readSuite(secret, userId),
    debtorAccount: matching(
      secret,
      'DEBTOR_ACCOUNT',
      /^[0-9A-Z]{1,35}$/,
      'must be 1 to 35 of A-Z0-9',
    ),
    businessMode: matching(
      secret,
      'BUSINESS_MODE',
      /^[0-9A-Z]{5}$/,
      'must be 5 characters of A-Z0-9',
    ),
    settlementChannel,
    amountFenMax:
      settlementChannel === 'R' && limit > REAL_TIME_FEN_MAX ? REAL_TIME_FEN_MAX : limit,
    inquiryNotBeforeMs: wholeNumber(secret, 'INQUIRY_NOT_BEFORE_MS', INQUIRY_NOT_BEFORE_MS_MAX),
  };
}

function readChannel(secret: SecretSource): SettlementChannel {
  const text = matching(secret, 'SETTLEMENT_CHANNEL', /^[GQRI]$/, 'must be G, Q, R or I');
  return text as SettlementChannel;
}
