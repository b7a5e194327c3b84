/**
 * Goal: a booking is evidence of what it is, by its kind and by what was booked; it is found by
 * every reference that we ever sent; and no entry spoils another.
 * Method: the true notice of a booked payment, with its entry changed in one place, repeated, or
 * put beside a stranger's.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackNews } from '../../../src/contract/adapter.ts';
import { adapter, fixture, INSTRUCTION, KEY, NOW_MS, pushed } from './demo-bank.ts';

const BOOKED = fixture('callback.camt054-book.xml');
const RETURNED = fixture('callback.camt054-return-fee.xml');
const BATCH = fixture('callback.camt054-batch.xml');
const [UETR = ''] = adapter.references?.(INSTRUCTION) ?? [];
const [ENTRY = ''] = /<Ntry>[^]*<\/Ntry>/.exec(BOOKED) ?? [];

function newsIn(body: string): readonly CallbackNews[] {
  const reading = adapter.readCallback(pushed(body), NOW_MS);
  return reading.kind === 'news' ? reading.news : [];
}

const verdictsIn = (body: string) => newsIn(body).map(({ verdict }) => verdict);
const subFamily = (body: string, code: string) =>
  body.replace(/<SubFmlyCd>\w+/, `<SubFmlyCd>${code}`);
const family = (body: string, code: string) => body.replace(/(<Fmly>\s*<Cd>)\w+/, `$1${code}`);
const booking = (amount: string, instructed = '123.45') =>
  BOOKED.replaceAll('"EUR">123.45', `"EUR">${amount}`).replace(
    /(<InstdAmt>\s*<Amt Ccy="EUR">)[\d.]+/,
    `$1${instructed}`,
  );

describe('the kind of an entry', () => {
  it.each([
    'CHRG',
    'FEES',
    'COMM',
    'COME',
    'COMI',
    'COMT',
    'TAXE',
    'ADJT',
    'DAJT',
    'INTR',
    'RIMB',
    'XK99',
  ])('makes %s no payment, whatever amounts and references it repeats', (code) => {
    for (const body of [BOOKED, booking('2.50'), BOOKED.replace('BOOK', 'PDNG')]) {
      expect(verdictsIn(subFamily(body, code))).toMatchObject([{ kind: 'unknown' }]);
    }
  });

  it('says that nobody has to look at a charge, and somebody at an adjustment', () => {
    expect(newsIn(subFamily(BOOKED, 'CHRG'))).toMatchObject([{ isRoutine: true }]);
    for (const code of ['ADJT', 'ESCT']) {
      expect(newsIn(subFamily(BOOKED, code))[0]).not.toHaveProperty('isRoutine');
    }
  });

  it('makes a charge given back no return', () => {
    const reversed = fixture('callback.camt054-reversal.xml');

    expect(verdictsIn(reversed)).toMatchObject([{ kind: 'returned' }]);
    expect(verdictsIn(subFamily(reversed, 'CHRG'))).toMatchObject([{ kind: 'unknown' }]);
    expect(verdictsIn(subFamily(RETURNED, 'RIMB'))).toMatchObject([{ kind: 'unknown' }]);
  });

  it('makes a credit that is a return one, even without a mark or a reason', () => {
    const bare = RETURNED.replace(/<RtrInf>[^]*<\/RtrInf>/, '');

    expect(verdictsIn(bare)).toMatchObject([
      { kind: 'returned', amount: { minor: 11_345n }, feeMinor: 1_000n, partnerCode: 'RRTN' },
    ]);
    expect(verdictsIn(subFamily(bare, 'ESCT'))).toMatchObject([{ kind: 'unknown' }]);
  });

  it('is read from the transaction before the entry, and a charge in either is one', () => {
    const code = (sub: string) =>
      `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>${sub}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
    const inside = (body: string, sub: string) => body.replace('<RltdPties>', `${code(sub)}$&`);

    expect(verdictsIn(inside(BOOKED, 'CHRG'))).toMatchObject([{ kind: 'unknown' }]);
    expect(verdictsIn(inside(subFamily(BOOKED, 'CHRG'), 'ESCT'))).toMatchObject([
      { kind: 'unknown' },
    ]);
    expect(verdictsIn(inside(subFamily(BOOKED, 'XK99'), 'ESCT'))).toMatchObject([
      { kind: 'executed' },
    ]);
  });

  it.each(['IDDT', 'RDDT', 'CCRD', 'MDOP'])('of family %s is no credit transfer', (code) => {
    expect(verdictsIn(family(BOOKED, code))).toMatchObject([{ kind: 'unknown' }]);
  });

  it('may be unstated where the amount is exactly the payment’s', () => {
    const proprietary = (body: string, code: string) =>
      body.replace(/<BkTxCd>[^]*<\/BkTxCd>/, `<BkTxCd><Prtry><Cd>${code}</Cd></Prtry></BkTxCd>`);

    expect(verdictsIn(proprietary(BOOKED, 'NTRF+116'))).toMatchObject([{ kind: 'executed' }]);
    expect(verdictsIn(proprietary(BOOKED, 'NCHG+808'))).toMatchObject([{ kind: 'unknown' }]);
    expect(verdictsIn(proprietary(booking('125.95'), 'NTRF+116'))).toMatchObject([
      { kind: 'unknown' },
    ]);
  });
});

describe('what was booked', () => {
  const WHOLE = { kind: 'executed', echo: { amount: { currency: 'EUR', minor: 12_345n } } };
  const DOUBT = { kind: 'unknown' };
  /** Doubt while the attempt lives, for the amount is never ours; a conflict once it is dead. */
  const ANOTHER = { kind: 'executed', echo: { partnerKey: KEY, amount: 'unreadable' } };

  it.each([
    ['123.45', WHOLE],
    ['000000000000123.45', WHOLE],
    ['125.95', WHOLE], // Payment and charge in one debit.
    ['123.44', ANOTHER],
    ['50.00', ANOTHER],
    ['0.00', DOUBT],
    ['246.90', ANOTHER], // Twice the payment is no charge.
    ['123.456', DOUBT],
  ])('in a debit of %s for 123.45 decides', (amount, verdict) => {
    expect(verdictsIn(booking(amount))).toMatchObject([verdict]);
  });

  it('must be explained by the charges where the entry names them', () => {
    const charged = (amount: string, charges: string) =>
      booking(amount).replace(
        '<RltdPties>',
        `<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">${charges}</TtlChrgsAndTaxAmt></Chrgs>$&`,
      );

    expect(verdictsIn(charged('125.95', '2.50'))).toMatchObject([{ kind: 'executed' }]);
    expect(verdictsIn(charged('125.95', '2.51'))).toMatchObject([ANOTHER]);
    expect(verdictsIn(charged('123.45', '2.50'))).toMatchObject([{ kind: 'executed' }]);
  });

  it('is never believed to be more than the entry or its transaction says', () => {
    const entryLess = BOOKED.replace('"EUR">123.45', '"EUR">2.50');
    const transactionLess = BOOKED.replace(/(<\/Refs>\s*<Amt Ccy="EUR">)123.45/, '$12.50');

    for (const body of [entryLess, transactionLess]) {
      expect(verdictsIn(body)).toMatchObject([ANOTHER]);
    }
  });

  it('is no other amount of ours where it is announced, or its kind is not stated', () => {
    const announced = booking('50.00').replace('BOOK', 'PDNG');
    const unstated = (body: string) => body.replace(/<BkTxCd>[^]*<\/BkTxCd>/, '');
    const [own] = verdictsIn(unstated(booking('2.50', '2.50')));

    expect(verdictsIn(announced)).toMatchObject([DOUBT]);
    expect(verdictsIn(unstated(booking('50.00')))).toMatchObject([DOUBT]);
    // A charge may repeat our key: what does not say that it is a payment vouches for no key.
    expect(own).toMatchObject({ kind: 'executed', echo: { amount: { minor: 250n } } });
    expect(own).not.toHaveProperty('echo.partnerKey');
  });

  it('in another currency is the payment only beside its own amount', () => {
    const booked = BOOKED.replace('"EUR">123.45', '"CHF">118.00');
    const without = booked.replace(/(<\/Refs>\s*)<Amt Ccy="EUR">123.45<\/Amt>/, '$1');

    expect(verdictsIn(booked)).toMatchObject([{ kind: 'executed' }]);
    expect(verdictsIn(without)).toMatchObject([ANOTHER]);
  });

  it('in a batch is the transaction’s own amount, never the total', () => {
    const own = /<Amt Ccy="EUR">123.45<\/Amt>(?=\s*<CdtDbtInd>DBIT<\/CdtDbtInd>\s*<RltdPties>)/;
    const amount = '<AmtDtls><TxAmt><Amt Ccy="EUR">123.45</Amt></TxAmt></AmtDtls>';
    const byTxAmt = BATCH.replace(own, '').replaceAll('<RltdPties>', `${amount}$&`);

    expect(verdictsIn(BATCH)).toMatchObject([{ echo: { amount: { minor: 12_345n } } }]);
    expect(verdictsIn(byTxAmt)).toMatchObject([{ echo: { amount: { minor: 12_345n } } }]);
    expect(verdictsIn(BATCH.replace(own, ''))).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('a return', () => {
  it('has no fee where the whole came back, whatever was charged elsewhere', () => {
    const whole = RETURNED.replaceAll('"EUR">113.45', '"EUR">123.45');

    expect(verdictsIn(whole)).toMatchObject([{ amount: { minor: 12_345n }, feeMinor: 0n }]);
  });
});

describe('a booking is found', () => {
  const refs = (body: string, inside: string) =>
    body.replace(/<Refs>[^]*?<\/Refs>/, `<Refs>${inside}</Refs>`);
  const NONE = '<EndToEndId>NOTPROVIDED</EndToEndId>';

  it.each(['MsgId', 'PmtInfId', 'InstrId', 'EndToEndId', 'TxId', 'AcctOwnrTxId'])(
    'by %s alone',
    (name) => {
      const news = newsIn(refs(BOOKED, `${NONE}<${name}> ${KEY}</${name}>`));

      expect(news).toMatchObject([{ partnerKey: KEY, verdict: { kind: 'executed' } }]);
      expect(news[0]).not.toHaveProperty('mayBeAnothers');
    },
  );

  it.each([UETR, UETR.toUpperCase()])('by the UETR %s alone, which may be a stranger’s', (uetr) => {
    expect(newsIn(refs(RETURNED, `${NONE}<UETR>${uetr}</UETR>`))).toMatchObject([
      { partnerKey: UETR, mayBeAnothers: true, verdict: { kind: 'returned' } },
    ]);
  });

  it('by its batch, which holds one payment', () => {
    const btch = (count: string) =>
      `<Btch><MsgId>${KEY}</MsgId><PmtInfId>${KEY}</PmtInfId>${count}</Btch>`;
    const batch = (body: string, count = '') => body.replace('<NtryDtls>', `$&${btch(count)}`);
    const bare = BOOKED.replace(/<TxDtls>[^]*<\/TxDtls>/, '');

    for (const body of [refs(BOOKED, NONE), bare]) {
      expect(newsIn(batch(body))).toMatchObject([
        { partnerKey: KEY, verdict: { kind: 'executed' } },
      ]);
      expect(verdictsIn(batch(body, '<NbOfTxs>2</NbOfTxs>'))).toMatchObject([{ kind: 'unknown' }]);
    }
  });

  it('by the entry’s own reference', () => {
    const bare = BOOKED.replace(/<NtryDtls>[^]*<\/NtryDtls>/, '');
    const named = bare.replace('<Ntry>', `<Ntry><NtryRef>${KEY}</NtryRef>`);

    expect(newsIn(named)).toMatchObject([{ partnerKey: KEY, verdict: { kind: 'executed' } }]);
    expect(newsIn(bare)).toEqual([]);
  });

  it('but decides nothing where its names contradict each other', () => {
    const other = KEY.replace('B', 'C');

    for (const body of [
      BOOKED.replace(/(<UETR>)./, '$17'),
      BOOKED.replace(/(<InstrId>).*</, `$1${other}<`),
    ]) {
      expect(verdictsIn(body)).toMatchObject([{ kind: 'unknown' }]);
    }
  });
});

describe('an entry that only the bank’s own reference names', () => {
  const [REFERENCE = ''] = /(?<=<AcctSvcrRef>)[^<]+/.exec(BOOKED) ?? [];
  const nameless = BOOKED.replaceAll(KEY, 'NOTPROVIDED').replace(/<UETR>.*<\/UETR>/, '');
  const bare = nameless
    .replace(/<Refs>[^]*<\/Refs>/, '')
    .replace('<BkTxCd>', `<AcctSvcrRef>${REFERENCE}</AcctSvcrRef>$&`);
  const details = /<NtryDtls>[^]*<\/NtryDtls>/;

  it.each([
    ['in the transaction', nameless],
    ['in the entry, without Refs', bare],
  ])('%s is news that may be another’s, and names nobody of ours', (_where, body) => {
    expect(newsIn(body)).toMatchObject([
      {
        partnerKey: '',
        partnerReference: REFERENCE,
        mayBeAnothers: true,
        verdict: { kind: 'executed' },
      },
    ]);
    const [news] = newsIn(body);
    expect(news?.verdict).not.toHaveProperty('echo.partnerKey');
  });

  it('is told where the entry has no details too', () => {
    expect(newsIn(bare.replace(details, ''))).toMatchObject([{ partnerReference: REFERENCE }]);
  });

  it.each(['EndToEndId', 'InstrId'])('beside another payment’s %s is that payment’s', (id) => {
    const another = nameless.replace(new RegExp(`<${id}>[^<]*`), `<${id}>SALARY-0001`);

    expect(another).not.toBe(nameless);
    expect(newsIn(another)).toEqual([]);
  });

  it('is not asked by it where a key of ours or a UETR names it', () => {
    for (const body of [BOOKED, BOOKED.replaceAll(KEY, 'NOTPROVIDED')]) {
      expect(newsIn(body)).toHaveLength(1);
      expect(newsIn(body)[0]).not.toHaveProperty('partnerReference');
    }
  });

  it('stands for one transaction, never for all of an entry', () => {
    const [transaction = ''] = /<TxDtls>[^]*<\/TxDtls>/.exec(bare) ?? [];

    expect(newsIn(bare.replace('<TxDtls>', `${transaction}$&`))).toEqual([]);
  });

  it('is found beside one that our key names', () => {
    const [transaction = ''] = /<TxDtls>[^]*<\/TxDtls>/.exec(nameless) ?? [];
    const names = newsIn(BOOKED.replace('</TxDtls>', `$&${transaction}`));

    expect(names).toMatchObject([{ partnerKey: KEY }, { partnerReference: REFERENCE }]);
  });
});

describe('an entry does not spoil the others', () => {
  const beside = (entry: string) => [
    BOOKED.replace('<Ntry>', `${entry}$&`),
    BOOKED.replace('</Ntry>', `$&${entry}`),
  ];
  const stranger = ENTRY.replaceAll(KEY, 'SALARY-0001').replace(/<UETR>.*<\/UETR>/, '');

  it.each([
    ['of a stranger, without a status', stranger.replace(/<Sts>[^]*<\/Sts>/, '')],
    ['of a stranger, with repeated references', stranger.replace('<TxDtls>', '$&<Refs/>')],
    ['of a stranger, without anything', '<Ntry/>'],
    ['of a stranger, neither debit nor credit', stranger.replaceAll('DBIT', 'BOTH')],
  ])('%s', (_how, entry) => {
    for (const body of beside(entry)) {
      expect(verdictsIn(body)).toMatchObject([{ kind: 'executed' }]);
    }
  });

  it.each([
    ['without a status', ENTRY.replace(/<Sts>[^]*?<\/Sts>/, '')],
    ['with a debit that is a credit inside', ENTRY.replace('DBIT', 'CRDT')],
    ['with an unclear reversal mark', ENTRY.replace('<Sts>', '<RvslInd>yes</RvslInd>$&')],
  ])('of ours that cannot be read, %s: it is kept as doubt', (_how, entry) => {
    const other = entry.replaceAll(KEY, KEY.replace('B', 'C')).replace(/<UETR>.*<\/UETR>/, '');

    for (const body of beside(other)) {
      const kinds = verdictsIn(body).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['executed', 'unknown']);
    }
  });

  it('of another account in the same file', () => {
    const [block = ''] = /<Ntfctn>[^]*<\/Ntfctn>/.exec(BOOKED) ?? [];
    const foreign = block.replace('DE89', 'DE90').replace(/<Sts>[^]*?<\/Sts>/, '');

    for (const body of [
      BOOKED.replace('<Ntfctn>', `${foreign}$&`),
      BOOKED.replace('</Ntfctn>', `$&${foreign}`),
    ]) {
      expect(verdictsIn(body)).toMatchObject([{ kind: 'executed' }]);
    }
  });
});
