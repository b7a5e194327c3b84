/**
 * Goal: a pushed message is believed only when it is the bank's, about our account and our keys,
 * and the bank is told the truth about what became of it.
 * Method: true notices, spoilt in one place each.
 */
import { describe, expect, it } from 'vitest';

import { adapter, type Forgery, fixture, INSTRUCTION, KEY, NOW_MS, pushed } from './demo-bank.ts';

const STATUS = fixture('callback.pain002-acsc.xml');
const BOOKED = fixture('callback.camt054-book.xml');
const SALARY = STATUS.replaceAll(KEY, 'SALARY-0001').replace(/<OrgnlUETR>.*>/, '');
const OTHER_UETR = '11111111-2222-4333-8444-555555555555';
const DAY_MS = 86_400_000;

describe('a notice', () => {
  it.each<readonly [string, string, Forgery]>([
    ['signed by us', STATUS, { keyName: 'CLIENT_PRIVATE_KEY' }],
    ['signed with an unknown key', STATUS, { keyId: 'demo-bank-9' }],
    ['that is the answer to a request', STATUS, { kind: 'answer' }],
    ['from the future', STATUS, { atMs: NOW_MS + 301_000 }],
    ['cut off', STATUS.slice(0, -20), {}],
    ['of another version', STATUS.replace('pain.002.001.10', 'pain.002.001.03'), {}],
    ['that is a statement', BOOKED.replaceAll('camt.054', 'camt.053'), {}],
    ['that is an answer', fixture('inquire.own-not-found.xml'), {}],
    ['about another account of ours', BOOKED.replace('DE89', 'DE90'), {}],
    [
      'about an account that is not named',
      BOOKED.replace(/<Acct>[^]*<\/Acct>\s*<Ntry>/, '<Ntry>'),
      {},
    ],
    ['about a key that is not ours', SALARY, {}],
  ])('is rejected when it is one %s', (_name, body, forgery) => {
    const reading = adapter.readCallback(pushed(body, forgery), NOW_MS);

    expect(reading.kind).toBe('rejected');
    expect(JSON.stringify(reading)).not.toMatch(/GB33|DE89|Ada/);
  });

  it('is rejected when one byte was changed on the way', () => {
    const delivery = pushed(STATUS);

    const reading = adapter.readCallback({ ...delivery, body: `${STATUS}\n` }, NOW_MS);

    expect(reading.kind).toBe('rejected');
    expect(adapter.readCallback({ ...delivery, headers: {} }, NOW_MS).kind).toBe('rejected');
  });

  it('that is older than any redelivery is news with its date, which makes it a hint', () => {
    const sealedAtMs = NOW_MS - adapter.capabilities.latenessMsMax - 1;

    const reading = adapter.readCallback(pushed(BOOKED, { atMs: sealedAtMs }), NOW_MS);

    expect(reading).toMatchObject({ kind: 'news', sealedAtMs });
  });

  it('is believed after days of redelivery, under the id it had', () => {
    const fresh = adapter.readCallback(pushed(BOOKED), NOW_MS);
    const late = adapter.readCallback(pushed(BOOKED), NOW_MS + 4 * DAY_MS);

    expect(late).toStrictEqual(fresh);
    expect(late).toMatchObject({ kind: 'news', eventId: 'camt.054:FIXTURE-CAMT054-001' });
  });

  it('leaves doubt about a debit that claims to be a reversal or a return', () => {
    const reversed = BOOKED.replace('DBIT</CdtDbtInd>', 'DBIT</CdtDbtInd><RvslInd>true</RvslInd>');
    const returned = BOOKED.replace('</TxDtls>', '<RtrInf/></TxDtls>');

    for (const body of [reversed, returned]) {
      const reading = adapter.readCallback(pushed(body), NOW_MS);
      expect(reading).toMatchObject({ kind: 'news', news: [{ verdict: { kind: 'unknown' } }] });
    }
  });

  it('leaves doubt about a return whose amount or charges cannot be counted', () => {
    const returned = fixture('callback.camt054-return-fee.xml');
    const verdictOf = (body: string) => {
      const reading = adapter.readCallback(pushed(body), NOW_MS);
      return reading.kind === 'news' ? reading.news[0]?.verdict.kind : reading.kind;
    };

    expect(verdictOf(returned)).toBe('returned');
    expect(verdictOf(returned.replaceAll('113.45', '113.456'))).toBe('unknown');
    expect(verdictOf(returned.replace('10.00', '10.001'))).toBe('unknown');
    expect(verdictOf(returned.replace('"EUR">10.00', '"USD">10.00'))).toBe('unknown');
  });
});

describe('a status report is found', () => {
  const nameless = STATUS.replace(/<OrgnlEndToEndId>.*</, '<OrgnlEndToEndId>NOTPROVIDED<');

  it.each([
    ['without our message id', STATUS.replace(`>${KEY}</OrgnlMsgId`, '>NOTPROVIDED</OrgnlMsgId')],
    [
      'by the payment’s ids alone',
      STATUS.replaceAll(/>\w+<\/Orgnl(MsgId|PmtInfId)/g, '>NOTPROVIDED</Orgnl$1'),
    ],
    ['without an end-to-end id', nameless],
    ['by its UETR below our message id', nameless.replace(/<OrgnlInstrId>.*<\/OrgnlInstrId>/, '')],
  ])('%s', (_how, body) => {
    expect(adapter.readCallback(pushed(body), NOW_MS)).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: KEY, verdict: { kind: 'executed' } }],
    });
  });

  const byUetr = STATUS.replaceAll(KEY, 'NOTPROVIDED');
  const [UETR = ''] = adapter.references?.(INSTRUCTION) ?? [];

  it.each([
    ['among ids that the bank did not repeat', byUetr],
    ['in capitals', byUetr.replace(UETR, UETR.toUpperCase())],
    [
      'below words of the bank for message and batch',
      byUetr.replaceAll(/NOTPROVIDED(?=<\/Orgnl(?:Msg|PmtInf)Id)/g, 'BANK-WORD'),
    ],
  ])('by our UETR alone, %s, which may be another’s until the journal knows it', (_how, body) => {
    expect(adapter.readCallback(pushed(body), NOW_MS)).toMatchObject({
      kind: 'news',
      news: [
        {
          partnerKey: UETR,
          mayBeAnothers: true,
          verdict: { kind: 'executed' },
        },
      ],
    });
  });

  it('by our UETR, and says nothing for certain where another’s end-to-end id stands beside it', () => {
    const mixed = byUetr.replace(/<OrgnlEndToEndId>.*</, '<OrgnlEndToEndId>SALARY-0001<');

    expect(adapter.readCallback(pushed(mixed), NOW_MS)).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: UETR, mayBeAnothers: true, verdict: { kind: 'unknown' } }],
    });
  });

  it('by nobody when it names two UETRs and no key of ours', () => {
    const [payment = ''] = /<TxInfAndSts>[^]*<\/TxInfAndSts>/.exec(byUetr) ?? [];
    const two = byUetr.replace('<TxInfAndSts>', `${payment.replace(UETR, OTHER_UETR)}$&`);

    expect(adapter.readCallback(pushed(two), NOW_MS).kind).toBe('rejected');
  });

  it('by nobody when it names two of our keys and no message of ours', () => {
    const two = STATUS.replace(`>${KEY}</OrgnlMsgId`, '>X</OrgnlMsgId').replace(
      `>${KEY}</OrgnlPmtInfId`,
      `>${KEY.replace('B', 'C')}</OrgnlPmtInfId`,
    );

    expect(adapter.readCallback(pushed(two), NOW_MS).kind).toBe('rejected');
  });
});

describe('a notice about other business', () => {
  it('is news without news, not one entry too few', () => {
    const reading = adapter.readCallback(
      pushed(fixture('callback.camt054-other-business.xml')),
      NOW_MS,
    );

    expect(reading).toStrictEqual({
      kind: 'news',
      eventId: 'camt.054:FIXTURE-CAMT054-011',
      sealedAtMs: NOW_MS,
      news: [],
    });
  });
});

describe('the answer to a notice', () => {
  it('is a receipt only once the news is durable', () => {
    expect(adapter.answerCallback('taken')).toMatchObject({ status: 200 });
    expect(adapter.answerCallback('taken').body).toContain('TAKEN');
    for (const outcome of ['refused', 'failed'] as const) {
      expect(adapter.answerCallback(outcome).status).toBeGreaterThanOrEqual(400);
      expect(adapter.answerCallback(outcome).body).not.toContain('TAKEN');
    }
  });
});
