import type { BankInstruction } from '../../bank/bank.ts';
import type { IsobankKeys } from './keys.ts';
import { accountId, amount, creditorAccount, instant, messageId } from './payment-view.ts';
import type { Transfer } from './read-order.ts';
import { tag, type Xml, xmlDocument } from './xml-text.ts';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08';

/** What a booking is about: the payment going out, or its money coming back. */
export type Booking = 'debit' | 'return';

/**
 * Writes camt.054.001.08 about one booked entry on the client's account.
 *
 * A return credits what is left after the fee, shows the fee as charges and the original amount as
 * instructed, and gives the reason in `RtrInf`.
 */
export function bookingNotice(
  transfer: Transfer,
  instruction: BankInstruction,
  booking: Booking,
  keys: IsobankKeys,
): string {
  const { ids } = transfer;
  const id = messageId('camt.054', ids.msgId, instruction.bankReference, booking);
  const atMs = instant(instruction.changedAtMs);
  return xmlDocument(
    'Document',
    NAMESPACE,
    tag(
      'BkToCstmrDbtCdtNtfctn',
      tag('GrpHdr', tag('MsgId', id), tag('CreDtTm', atMs)),
      tag(
        'Ntfctn',
        tag('Id', id),
        tag('CreDtTm', atMs),
        tag('Acct', accountId(keys.debtorAccount, keys.debtorAccountIsIban)),
        booking === 'debit'
          ? debitEntry(transfer, instruction, atMs)
          : returnEntry(transfer, instruction, atMs),
      ),
    ),
  );
}

function debitEntry(transfer: Transfer, instruction: BankInstruction, at: string): Xml {
  const { amountMinor } = instruction;
  return tag(
    'Ntry',
    amount('Amt', amountMinor, transfer),
    tag('CdtDbtInd', 'DBIT'),
    ...bookedAt(instruction, at, 'ICDT', 'DMCT'),
    tag(
      'NtryDtls',
      tag(
        'TxDtls',
        references(transfer, instruction),
        amount('Amt', amountMinor, transfer),
        tag('CdtDbtInd', 'DBIT'),
        tag('AmtDtls', tag('InstdAmt', amount('Amt', amountMinor, transfer))),
        tag('RltdPties', creditorAccount(transfer)),
      ),
    ),
  );
}

function returnEntry(transfer: Transfer, instruction: BankInstruction, at: string): Xml {
  const { amountMinor, feeMinor, reasonCode } = instruction;
  const creditedMinor = amountMinor - feeMinor;
  const reason = reasonCode ?? 'MS03';
  const choice = /^[A-Z0-9]{1,4}$/.test(reason) ? tag('Cd', reason) : tag('Prtry', reason);
  return tag(
    'Ntry',
    amount('Amt', creditedMinor, transfer),
    tag('CdtDbtInd', 'CRDT'),
    tag('RvslInd', 'true'),
    ...bookedAt(instruction, at, 'RCDT', 'RRTN'),
    tag(
      'NtryDtls',
      tag(
        'TxDtls',
        references(transfer, instruction),
        amount('Amt', creditedMinor, transfer),
        tag('CdtDbtInd', 'CRDT'),
        tag('AmtDtls', tag('InstdAmt', amount('Amt', amountMinor, transfer))),
        feeMinor === 0n ? null : tag('Chrgs', amount('TtlChrgsAndTaxAmt', feeMinor, transfer)),
        tag('RltdPties', creditorAccount(transfer)),
        tag('RtrInf', tag('Rsn', choice)),
      ),
    ),
  );
}

function bookedAt(
  { bankReference }: BankInstruction,
  at: string,
  family: string,
  subFamily: string,
): readonly Xml[] {
  return [
    tag('Sts', tag('Cd', 'BOOK')),
    tag('BookgDt', tag('DtTm', at)),
    tag('ValDt', tag('DtTm', at)),
    tag('AcctSvcrRef', bankReference),
    tag(
      'BkTxCd',
      tag('Domn', tag('Cd', 'PMNT'), tag('Fmly', tag('Cd', family), tag('SubFmlyCd', subFamily))),
    ),
  ];
}

function references({ ids }: Transfer, { bankReference }: BankInstruction): Xml {
  return tag(
    'Refs',
    tag('MsgId', ids.msgId),
    tag('AcctSvcrRef', bankReference),
    tag('PmtInfId', ids.pmtInfId),
    ids.instrId === null ? null : tag('InstrId', ids.instrId),
    tag('EndToEndId', ids.endToEndId),
    ids.uetr === null ? null : tag('UETR', ids.uetr),
  );
}
