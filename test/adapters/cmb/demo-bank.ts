import { createCipheriv, createDecipheriv, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { sm2 } from 'sm-crypto';
import { sm2 as keyPairs } from 'sm-crypto-v2';

import { createCmb } from '../../../adapters/cmb/adapter.ts';
import type {
  CallbackDelivery,
  Instruction,
  PartnerAdapter,
  Stamp,
} from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

/** The moment of every test: 2026-11-24, 09:00 in Beijing. */
export const NOW_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

export const FIXTURES = new URL('../../../fixtures/', import.meta.url);

export type DialectName = 'RSA' | 'SM';

export const DIALECTS = ['RSA', 'SM'] as const satisfies readonly DialectName[];

/** One key, one card, one name: what the tests pay with. */
export const INSTRUCTION: Instruction = {
  partnerKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: {
    name: '演示用户',
    account: { type: 'cn_bank_account', value: '6225880212345678', bank: '102100099996' },
  },
  remittance: '借款到账',
  intentAtMs: NOW_MS,
  partnerReference: null,
  supersededReferences: [],
};

/** How {@link INSTRUCTION}'s key stands on the wire; computed by hand, not by the adapter. */
export const YUR_REF = '02M6ivdv27b8cQhVjwzcIRrmlsV';

export const STAMP: Stamp = { nowMs: NOW_MS, nonce: '0123456789abcdef0123456789abcdef' };

/** What a request under {@link STAMP} calls itself. */
export const REQID = `20261124090000000${STAMP.nonce}`;

/** What the bank repeats of {@link INSTRUCTION}. */
export const ECHO = {
  partnerKey: INSTRUCTION.partnerKey,
  amount: INSTRUCTION.amount,
  account: INSTRUCTION.creditor.account.value,
};

export const secret = demoSecret('cmb', FIXTURES);

/** The demo secrets, some of them replaced. */
export function secretWith(changes: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => changes[name] ?? secret(name);
}

export function demoAdapter(changes: Readonly<Record<string, string>> = {}): PartnerAdapter {
  return createCmb(secretWith(changes));
}

/** What may be spoilt about a message before it is closed. */
export interface Sealing {
  readonly dialect?: DialectName;
  /** Which of the bank's pairs signs. */
  readonly key?: 'current' | 'next' | 'stranger';
  /** Changes the text after it was signed. */
  readonly tamper?: (text: string) => string;
  /** Leaves the signature out. */
  readonly unsigned?: boolean;
  readonly status?: number;
}

/** An answer as the bank sends it. Written out here again, so that a common mistake cannot hide. */
export function sealedReply(response: unknown, sealing: Sealing = {}): PartnerReply {
  const { status = 200 } = sealing;
  const text = (sigdat: string) =>
    sorted({ response, signature: { sigtim: '20261124090000', sigdat } });
  const plain =
    sealing.unsigned === true ? sorted({ response }) : text(signed(text(PLACEHOLDER), sealing));
  return { status, headers: {}, body: closed((sealing.tamper ?? same)(plain), sealing.dialect) };
}

/** Closes any text as the bank would: signed or not is the text's own business. */
export function closed(text: string, dialect: DialectName = 'RSA'): string {
  const cipher =
    dialect === 'SM'
      ? createCipheriv('sm4-cbc', Buffer.from(secret('SM4_KEY')), vector(secret('USER_ID')))
      : createCipheriv('aes-256-ecb', Buffer.from(secret('AES_KEY')), null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** Opens what the adapter sent, as the bank does. */
export function openRequest({ body = '' }: PartnerRequest): {
  readonly form: Record<string, string>;
  readonly text: string;
} {
  const form = Object.fromEntries(new URLSearchParams(body));
  const decipher =
    form['ALG'] === 'SM'
      ? createDecipheriv('sm4-cbc', Buffer.from(secret('SM4_KEY')), vector(secret('USER_ID')))
      : createDecipheriv('aes-256-ecb', Buffer.from(secret('AES_KEY')), null);
  const bytes = Buffer.from(form['DATA'] ?? '', 'base64');
  const text = Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
  return { form, text };
}

/** The response of a function, received unless told otherwise. */
export function response(
  funcode: string,
  body: unknown,
  head: Readonly<Record<string, unknown>> = {},
) {
  return {
    body,
    head: {
      bizcode: '',
      funcode,
      reqid: REQID,
      resultcode: 'SUC0000',
      resultmsg: '',
      rspid: '202611240900000000001000DEMO',
      userid: secret('USER_ID'),
      ...head,
    },
  };
}

/** The result of an order, as the answer to its submit shows it. */
export function result(
  reqSts: string,
  rtnFlg = '',
  changes: Readonly<Record<string, unknown>> = {},
) {
  return { reqNbr: '5120015719', evtIst: '', reqSts, rtnFlg, errCod: 'SUC0000', ...changes };
}

export function submitReply(results: unknown, sealing?: Sealing): PartnerReply {
  return sealedReply(response('BB1PAYOP', { bb1payopz1: results }), sealing);
}

/** An order as a list shows it. */
export function record(
  reqSts: string,
  rtnFlg = '',
  changes: Readonly<Record<string, unknown>> = {},
) {
  return {
    reqNbr: '5480037057',
    busCod: 'N02030',
    busMod: secret('BUSINESS_MODE'),
    dbtAcc: secret('DEBTOR_ACCOUNT'),
    crtAcc: INSTRUCTION.creditor.account.value,
    crtNam: INSTRUCTION.creditor.name,
    ccyNbr: '10',
    trsAmt: '123.45',
    oprDat: '20261124',
    yurRef: YUR_REF,
    reqSts,
    rtnFlg,
    rtnNar: '',
    ...changes,
  };
}

export function listReply(records: unknown, sealing?: Sealing): PartnerReply {
  return sealedReply(response('BB1PAYQR', { bb1payqrz1: records }), sealing);
}

/** What may be spoilt about a notice before it goes out. */
export interface NoticeSealing {
  readonly dialect?: DialectName;
  readonly forged?: boolean;
  readonly changes?: Readonly<Record<string, string>>;
  readonly corpNbr?: string;
  readonly tamper?: (text: string) => string;
}

/** A notice about a payment, its content as text, as the bank pushes it. */
export function noticeOf(content: string, sealing: NoticeSealing = {}): CallbackDelivery {
  const { dialect = 'RSA', corpNbr = secret('CORP_NBR') } = sealing;
  const text = (sigdat: string) =>
    JSON.stringify({
      sigtim: '20261124090000',
      sigdat,
      notdat: content,
      notkey: secret('DEBTOR_ACCOUNT'),
      usrnbr: secret('USER_ID'),
      notnbr: '1534062647609700354',
      nottyp: 'YQN02030',
      ...sealing.changes,
    });
  const blank = text(sealing.forged === true ? 'forged' : PLACEHOLDER);
  const signature =
    dialect === 'SM'
      ? sm2Signature(blank, secret('SM2_NOTICE_PRIVATE_KEY'), '1234567812345678')
      : rsaSignature(blank, secret('RSA_BANK_PRIVATE_KEY'));
  const full = (sealing.tamper ?? same)(text(signature));
  const enptData = dialect === 'SM' ? closedNotice(full, corpNbr) : closed(full, 'RSA');
  return { headers: {}, body: JSON.stringify({ corpNbr, enptData }) };
}

export function readText(path: string): string {
  return readFileSync(new URL(path, FIXTURES), 'utf8');
}

const PLACEHOLDER = '__signature_sigdat__';

/** The private key of the standard's own example (GM/T 0003.5): nobody's. */
const STRANGER_SM2 = Buffer.from(
  '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8',
  'hex',
).toString('base64');

function signed(text: string, { dialect = 'RSA', key = 'current' }: Sealing): string {
  if (dialect === 'SM') {
    const name = key === 'next' ? 'SM2_BANK_NEXT_PRIVATE_KEY' : 'SM2_BANK_PRIVATE_KEY';
    const userId = secret('USER_ID').padEnd(16, '0');
    return sm2Signature(text, key === 'stranger' ? STRANGER_SM2 : secret(name), userId);
  }
  const name = key === 'next' ? 'RSA_BANK_NEXT_PRIVATE_KEY' : 'RSA_BANK_PRIVATE_KEY';
  return rsaSignature(text, secret(key === 'stranger' ? 'RSA_USER_PRIVATE_KEY' : name));
}

function rsaSignature(text: string, pem: string): string {
  return sign('sha256', Buffer.from(text, 'utf8'), createPrivateKey(pem)).toString('base64');
}

/** Each is half the work of a signature, and the keys are few. */
const publicKeys = new Map<string, string>();

function sm2Signature(text: string, base64: string, userId: string): string {
  const key = Buffer.from(base64, 'base64').toString('hex');
  const publicKey = publicKeys.get(key) ?? keyPairs.getPublicKeyFromPrivateKey(key);
  publicKeys.set(key, publicKey);
  const signature = sm2.doSignature(text, key, { hash: true, userId, publicKey });
  return Buffer.from(signature, 'hex').toString('base64');
}

function closedNotice(text: string, corpNbr: string): string {
  const key = Buffer.from(secret('SM4_NOTICE_KEY'), 'hex');
  const cipher = createCipheriv('sm4-ctr', key, vector(corpNbr));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

function vector(id: string): Buffer {
  return Buffer.from(id.padEnd(16, '0'));
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${sorted(inner)}`).join(',')}}`;
}

function same(text: string): string {
  return text;
}
