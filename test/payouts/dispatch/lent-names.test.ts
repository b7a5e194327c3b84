/**
 * Goal: an attempt whose partner is asked by its own reference alone, and whose every answer was lost,
 * ends by the partner's answer about the record that a hint names; a hint that names somebody
 * else's record decides nothing, and many of them stay few questions and few lines.
 * Method: the whole engine over a scripted partner that answers by the reference it is asked for, and
 * PayPal's own reading of a notice and of the details of a batch.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { answerToLentName } from '../../../src/payouts/dispatch/answer-to-lent-name.ts';
import { nextAskAtMs } from '../../../src/payouts/model/hint-schedule.ts';
import { ABSENT, ACCEPTED, EXECUTED, LOST, refused, RETURNED } from '../../support/payouts.ts';
import {
  BATCH_ID,
  demoAdapter,
  INSTRUCTION,
  reply,
  STAMP,
} from '../../adapters/paypal/demo-paypal.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const DELIVERY = { headers: {}, body: 'the raw body' };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const OURS = 'OURBATCH';
const CAPABILITIES = {
  callbackProves: 'hint',
  inquiryBy: 'reference',
  notFoundIsProofAfterMs: null,
} as const;

/** A payout whose every submit is lost, at a partner that knows our record, and others'. */
async function nameless(submitted: Verdict = LOST) {
  const bank = fakePartner({ capabilities: CAPABILITIES });
  bank.reply('submit', submitted);
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a');
  const key = world.keyOf(id, 1);
  bank.replyTo('inquire', ({ partnerReference }) =>
    partnerReference === OURS
      ? ({ ...EXECUTED, partnerReference: OURS, echo: { partnerKey: key } } as Verdict)
      : ({ ...EXECUTED, partnerReference: 'THEIRS', echo: {} } as Verdict),
  );
  let events = 0;
  const hint = async (askBy: string, verdict: Verdict = EXECUTED) => {
    events += 1;
    const news = [{ partnerKey: key, askBy, verdict }];
    bank.readsCallbackAs({ kind: 'news', eventId: `event-${events}`, news });
    const answer = await world.service.callback('bank-a', DELIVERY);
    await world.runtime.advance(200);
    return answer?.body;
  };
  const kinds = async () => (await world.journal.events(id, 0, 10_000)).map(({ kind }) => kind);
  return { bank, world, id, hint, kinds };
}

describe('a hint about an attempt without a reference', () => {
  it('lends its own to a question, and the answer pays the payout', async () => {
    const { bank, world, id, hint } = await nameless();
    expect(await world.stored(id)).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ partnerReference: null }],
    });

    expect(await hint(OURS)).toBe('taken');

    expect(bank.sentOn('inquire')).toHaveLength(1);
    expect(await world.stored(id)).toMatchObject({
      state: 'PAID',
      attempts: [{ state: 'EXECUTED', partnerReference: OURS }],
    });
  });

  it('does so also where the notice says less than the answer', async () => {
    const { world, id, hint } = await nameless();

    await hint(OURS, LOST);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('decides nothing by the record of somebody else, and gives the attempt no reference', async () => {
    const { bank, world, id, hint } = await nameless();

    await hint('THEIRS');
    const asked = bank.sentOn('inquire').length;
    await world.runtime.advance(2 * HOUR_MS);

    expect(asked).toBe(1);
    expect(await world.stored(id)).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ state: 'UNKNOWN', partnerReference: null }],
    });
  });

  it('is heard a minute later after others that name somebody else’s', async () => {
    const { world, id, hint } = await nameless();
    for (const n of [1, 2, 3]) await hint(`THEIRS${n}`);

    await hint(OURS);
    await world.runtime.advance(MINUTE_MS);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('is one question a minute and a line per question, however many names come', async () => {
    const { bank, world, id, hint, kinds } = await nameless();

    for (let n = 0; n < 1_500; n++) await hint(`THEIRS${n}`);

    // 1,500 deliveries, 200 ms apart: five minutes.
    expect(bank.sentOn('inquire').length).toBeLessThanOrEqual(6);
    expect((await kinds()).filter((kind) => kind === 'hinted').length).toBeLessThanOrEqual(8);
    expect(await world.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
  });

  it('finds a payment of a dead attempt: a CONFLICT', async () => {
    const { world, id, hint } = await nameless(refused('eligibility.account.closed', true));
    expect(await world.stored(id)).toMatchObject({ state: 'FAILED' });

    await hint(OURS);

    expect(await world.stored(id)).toMatchObject({ state: 'CONFLICT' });
  });
});

describe('questions by lent names', () => {
  const hint = { verdict: 'executed', denied: 0, askedAtMs: null, dueAtMs: 0 } as const;
  const pause = (asked: number, names: number) =>
    nextAskAtMs({ ...hint, asked, askBy: Array.from({ length: names }, String) }, 0);

  it('are a minute apart until each name had its turn, then doubling to an hour', () => {
    expect([0, 1, 2, 3, 4].map((asked) => pause(asked, 3))).toEqual(
      [1, 1, 1, 2, 4].map((minutes) => minutes * MINUTE_MS),
    );
    expect(pause(50, 3)).toBe(HOUR_MS);
  });

  it('end after some three days', () => {
    expect([pause(79, 1), pause(80, 1), pause(80, 0)]).toEqual([HOUR_MS, null, HOUR_MS]);
  });
});

describe('the answer to a question by a lent name', () => {
  const echoing = (verdict: Verdict, echo: object) => ({ ...verdict, echo }) as Verdict;
  const CLOSED = refused('eligibility.account.closed', true);

  it.each([ACCEPTED, EXECUTED, RETURNED, CLOSED])(
    'counts where it repeats our key: $kind',
    (word) => {
      const ours = echoing(word, { partnerKey: 'ours' });

      expect(answerToLentName(ours, 'ours')).toEqual(ours);
      expect(answerToLentName(echoing(word, { partnerKey: 'theirs' }), 'ours').kind).toBe(
        'unknown',
      );
      expect(answerToLentName(echoing(word, {}), 'ours').kind).toBe('unknown');
    },
  );

  it.each([
    ['running', 'PROCESSING'],
    ['denied', 'DENIED'],
    ['done', 'SUCCESS'],
  ])('is doubt where PayPal shows a batch of others, %s', (_what, status) => {
    const asked = { ...INSTRUCTION, partnerReference: BATCH_ID };
    const header = { payout_batch_id: BATCH_ID, batch_status: status };
    const call = demoAdapter().inquire(asked, STAMP);
    const read = call.read(reply(200, { batch_header: header, items: [] }), 0);

    expect(answerToLentName(read, INSTRUCTION.partnerKey).kind).toBe('unknown');
  });

  it('is doubt where nothing was found', () => {
    expect(answerToLentName(ABSENT, 'ours').kind).toBe('unknown');
  });
});
