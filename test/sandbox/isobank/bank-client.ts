import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';
import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import type {
  SandboxCallback,
  SandboxPartner,
} from '../../../src/sandbox/partners/sandbox-partner.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';
import { openPartnerWorld } from '../../support/partner-world.ts';
import type { VirtualRuntime } from '../../support/virtual-runtime.ts';

const secret = demoSecret('isobank', new URL('../../../fixtures/', import.meta.url));

/** How long an order stays accepted in these tests. */
export const SETTLE_MS = 1_000;

/** A simulated bank on virtual time, with everything that happened to its orders. */
export interface TestBank {
  readonly runtime: VirtualRuntime;
  readonly partner: SandboxPartner;
  readonly changes: readonly BankInstruction[];
  /** Builds what the bank pushes for each change so far. */
  pushes(): readonly SandboxCallback[];
  arm(name: BehaviourName, value?: string): void;
}

/** Opens one; the seed makes its draws. */
export function openBank(seed: number, openingBalanceMinor = 1_000_000n): TestBank {
  const world = openPartnerWorld('isobank', {
    seed,
    settleMs: SETTLE_MS,
    openingBalanceMinor,
    gatewayUrl: 'http://gateway.test',
  });
  return {
    runtime: world.runtime,
    partner: world.sandbox,
    changes: world.changes,
    pushes: world.callbacks,
    arm: (name, value) => world.arm(name, { value: value ?? null }),
  };
}

/** What a client of the bank sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Id of the key whose signature over this very answer verifies, or `null`. */
  readonly signedBy: string | null;
}

/** What a test may do wrong on purpose. */
export interface Slip {
  readonly keyId?: string;
  readonly skewMs?: number;
  readonly signedPath?: string;
  readonly signedBody?: string;
  readonly nonce?: string;
}

/** A client written from the agreement's words, without a line of the adapter. */
export async function call(
  { runtime, partner }: TestBank,
  method: string,
  path: string,
  body = '',
  slip: Slip = {},
): Promise<Seen> {
  const nonce = slip.nonce ?? runtime.randomHex(16);
  const date = new Date(runtime.now() + (slip.skewMs ?? 0)).toISOString();
  const lines = ['isobank-v1 request', method, slip.signedPath ?? path, date, nonce];
  const text = [...lines, slip.signedBody ?? body].join('\n');
  const key = createPrivateKey(secret('CLIENT_PRIVATE_KEY'));
  const headers = {
    'x-isobank-key-id': slip.keyId ?? 'demo-client-1',
    'x-isobank-date': date,
    'x-isobank-nonce': nonce,
    'x-isobank-signature': sign('sha256', Buffer.from(text), key).toString('base64'),
  };
  const reply = await partner.handle({ method, path, headers, body });
  if (reply.kind !== 'answer') throw new Error(`the bank answered with ${reply.kind}`);
  const dated = reply.headers['x-isobank-date'] ?? '';
  const signedText = `isobank-v1 answer\n${reply.status}\n${method}\n${path}\n${dated}\n${nonce}\n${reply.body}`;
  return { ...reply, signedBy: signerOf(reply.headers, signedText) };
}

/** The key that signed a pushed message, or `null`. */
export function noticeSigner({ headers, body }: SandboxCallback): string | null {
  return signerOf(headers, `isobank-v1 notice\n${headers['x-isobank-date'] ?? ''}\n${body}`);
}

function signerOf(headers: Readonly<Record<string, string>>, text: string): string | null {
  const keys = JSON.parse(secret('BANK_PUBLIC_KEYS')) as Record<string, string>;
  const id = headers['x-isobank-key-id'] ?? '';
  const signature = Buffer.from(headers['x-isobank-signature'] ?? '', 'base64');
  const pem = keys[id];
  if (pem === undefined) return null;
  return verify('sha256', Buffer.from(text), createPublicKey(pem), signature) ? id : null;
}

/** The parts of an order that tests vary. */
export interface OrderParts {
  readonly msgId: string;
  readonly pmtInfId: string;
  readonly instrId: string;
  readonly endToEndId: string;
  readonly uetr: string;
  readonly amount: string;
  readonly currency: string;
  readonly sum: string;
  readonly transactions: string;
  readonly debtor: string;
  readonly name: string;
  readonly text: string;
}

/** Writes a pain.001 by hand. Every id follows the message id unless it is named. */
export function order(parts: Partial<OrderParts> & { readonly msgId: string }): string {
  const amount = parts.amount ?? '123.45';
  const full: OrderParts = {
    pmtInfId: parts.msgId,
    instrId: parts.msgId,
    endToEndId: parts.msgId,
    uetr: uetrFor(parts.msgId),
    amount,
    currency: 'EUR',
    sum: amount,
    transactions: '1',
    debtor: 'DE89370400440532013000',
    name: 'Ada Lovelace',
    text: 'loan 42',
    ...parts,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr><MsgId>${full.msgId}</MsgId><CreDtTm>2026-11-24T01:00:00Z</CreDtTm>
      <NbOfTxs>${full.transactions}</NbOfTxs><CtrlSum>${full.sum}</CtrlSum>
      <InitgPty><Nm>Test</Nm></InitgPty></GrpHdr>
    <PmtInf><PmtInfId>${full.pmtInfId}</PmtInfId><PmtMtd>TRF</PmtMtd>
      <ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Test</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>${full.debtor}</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><BICFI>BRWKDEFFXXX</BICFI></FinInstnId></DbtrAgt>
      <CdtTrfTxInf>
        <PmtId><InstrId>${full.instrId}</InstrId><EndToEndId>${full.endToEndId}</EndToEndId>
          <UETR>${full.uetr}</UETR></PmtId>
        <Amt><InstdAmt Ccy="${full.currency}">${full.amount}</InstdAmt></Amt>
        <Cdtr><Nm>${full.name}</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></CdtrAcct>
        <RmtInf><Ustrd>${full.text}</Ustrd></RmtInf>
      </CdtTrfTxInf></PmtInf>
  </CstmrCdtTrfInitn>
</Document>`;
}

function uetrFor(msgId: string): string {
  const hex = Buffer.from(msgId.padEnd(16, '0')).toString('hex').slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Sends an order and says how the bank reports it: `ACTC`, or `RJCT AC04`, or its own word. */
export async function place(bank: TestBank, body: string): Promise<string> {
  return said(await call(bank, 'POST', '/iso20022/pain.001', body));
}

/** Asks for a message and says what the bank reports. */
export async function ask(bank: TestBank, msgId: string): Promise<string> {
  return said(await call(bank, 'GET', `/iso20022/status/${msgId}`));
}

/** The gist of an answer; one that is not signed by the bank has none. */
export function said({ body, signedBy }: Seen): string {
  if (signedBy === null) return 'unsigned';
  const own = /<BankAnswer .*<Code>(\w+)<\/Code>/.exec(body)?.[1];
  const status = /<TxSts>(\w+)<\/TxSts>/.exec(body)?.[1];
  const reason = /<Rsn><(?:Cd|Prtry)>([\w-]+)</.exec(body)?.[1];
  return own ?? [status, reason].filter((part) => part !== undefined).join(' ');
}
