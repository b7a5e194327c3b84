import { amount, creditorAccount, instant, messageId, type PaymentView } from './payment-view.ts';
import { tag, xmlDocument } from './xml-text.ts';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10';

/** Writes pain.002.001.10 about one payment: its status on the group and on the transaction. */
export function statusReport(view: PaymentView): string {
  const { transfer, instruction, status, reasonCode } = view;
  const { ids } = transfer;
  const reason =
    reasonCode === null ? null : tag('StsRsnInf', tag('Rsn', reasonChoice(reasonCode)));
  const id = messageId('pain.002', ids.msgId, status, reasonCode ?? '', view.shownMinor.toString());
  return xmlDocument(
    'Document',
    NAMESPACE,
    tag(
      'CstmrPmtStsRpt',
      tag('GrpHdr', tag('MsgId', id), tag('CreDtTm', instant(view.atMs))),
      tag(
        'OrgnlGrpInfAndSts',
        tag('OrgnlMsgId', ids.msgId),
        tag('OrgnlMsgNmId', 'pain.001.001.09'),
        // The group set has no CANC; the group then carries no status at all.
        status === 'CANC' ? null : tag('GrpSts', status),
      ),
      tag(
        'OrgnlPmtInfAndSts',
        tag('OrgnlPmtInfId', ids.pmtInfId),
        tag(
          'TxInfAndSts',
          ids.instrId === null ? null : tag('OrgnlInstrId', ids.instrId),
          tag('OrgnlEndToEndId', ids.endToEndId),
          ids.uetr === null ? null : tag('OrgnlUETR', ids.uetr),
          tag('TxSts', status),
          reason,
          instruction === null ? null : tag('AccptncDtTm', instant(instruction.placedAtMs)),
          instruction === null ? null : tag('AcctSvcrRef', instruction.bankReference),
          tag(
            'OrgnlTxRef',
            tag('Amt', amount('InstdAmt', view.shownMinor, transfer)),
            creditorAccount(transfer),
          ),
        ),
      ),
    ),
  );
}

/** Codes of the external set have four characters; anything longer is the bank's own word. */
function reasonChoice(code: string) {
  return /^[A-Z0-9]{1,4}$/.test(code) ? tag('Cd', code) : tag('Prtry', code.slice(0, 35));
}
