import type { BankOrder } from '../../bank/bank.ts';
import {
  brokenFields,
  canonicalText,
  type Fields,
  onlyFieldsIn,
  textOf,
} from '../../server/json-fields.ts';
import type { CmbKeys } from './keys.ts';
import { bookedReference } from './merchant-key.ts';
import { fenOf } from './yuan.ts';

/** The real-time channel's limit of the People's Bank: one million yuan. */
const REAL_TIME_FEN_MAX = 100_000_000n;

const TEXT_BYTES_MAX = 300;

/** An order for the bank, or the name of the field that is wrong. */
export type PaymentReading =
  | { readonly kind: 'order'; readonly order: BankOrder }
  | { readonly kind: 'wrong'; readonly field: string };

/**
 * Reads the body of BB1PAYOP. Magic values may stand in the purpose (`nusAge`) and in the payee's
 * name.
 */
export function readPayment(keys: CmbKeys, body: Fields): PaymentReading {
  const mode = onlyFieldsIn(body, 'bb1paybmx1');
  const payment = onlyFieldsIn(body, 'bb1payopx1');
  if (mode === null) return wrong('bb1paybmx1');
  if (payment === null) return wrong('bb1payopx1');
  const field = wrongField(keys, mode, payment);
  if (field !== null) return wrong(field);
  const text = (name: string) => textOf(payment, name);
  return {
    kind: 'order',
    order: {
      reference: bookedReference(text('yurRef')),
      amountMinor: fenOf(text('trsAmt')) ?? 0n,
      currency: 'CNY',
      creditorAccount: text('crtAcc'),
      creditorName: text('crtNam'),
      content: canonicalText([mode, payment]),
      text: text('nusAge'),
    },
  };
}

function wrongField(keys: CmbKeys, mode: Fields, payment: Fields): string | null {
  const text = (name: string) => textOf(payment, name);
  const fen = fenOf(text('trsAmt')) ?? 0n;
  const channel = text('stlChn') === '' ? 'Q' : text('stlChn');
  const isOwn = text('bnkFlg') !== 'N';
  const namesBank = text('brdNbr') !== '' || text('crtBnk') !== '';
  const [field = null] = brokenFields([
    ['busCod', textOf(mode, 'busCod') === 'N02030'],
    ['busMod', textOf(mode, 'busMod') === keys.businessMode],
    ['dbtAcc', text('dbtAcc') === keys.account],
    ['crtAcc', /^\d{8,35}$/.test(text('crtAcc'))],
    ['crtNam', fits(text('crtNam'))],
    ['brdNbr', /^(?:\d{12})?$/.test(text('brdNbr'))],
    ['ccyNbr', text('ccyNbr') === '10'],
    ['trsAmt', fen > 0n && (channel !== 'R' || fen <= REAL_TIME_FEN_MAX)],
    ['bnkFlg', /^[YN]?$/.test(text('bnkFlg'))],
    ['stlChn', /^[GQRI]$/.test(channel)],
    ['crtBnk', isOwn || namesBank || channel === 'R' || channel === 'I'],
    ['nusAge', fits(text('nusAge'))],
    ['yurRef', /^[0-9A-Za-z_-]{1,30}$/.test(text('yurRef'))],
  ]);
  return field;
}

function fits(text: string): boolean {
  return text.trim() !== '' && Buffer.byteLength(text, 'utf8') <= TEXT_BYTES_MAX;
}

function wrong(field: string): PaymentReading {
  return { kind: 'wrong', field };
}
