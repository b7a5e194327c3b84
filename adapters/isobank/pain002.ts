import type { Money } from '../../src/contract/money.ts';
import { uetrOf } from './ids.ts';
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
  readonly partnerKey: string;
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
 * twice or with an instruction id or a UETR that are not ours.
 */
export function readStatusReport(document: XmlElement): StatusReport {
  const report = requiredChild(document, 'CstmrPmtStsRpt');
  const group = requiredChild(report, 'OrgnlGrpInfAndSts');
  const partnerKey = requiredText(group, 'OrgnlMsgId');
  if (!CREDIT_TRANSFER.test(requiredText(group, 'OrgnlMsgNmId'))) {
    throw new UnreadableXml('it reports on another kind of message');
  }
  const payment = onlyOwn(
    childrenNamed(report, 'OrgnlPmtInfAndSts'),
    (block) => requiredText(block, 'OrgnlPmtInfId') === partnerKey,
  );
  const transaction = payment && ownTransaction(payment, partnerKey);
  const original = transaction && optionalChild(transaction, 'OrgnlTxRef');
  return {
    messageId: requiredText(report, 'GrpHdr', 'MsgId'),
    partnerKey,
    group: textAt(group, 'GrpSts'),
    payment: payment && textAt(payment, 'PmtInfSts'),
    transaction: transaction && textAt(transaction, 'TxSts'),
    reasons: [transaction, payment, group].flatMap(reasonsOf),
    bankReference: transaction && textAt(transaction, 'AcctSvcrRef'),
    amount: original && moneyAt(original, 'Amt', 'InstdAmt'),
    account: original && creditorAccountAt(original),
  };
}

function ownTransaction(payment: XmlElement, partnerKey: string): XmlElement | undefined {
  const own = onlyOwn(
    childrenNamed(payment, 'TxInfAndSts'),
    (transaction) => textAt(transaction, 'OrgnlEndToEndId') === partnerKey,
  );
  if (own === undefined) return undefined;
  const instructionId = textAt(own, 'OrgnlInstrId') ?? partnerKey;
  const uetr = textAt(own, 'OrgnlUETR') ?? uetrOf(partnerKey);
  if (instructionId !== partnerKey || uetr !== uetrOf(partnerKey)) {
    throw new UnreadableXml('our end-to-end id stands beside ids that are not ours');
  }
  return own;
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
