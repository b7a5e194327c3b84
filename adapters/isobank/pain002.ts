import type { Money } from '../../src/contract/money.ts';
import { isOurKey } from '../../src/contract/named-keys.ts';
import { asUetr, uetrOf } from './ids.ts';
import { creditorAccountAt, moneyAt, type Reason, reasonAt } from './iso-fields.ts';
import {
  childrenNamed,
  optionalChild,
  requiredChild,
  requiredText,
  textAt,
  UnreadableXml,
  type XmlElement,
} from './xml-read.ts';

/** The namespace of the one version of the status report that the agreement names. */
export const PAIN_002_NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10';

/**
 * How a bank names the message that it reports on: in full, or without the version
 * (fixtures/isobank/SOURCES.md F3). Which message it was, `OrgnlMsgId` says.
 */
const CREDIT_TRANSFER = /^pain\.001(?:\.\d{3}(?:\.\d{2})?)?$/;

/** What a status report says about one message of ours, which holds one payment. */
export interface StatusReport {
  /** The report's own id: equal ids are the same report. */
  readonly messageId: string;
  /** The message's id or our key below it; without a key of ours and a UETR it names nobody of ours. */
  readonly partnerKey: string | undefined;
  /** The UETR that alone names the payment; `undefined` where `partnerKey` is there. */
  readonly uetr: string | undefined;
  /** True when another's id stands beside that UETR, so that the report says nothing certain. */
  readonly isMixed: boolean;
  /** The status on each level that has one; the lowest speaks of the payment itself. */
  readonly group: string | undefined;
  readonly payment: string | undefined;
  readonly transaction: string | undefined;
  /** From every level, the payment's own first. */
  readonly reasons: readonly Reason[];
  readonly bankReference: string | undefined;
  readonly amount: Money | 'unreadable' | undefined;
  readonly account: string | undefined;
}

/**
 * Reads `CstmrPmtStsRpt`, or throws {@link UnreadableXml}.
 *
 * A report about other payments that names ours nowhere is unreadable, and so is one that names it
 * twice or with an instruction id or a UETR that are not ours. One that names no key of ours and one
 * UETR is about that payment, ours or a stranger's.
 */
export function readStatusReport(document: XmlElement): StatusReport {
  const report = requiredChild(document, 'CstmrPmtStsRpt');
  const group = requiredChild(report, 'OrgnlGrpInfAndSts');
  const payments = childrenNamed(report, 'OrgnlPmtInfAndSts');
  const partnerKey = keyIn(requiredText(group, 'OrgnlMsgId'), payments);
  if (!CREDIT_TRANSFER.test(requiredText(group, 'OrgnlMsgNmId'))) {
    throw new UnreadableXml('it reports on another kind of message');
  }
  const uetr = isOurKey(partnerKey) ? undefined : onlyUetr(payments);
  const payment = onlyOwn(payments, (block) =>
    uetr === undefined
      ? requiredText(block, 'OrgnlPmtInfId') === partnerKey ||
        namesInside(block).includes(partnerKey)
      : uetrsIn(block).includes(uetr),
  );
  const transaction =
    payment && (uetr === undefined ? ownTransaction(payment, partnerKey) : byUetr(payment, uetr));
  const original = transaction && optionalChild(transaction, 'OrgnlTxRef');
  return {
    messageId: requiredText(report, 'GrpHdr', 'MsgId'),
    partnerKey: uetr === undefined ? partnerKey : undefined,
    uetr,
    isMixed: uetr !== undefined && transaction !== undefined && namesAnother(transaction),
    group: textAt(group, 'GrpSts'),
    payment: payment && textAt(payment, 'PmtInfSts'),
    transaction: transaction && textAt(transaction, 'TxSts'),
    reasons: [transaction, payment, group].flatMap(reasonsOf),
    bankReference: transaction && textAt(transaction, 'AcctSvcrRef'),
    amount: original && moneyAt(original, 'Amt', 'InstdAmt'),
    account: original && creditorAccountAt(original),
  };
}

/**
 * Our key: the message's id, or where the bank puts another word there the one key of ours that it
 * names below. Without any the message's id stands, which is then not ours.
 */
function keyIn(messageId: string, payments: readonly XmlElement[]): string {
  if (isOurKey(messageId)) return messageId;
  const below = payments.flatMap((block) => [
    ...childrenNamed(block, 'OrgnlPmtInfId').map(({ text }) => text),
    ...namesInside(block),
  ]);
  const [key, another] = new Set(below.filter(isOurKey));
  return key === undefined || another !== undefined ? messageId : key;
}

/** The one UETR of a report that names no key of ours; `undefined` where there is none, or several. */
function onlyUetr(payments: readonly XmlElement[]): string | undefined {
  const names = payments.flatMap((block) => [
    ...childrenNamed(block, 'OrgnlPmtInfId').map(({ text }) => text),
    ...namesInside(block),
  ]);
  const [uetr, another] = new Set(payments.flatMap(uetrsIn));
  return another !== undefined || names.some(isOurKey) ? undefined : uetr;
}

function uetrsIn(block: XmlElement): readonly string[] {
  return childrenNamed(block, 'TxInfAndSts').flatMap(uetrsOf);
}

function uetrsOf(transaction: XmlElement): readonly string[] {
  const stated = childrenNamed(transaction, 'OrgnlUETR');
  return stated.flatMap(({ text }) => asUetr(text) ?? []);
}

/** What the transactions of a block are called by, beside their UETR. */
function namesInside(block: XmlElement): readonly string[] {
  return childrenNamed(block, 'TxInfAndSts').flatMap(idsIn);
}

function idsIn({ children }: XmlElement): readonly string[] {
  return children
    .filter(({ name }) => name === 'OrgnlInstrId' || name === 'OrgnlEndToEndId')
    .map(({ text }) => text);
}

function namesAnother(transaction: XmlElement): boolean {
  return idsIn(transaction).some((id) => id !== '' && id !== NOT_PROVIDED);
}

/** What a bank writes where it does not repeat an end-to-end id; it names nobody. */
const NOT_PROVIDED = 'NOTPROVIDED';

function ownTransaction(payment: XmlElement, partnerKey: string): XmlElement | undefined {
  const idsOf = (transaction: XmlElement) => ({
    instructionId: textAt(transaction, 'OrgnlInstrId'),
    endToEndId: textAt(transaction, 'OrgnlEndToEndId'),
    uetr: textAt(transaction, 'OrgnlUETR'),
  });
  const own = onlyOwn(childrenNamed(payment, 'TxInfAndSts'), (transaction) => {
    const { instructionId, endToEndId, uetr } = idsOf(transaction);
    const isNamed = endToEndId !== undefined && endToEndId !== NOT_PROVIDED;
    if (isNamed) return endToEndId === partnerKey;
    return instructionId === partnerKey || uetr === uetrOf(partnerKey);
  });
  if (own === undefined) return undefined;
  const { instructionId = partnerKey, uetr = uetrOf(partnerKey) } = idsOf(own);
  if (instructionId !== partnerKey || uetr !== uetrOf(partnerKey)) {
    throw new UnreadableXml('our end-to-end id stands beside ids that are not ours');
  }
  return own;
}

function byUetr(payment: XmlElement, uetr: string): XmlElement | undefined {
  return onlyOwn(childrenNamed(payment, 'TxInfAndSts'), (transaction) =>
    uetrsOf(transaction).includes(uetr),
  );
}

/** The one element that is ours; `undefined` when there are none at all. */
function onlyOwn(
  candidates: readonly XmlElement[],
  isOwn: (candidate: XmlElement) => boolean,
): XmlElement | undefined {
  const own = candidates.filter(isOwn);
  const clear = own.length === 1 || candidates.length === 0;
  if (!clear) throw new UnreadableXml('it does not name our payment exactly once');
  return own[0];
}

function reasonsOf(level: XmlElement | undefined): readonly Reason[] {
  if (level === undefined) return [];
  return childrenNamed(level, 'StsRsnInf').flatMap((information) => reasonAt(information) ?? []);
}
