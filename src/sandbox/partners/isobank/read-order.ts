import type { BankOrder } from '../../bank/bank.ts';
import { countMinor } from './currencies.ts';
import { readTree, textAt, type Tree, treeAt } from './read-xml.ts';

/** A credit transfer as the client ordered it. */
export interface Transfer extends BankOrder {
  readonly ids: TransferIds;
  readonly accountIsIban: boolean;
}

/** The ids of a message with one transaction. */
export interface TransferIds {
  readonly msgId: string;
  readonly pmtInfId: string;
  readonly instrId: string | null;
  readonly endToEndId: string;
  readonly uetr: string | null;
}

/**
 * What the bank makes of a body: an order; a message it understands and rejects for good, under the
 * ids it carries; or nothing that it could reject by name.
 */
export type TransferReading =
  | { readonly kind: 'order'; readonly transfer: Transfer }
  | { readonly kind: 'reject'; readonly transfer: Transfer; readonly reasonCode: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
const UETR = /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/;

/**
 * Reads pain.001.001.09 as this bank takes it: one payment block with one transaction, the client's
 * own account as debtor.
 */
export function readTransfer(body: string, debtorAccount: string): TransferReading {
  const document = readTree(body);
  if (document === null) return malformed('not well-formed');
  const isOrder = document.name === 'Document' && document.namespace === NAMESPACE;
  const message = isOrder ? treeAt(document, 'CstmrCdtTrfInitn') : null;
  if (message === null) return malformed('not pain.001.001.09');
  const transfer = orderIn(message, body);
  if (typeof transfer === 'string') return malformed(transfer);
  const reasonCode = rejectionOf(message, transfer, debtorAccount);
  return reasonCode === null
    ? { kind: 'order', transfer }
    : { kind: 'reject', transfer, reasonCode };
}

/** The order in the message, or the name of the element it cannot be an order without. */
function orderIn(message: Tree, body: string): Transfer | string {
  const payment = treeAt(message, 'PmtInf');
  const transaction = payment && treeAt(payment, 'CdtTrfTxInf');
  if (payment === null || transaction === null) return 'one PmtInf with one CdtTrfTxInf';
  const ids = idsIn(message, payment, transaction);
  if (typeof ids === 'string') return ids;
  const instructed = treeAt(transaction, 'Amt', 'InstdAmt');
  const currency = instructed?.attributes.get('Ccy');
  if (instructed === null || currency === undefined) return 'InstdAmt';
  const iban = textAt(transaction, 'CdtrAcct', 'Id', 'IBAN');
  const account = iban ?? textAt(transaction, 'CdtrAcct', 'Id', 'Othr', 'Id');
  if (account === null || account === '') return 'CdtrAcct';
  const minor = countMinor(textAt(instructed) ?? '', currency);
  return {
    reference: ids.msgId,
    amountMinor: typeof minor === 'bigint' ? minor : 0n,
    currency,
    creditorAccount: account,
    creditorName: textAt(transaction, 'Cdtr', 'Nm') ?? '',
    content: body,
    text: textAt(transaction, 'RmtInf', 'Ustrd') ?? '',
    ids,
    accountIsIban: iban !== null,
  };
}

function idsIn(message: Tree, payment: Tree, transaction: Tree): TransferIds | string {
  const msgId = textAt(message, 'GrpHdr', 'MsgId') ?? '';
  const pmtInfId = textAt(payment, 'PmtInfId') ?? '';
  const endToEndId = textAt(transaction, 'PmtId', 'EndToEndId') ?? '';
  const instrId = textAt(transaction, 'PmtId', 'InstrId');
  const uetr = textAt(transaction, 'PmtId', 'UETR');
  const ids = [msgId, pmtInfId, endToEndId, instrId ?? endToEndId];
  if (ids.some((id) => !/^[A-Za-z0-9]{1,35}$/.test(id))) return 'ids of 1 to 35 letters and digits';
  if (uetr !== null && !UETR.test(uetr)) return 'UETR';
  return { msgId, pmtInfId, instrId, endToEndId, uetr };
}

/** Rules the bank checks once it knows whose order it is; the reason is an ISO status reason. */
function rejectionOf(message: Tree, transfer: Transfer, debtorAccount: string): string | null {
  const amount = textAt(message, 'PmtInf', 'CdtTrfTxInf', 'Amt', 'InstdAmt') ?? '';
  const minor = countMinor(amount, transfer.currency);
  if (typeof minor === 'string') return minor;
  if (minor === 0n) return 'AM01';
  if (textAt(message, 'GrpHdr', 'NbOfTxs') !== '1') return 'AM19';
  const sums = [textAt(message, 'GrpHdr', 'CtrlSum'), textAt(message, 'PmtInf', 'CtrlSum')];
  const sumIsWrong = sums.some(
    (sum) => sum !== null && countMinor(sum, transfer.currency) !== minor,
  );
  if (sumIsWrong) return 'AM10';
  const debtor =
    textAt(message, 'PmtInf', 'DbtrAcct', 'Id', 'IBAN') ??
    textAt(message, 'PmtInf', 'DbtrAcct', 'Id', 'Othr', 'Id');
  return debtor === debtorAccount ? null : 'AC02';
}

function malformed(detail: string): TransferReading {
  return { kind: 'malformed', detail };
}
