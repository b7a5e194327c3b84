/**
 * Goal: the numbers and words of each capability record that decide about money are the ones its
 * partner's documents give, so that a slip of one digit is seen: how long a repeat is recognised,
 * what proves absence, what may be sent, stopped, asked and how often.
 * Method: every such field of the six records, written down here from fixtures/<partner>/SOURCES.md
 * (F7 repeats, F8 inquiry and cancel, F10 limits and times) and not read from the adapters.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import { adyenCapabilities } from '../../adapters/adyen/capabilities.ts';
import { ALIPAY_CAPABILITIES } from '../../adapters/alipay/capabilities.ts';
import { cmbCapabilities } from '../../adapters/cmb/capabilities.ts';
import { isobankCapabilities } from '../../adapters/isobank/capabilities.ts';
import { paypalCapabilities } from '../../adapters/paypal/capabilities.ts';
import { wechatCapabilities } from '../../adapters/wechat/capabilities.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Settings of a deployment that a record passes on; the names are those of all six together. */
const SETTINGS = {
  currency: 'EUR',
  currencies: ['EUR', 'USD'],
  amountMinorMax: 5_000n,
  amountFenMax: 6_000n,
  inquiryNotBeforeMs: 7_000,
} as never;

type Promised = Partial<Omit<Capabilities, 'limits'>> & {
  readonly limits: Partial<Capabilities['limits']>;
};

const ROWS: readonly (readonly [partner: string, record: Capabilities, promised: Promised])[] = [
  [
    'adyen',
    adyenCapabilities(SETTINGS),
    {
      dedupe: 'byKey',
      keyField: 'Idempotency-Key',
      keyLengthMax: 64,
      keyWindowMs: 7 * DAY_MS,
      keyAfterRefusal: 'new',
      batchSizeMax: 1,
      inquiryHorizonMs: 180 * DAY_MS,
      inquiryBy: 'key',
      inquiryNotBeforeMs: 5_000,
      notFoundIsProofAfterMs: null,
      copyLifeMs: null,
      answerMsMax: 30_000,
      cancel: 'byReference',
      returnsWithinMs: 60 * DAY_MS,
      manualResolution: false,
      keyScope: 'endpoint',
      savesErrors: true,
      duplicateSignal: 'originalAnswer',
      sameKeyOtherContent: 'unknown',
      callbackProves: 'fact',
      latenessMsMax: 30 * DAY_MS,
      finalOn: 'booked',
      harmlessProbe: 'GET /btl/v4/transfers',
      limits: {
        ...calls(25, 25, 25),
        currencies: ['EUR', 'USD'],
        amountMinorMin: 1n,
        amountMinorMax: 5_000n,
        accountTypes: ['iban'],
        countries: [],
      },
    },
  ],
  [
    'alipay',
    ALIPAY_CAPABILITIES,
    {
      dedupe: 'byKey',
      keyField: 'out_biz_no',
      keyLengthMax: 64,
      keyWindowMs: 30 * DAY_MS,
      keyAfterRefusal: 'new',
      batchSizeMax: 1,
      inquiryHorizonMs: 30 * DAY_MS,
      inquiryBy: 'key',
      inquiryNotBeforeMs: 2_000,
      notFoundIsProofAfterMs: null,
      copyLifeMs: null,
      answerMsMax: 10_000,
      cancel: 'none',
      returnsWithinMs: 30 * DAY_MS,
      manualResolution: false,
      keyScope: 'account',
      savesErrors: false,
      duplicateSignal: 'originalAnswer',
      sameKeyOtherContent: 'refuses',
      callbackProves: 'fact',
      latenessMsMax: 25 * HOUR_MS,
      finalOn: 'SUCCESS',
      harmlessProbe: 'alipay.fund.account.query',
      limits: {
        ...calls(50, 50, 32),
        currencies: ['CNY'],
        // 0.10 to 100 000 000 yuan (F3).
        amountMinorMin: 10n,
        amountMinorMax: 10_000_000_000n,
        accountTypes: ['alipay_user_id', 'alipay_logon_id', 'cn_bank_account'],
        countries: ['CN'],
      },
    },
  ],
  [
    'cmb',
    cmbCapabilities(SETTINGS),
    {
      dedupe: 'byKey',
      keyField: 'yurRef',
      keyLengthMax: 32,
      // Thirteen months (F7), in the days that are fewest.
      keyWindowMs: 392 * DAY_MS,
      keyAfterRefusal: 'same',
      batchSizeMax: 1,
      inquiryHorizonMs: 392 * DAY_MS,
      inquiryBy: 'key',
      inquiryNotBeforeMs: 7_000,
      notFoundIsProofAfterMs: null,
      // An hour from the bank's clock, and ours may be one hour off the other way.
      copyLifeMs: 2 * HOUR_MS,
      answerMsMax: 20_000,
      cancel: 'none',
      returnsWithinMs: 3 * DAY_MS,
      manualResolution: false,
      keyScope: 'account',
      savesErrors: false,
      duplicateSignal: 'code',
      sameKeyOtherContent: 'unknown',
      callbackProves: 'fact',
      latenessMsMax: 880_000,
      finalOn: 'FIN+S',
      harmlessProbe: 'NTQADINF',
      limits: {
        submitPerSecondMax: 20,
        inquirePerSecondMax: 10,
        // 50 orders and 20 other calls at once (F10), the probe among the latter.
        concurrencyMax: 69,
        submitConcurrencyMax: 50,
        inquireConcurrencyMax: 19,
        currencies: ['CNY'],
        amountMinorMin: 1n,
        amountMinorMax: 6_000n,
        accountTypes: ['cn_bank_account'],
        countries: ['CN'],
      },
    },
  ],
  [
    'isobank',
    isobankCapabilities(120_000),
    {
      dedupe: 'byKey',
      keyField: 'GrpHdr/MsgId',
      keyLengthMax: 35,
      keyWindowMs: 30 * DAY_MS,
      keyAfterRefusal: 'new',
      batchSizeMax: 1,
      inquiryHorizonMs: 90 * DAY_MS,
      inquiryBy: 'key',
      inquiryNotBeforeMs: 2_000,
      // What the agreement with the bank says, from the settings.
      notFoundIsProofAfterMs: 120_000,
      copyLifeMs: null,
      answerMsMax: 10_000,
      cancel: 'none',
      returnsWithinMs: 30 * DAY_MS,
      manualResolution: false,
      keyScope: 'account',
      savesErrors: true,
      duplicateSignal: 'originalAnswer',
      sameKeyOtherContent: 'refuses',
      callbackProves: 'fact',
      latenessMsMax: 5 * DAY_MS,
      finalOn: 'ACSC',
      harmlessProbe: 'GET /iso20022/balance',
      limits: {
        ...calls(100, 50, 32),
        currencies: ['CNY', 'EUR', 'USD', 'GBP', 'HKD', 'SGD', 'CHF', 'JPY', 'KWD'],
        amountMinorMin: 1n,
        amountMinorMax: 10_000_000_000n,
        accountTypes: ['iban', 'cn_bank_account'],
        countries: [],
      },
    },
  ],
  [
    'paypal',
    paypalCapabilities(SETTINGS),
    {
      dedupe: 'byKey',
      keyField: 'sender_batch_id',
      // The item's id takes fewer than the batch's 256 (F3).
      keyLengthMax: 63,
      keyWindowMs: 30 * DAY_MS,
      keyAfterRefusal: 'new',
      batchSizeMax: 100,
      inquiryHorizonMs: 90 * DAY_MS,
      inquiryBy: 'reference',
      inquiryNotBeforeMs: 5_000,
      notFoundIsProofAfterMs: null,
      copyLifeMs: null,
      answerMsMax: 15_000,
      cancel: 'none',
      returnsWithinMs: 180 * DAY_MS,
      manualResolution: false,
      keyScope: 'account',
      savesErrors: false,
      duplicateSignal: 'code',
      sameKeyOtherContent: 'refuses',
      callbackProves: 'hint',
      latenessMsMax: 3 * DAY_MS,
      finalOn: 'SUCCESS',
      harmlessProbe: 'GET /v1/payments/payouts/',
      limits: {
        ...calls(6, 10, 20),
        currencies: ['EUR'],
        amountMinorMin: 1n,
        amountMinorMax: 5_000n,
        accountTypes: ['paypal_email'],
        countries: [],
      },
    },
  ],
  [
    'wechat',
    wechatCapabilities(SETTINGS),
    {
      dedupe: 'byKey',
      keyField: 'out_bill_no',
      keyLengthMax: 32,
      // Three calendar days, the first included, are 48 hours for a payout just before midnight (F7).
      keyWindowMs: 48 * HOUR_MS,
      keyAfterRefusal: 'new',
      batchSizeMax: 1,
      inquiryHorizonMs: 30 * DAY_MS,
      inquiryBy: 'key',
      inquiryNotBeforeMs: 7_000,
      notFoundIsProofAfterMs: null,
      copyLifeMs: null,
      answerMsMax: 15_000,
      cancel: 'byKey',
      returnsWithinMs: 0,
      manualResolution: false,
      keyScope: 'account',
      savesErrors: false,
      duplicateSignal: 'originalAnswer',
      sameKeyOtherContent: 'refuses',
      callbackProves: 'fact',
      // The sum of WeChat's pauses between deliveries (F9): 24 h 4 min.
      latenessMsMax: 24 * HOUR_MS + 240_000,
      finalOn: 'SUCCESS',
      harmlessProbe: 'GET /v3/merchant/fund/balance/',
      limits: {
        ...calls(100, 100, 50),
        currencies: ['CNY'],
        // 0.10 yuan (F3).
        amountMinorMin: 10n,
        amountMinorMax: 6_000n,
        accountTypes: ['wechat_openid'],
        countries: ['CN'],
      },
    },
  ],
];

describe('the capability record', () => {
  it.each(ROWS)('of %s promises what its sources say', (_partner, record, promised) => {
    expect(record).toMatchObject(promised);
  });

  it.each(ROWS)(
    'of %s promises no hour and no day on which it does not pay',
    (_partner, record) => {
      expect(record.limits).toMatchObject({ cutOffs: [], calendar: 'always' });
    },
  );

  it('of isobank proves nothing by "not found" where the bank promised no drain time', () => {
    expect(isobankCapabilities(null).notFoundIsProofAfterMs).toBeNull();
  });

  it.each(ROWS)(
    'of %s takes keys of 32 characters A-Z and 2-7, and no longer than its field',
    (_p, record) => {
      const pattern = new RegExp(record.keyPattern);

      expect(pattern.test('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')).toBe(true);
      expect(pattern.test('A'.repeat(record.keyLengthMax + 1))).toBe(false);
      expect(pattern.test('')).toBe(false);
      expect(pattern.test(`${'A'.repeat(31)}\n`)).toBe(false);
    },
  );
});

describe('the adapter', () => {
  const XML = (word: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Receipt>${word}</Receipt>`;

  /** The version kept with each attempt, and what a callback is answered when taken, refused, failed. */
  const WORDS = [
    ['isobank', 'isobank-1', [200, XML('TAKEN')], [422, XML('REFUSED')], [503, XML('LATER')]],
    ['alipay', 'alipay-v2-transfer-1', [200, 'success'], [200, 'fail'], [500, 'fail']],
    [
      'wechat',
      'wechat-transfer-bills-1',
      [200, '{"code":"SUCCESS","message":""}'],
      [403, '{"code":"FAIL","message":"not accepted"}'],
      [500, '{"code":"FAIL","message":"please deliver again"}'],
    ],
    ['cmb', 'cmb-bb1pay-1', [200, 'ok'], [403, 'not accepted'], [500, 'please deliver again']],
    [
      'adyen',
      'adyen-transfers-v4-1',
      [200, '[accepted]'],
      [403, 'not accepted'],
      [500, 'deliver again'],
    ],
    ['paypal', 'paypal-payouts-1', [200, '{}'], [403, '{}'], [500, '{}']],
  ] as const;

  it.each(WORDS)(
    'of %s has its name and version, and answers callbacks so',
    (name, version, ...said) => {
      const adapter = ADAPTERS[name](
        demoSecret(name, new URL('../../fixtures', import.meta.url).pathname),
      );

      const answers = (['taken', 'refused', 'failed'] as const).map((outcome) => {
        const { status, body } = adapter.answerCallback(outcome);
        return [status, body];
      });

      expect(adapter).toMatchObject({ partner: name, version });
      expect(answers).toEqual(said);
    },
  );
});

/** Calls a second in each lane, and calls at once that are counted together. */
function calls(submitPerSecondMax: number, inquirePerSecondMax: number, atOnce: number) {
  return {
    submitPerSecondMax,
    inquirePerSecondMax,
    concurrencyMax: atOnce,
    submitConcurrencyMax: atOnce,
    inquireConcurrencyMax: atOnce,
  };
}
