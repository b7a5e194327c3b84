/**
 * Goal: adapter and simulated Alipay, written apart from each other, understand each other in every
 *   course that an order can take; and the bank's books agree with what the adapter reads.
 * Method: hand the adapter's requests to the sandbox in process and read its replies, on virtual
 *   time. The official client speaks to the same sandbox in official-sdk.test.ts.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { INSTRUCTION, STAMP } from '../../adapters/alipay/demo-alipay.ts';
import { answered } from '../../support/partner-world.ts';
import { openAlipay, OPENING_FEN, payout } from './open-alipay.ts';

const EXECUTED = {
  kind: 'executed',
  finality: 'credited',
  echo: { partnerKey: INSTRUCTION.partnerKey },
} as const;

describe('a transfer', () => {
  it('is paid once, and its repeat is answered with the first order', async () => {
    const { submit, sandbox } = openAlipay();

    const [first, second] = [await submit(), await submit()];

    expect(first).toMatchObject(EXECUTED);
    expect(second).toEqual(first);
    expect(sandbox.bank.books()).toMatchObject([
      {
        reference: INSTRUCTION.partnerKey,
        amountMinor: '12345',
        creditorAccount: '2088000000000042',
        creditorName: '演示用户',
        executions: 1,
      },
    ]);
    expect(sandbox.bank.balanceMinor()).toBe(OPENING_FEN - 12_345n);
  });

  it('that settles later is accepted, then inquired as paid with its amount', async () => {
    const { submit, inquire, runtime } = openAlipay(3_000);

    const taken = await submit();
    const early = await inquire();
    await runtime.advance(3_000);
    const late = await inquire();

    expect([taken.kind, early.kind]).toEqual(['accepted', 'accepted']);
    expect(late).toMatchObject({ ...EXECUTED, echo: { amount: INSTRUCTION.amount } });
  });

  it('under the same number with other content is a duplicate, and nothing more is paid', async () => {
    const { submit, sandbox } = openAlipay();
    await submit();

    const verdict = await submit(payout({ amount: { currency: 'CNY', minor: 99_999n } }));

    expect(verdict).toEqual({ kind: 'duplicate', partnerCode: 'PAYMENT_INFO_INCONSISTENCY' });
    expect(sandbox.bank.balanceMinor()).toBe(OPENING_FEN - 12_345n);
  });

  it('that was never sent is absent, and the same request then pays it', async () => {
    const { submit, inquire } = openAlipay();

    expect(await inquire()).toEqual({ kind: 'absent' });
    expect(await submit()).toMatchObject(EXECUTED);
  });

  it('beyond the balance is refused off the record and passes after a refill', async () => {
    const { submit, sandbox, inquire } = openAlipay();
    const tooMuch = payout({ amount: { currency: 'CNY', minor: OPENING_FEN + 1n } });

    const refused = await submit(tooMuch);

    expect(refused).toMatchObject({
      kind: 'refused',
      recorded: false,
      failure: 'risk.liquidity',
      partnerCode: 'PAYER_BALANCE_NOT_ENOUGH',
    });
    expect(await inquire()).toEqual({ kind: 'absent' });
    expect(sandbox.bank.books()).toEqual([]);
  });
});

describe('a rejection', () => {
  const remittance = 'sim:rejectAtOnce=PAYEE_ACCOUNT_STATUS_ERROR';

  it('at once is a business failure, and on record when asked', async () => {
    const { submit, inquire, sandbox } = openAlipay();

    const refused = await submit(payout({ remittance }));
    const asked = await inquire();

    const failure = 'eligibility.account.blocked';
    expect(refused).toMatchObject({ kind: 'refused', recorded: false, failure });
    expect(asked).toMatchObject({ kind: 'refused', recorded: true, failure });
    expect(sandbox.bank.books()).toEqual([]);
  });

  it('after acceptance is found by inquiry', async () => {
    const { submit, inquire, runtime } = openAlipay();

    const taken = await submit(payout({ remittance: 'sim:rejectAfter=PAYEE_NOT_EXIST:2000' }));
    await runtime.advance(2_000);

    expect(taken.kind).toBe('accepted');
    expect(await inquire()).toMatchObject({
      recorded: true,
      failure: 'eligibility.account.notfound',
    });
  });

  it('without a word of its own gets one that Alipay knows', async () => {
    const { submit, inquire } = openAlipay();

    const refused = await submit(payout({ remittance: 'sim:rejectAtOnce' }));

    expect(refused).toMatchObject({ partnerCode: 'PAYEE_ACCOUNT_STATUS_ERROR' });
    expect(await inquire()).toMatchObject({ kind: 'refused', recorded: true });
  });

  it.each([
    ['throttle', undefined, 'technical.overload.partner', 'isv.app-call-limited'],
    ['throttle', 'RESOURCE_LIMIT_EXCEED', 'technical.overload.partner', 'RESOURCE_LIMIT_EXCEED'],
    ['refuse', 'payee', 'eligibility.account.notfound', 'PAYEE_NOT_EXIST'],
    ['refuse', 'limit', 'risk.limit.velocity', 'EXCEED_LIMIT_DM_AMOUNT'],
    ['refuse', 'noFunds', 'risk.liquidity', 'PAYER_BALANCE_NOT_ENOUGH'],
    ['refuse', 'permission', 'partner.agreement', 'isv.insufficient-isv-permissions'],
    ['refuse', 'invalid', 'technical.request.malformed', 'INVALID_PARAMETER'],
    ['refuse', 'isv.invalid-signature', 'technical.thirdparty.auth', 'isv.invalid-signature'],
    ['refuse', 'SECURITY_CHECK_FAILED', 'risk.fraud.suspected', 'SECURITY_CHECK_FAILED'],
  ] as const)('by %s=%s is off the record, as %s', async (name, value, failure, partnerCode) => {
    const { submit, inquire, arm } = openAlipay();
    arm(name, value);

    const refused = await submit();

    expect(refused).toMatchObject({ kind: 'refused', recorded: false, failure, partnerCode });
    expect(await inquire()).toEqual({ kind: 'absent' });
  });

  it.each([
    ['busy', 'isp.unknow-error'],
    ['SYSTEM_ERROR', 'SYSTEM_ERROR'],
    ['PAYMENT_FAIL', 'PAYMENT_FAIL'],
  ])('that says only %s leaves doubt', async (value, partnerCode) => {
    const { submit, arm } = openAlipay();
    arm('refuse', value);

    expect(await submit()).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.error',
      partnerCode,
    });
  });
});

describe('a return', () => {
  it('is read with the whole amount', async () => {
    const { submit, inquire, sandbox } = openAlipay();
    await submit();
    sandbox.bank.giveBack(INSTRUCTION.partnerKey, 'PAYEE_CARD_INFO_ERROR', 0n);

    expect(await inquire()).toMatchObject({
      kind: 'returned',
      amount: INSTRUCTION.amount,
      feeMinor: 0n,
      partnerCode: 'PAYEE_CARD_INFO_ERROR',
    });
    expect(sandbox.bank.balanceMinor()).toBe(OPENING_FEN);
  });
});

describe('an answer that cannot be trusted', () => {
  const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;

  it.each(['unsignedAnswer', 'badSignature'] as const)(
    'because of %s leaves a paid payout in doubt, and inquiry ends it',
    async (name) => {
      const { submit, inquire, sandbox } = openAlipay();

      const lost = await submit(payout({ remittance: `sim:${name}` }));

      expect(lost).toMatchObject(CONTRACT);
      expect(sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
      expect(await inquire()).toMatchObject(EXECUTED);
    },
  );

  it('echoes another amount, for the engine to see', async () => {
    const { submit, inquire, arm } = openAlipay();
    arm('echoOtherAmount');

    const answers: readonly Verdict[] = [await submit(), await inquire()];

    const amount = { currency: 'CNY', minor: 13_345n };
    expect(answers).toMatchObject([{ echo: { amount } }, { echo: { amount } }]);
  });

  it('under the next certificate is believed when we hold it', async () => {
    const { submit, arm, sandbox } = openAlipay();
    const before = answered(await sandbox.handle(balanceRequest()));
    arm('rotateKey');
    const after = answered(await sandbox.handle(balanceRequest()));

    expect(after.body).not.toBe(before.body);
    expect(await submit()).toMatchObject(EXECUTED);
  });

  it('in HTML leaves doubt, and the repeat under the same number pays no second time', async () => {
    const { submit, sandbox } = openAlipay();

    const lost = await submit(payout({ remittance: 'sim:garbage' }));
    const again = await submit(payout({ remittance: 'sim:garbage' }));

    expect(lost).toMatchObject(CONTRACT);
    expect(again).toMatchObject(EXECUTED);
    expect(sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it('lies that the order does not exist, and the repeat tells the truth', async () => {
    const { submit, inquire, arm, runtime } = openAlipay();
    arm('inquiryNotFoundFor', '30000');
    const remittance = 'sim:error500AfterExecution';

    const lost = await submit(payout({ remittance }));
    const denied = await inquire();
    const repeated = await submit(payout({ remittance }));
    await runtime.advance(30_000);

    expect(lost).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.error' });
    expect(denied).toEqual({ kind: 'absent' });
    expect(repeated).toMatchObject(EXECUTED);
    expect(await inquire()).toMatchObject(EXECUTED);
  });
});

describe('a message of the sandbox', () => {
  it.each([
    ['executed', '借款', 'executed'],
    ['rejected', 'sim:rejectAtOnce=PAYEE_NOT_EXIST', 'refused'],
    ['returned', '借款', 'returned'],
  ] as const)(
    'about an order that was %s is read by the adapter',
    async (status, remittance, kind) => {
      const { submit, sandbox, adapter, runtime } = openAlipay();
      await submit(payout({ remittance }));
      if (status === 'returned') sandbox.bank.giveBack(INSTRUCTION.partnerKey, 'RETURNED', 0n);
      const instruction = sandbox.bank.find(INSTRUCTION.partnerKey);

      const callback = instruction === null ? null : sandbox.callback(instruction);
      const reading = adapter.readCallback(
        { headers: callback?.headers ?? {}, body: callback?.body ?? '' },
        runtime.now(),
      );

      expect(instruction?.status).toBe(status);
      expect(reading).toMatchObject({
        kind: 'news',
        news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { kind } }],
      });
    },
  );

  it('keeps its id over redeliveries and has another one for another event', async () => {
    const { submit, sandbox, runtime } = openAlipay();
    await submit();
    const idNow = () => {
      const instruction = sandbox.bank.find(INSTRUCTION.partnerKey);
      const body = instruction === null ? '' : (sandbox.callback(instruction)?.body ?? '');
      return new URLSearchParams(body).get('notify_id');
    };

    const first = idNow();
    await runtime.advance(120_000);
    const again = idNow();
    sandbox.bank.giveBack(INSTRUCTION.partnerKey, 'RETURNED', 0n);

    expect(first).toMatch(/^[0-9a-z]{34}$/);
    expect(again).toBe(first);
    expect(idNow()).not.toBe(first);
  });

  it('is refused when it is signed wrongly', async () => {
    const { submit, sandbox, adapter, runtime, arm } = openAlipay();
    await submit();
    arm('callbackBadSignature');
    const instruction = sandbox.bank.find(INSTRUCTION.partnerKey);

    const body = instruction === null ? '' : (sandbox.callback(instruction)?.body ?? '');

    expect(adapter.readCallback({ headers: {}, body }, runtime.now()).kind).toBe('rejected');
  });

  it('is taken by the adapter’s own answer and by nothing else', () => {
    const { sandbox, adapter } = openAlipay();
    const taken = (outcome: 'taken' | 'refused' | 'failed') => {
      const { status, body } = adapter.answerCallback(outcome);
      return sandbox.callbackTaken(status, body);
    };

    expect([taken('taken'), taken('refused'), taken('failed')]).toEqual([true, false, false]);
    expect(sandbox.callbackTaken(200, '"success"')).toBe(false);
    expect(sandbox.callbackTaken(500, 'success')).toBe(false);
  });

  it('comes eight times within 25 hours, as Alipay delivers', () => {
    const { sandbox } = openAlipay();
    const minutes = sandbox.callbackRetryMs.map((delayMs) => delayMs / 60_000);

    expect(minutes).toEqual([2, 10, 10, 60, 120, 360, 900]);
  });

  it('is not sent about an order in processing', async () => {
    const { submit, sandbox } = openAlipay(5_000);
    await submit();
    const instruction = sandbox.bank.find(INSTRUCTION.partnerKey);

    expect(instruction === null ? 'none' : sandbox.callback(instruction)).toBeNull();
  });
});

describe('a probe', () => {
  it('finds the sandbox alive by its signed balance', async () => {
    const { sandbox, adapter } = openAlipay();
    const probe = adapter.probe(STAMP);

    const reply = answered(await sandbox.handle(balanceRequest()));

    expect(reply.body).toContain('"available_amount":"1000000.00"');
    expect(probe.read(reply, STAMP.nowMs)).toEqual({ alive: true });
  });
});

function balanceRequest() {
  const { request } = openAlipay().adapter.probe(STAMP);
  return { ...request, body: request.body ?? '' };
}
