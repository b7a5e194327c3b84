import assert from 'node:assert/strict';

import type { Creditor, Instruction } from '../../src/contract/adapter.ts';
import { formatDecimal } from '../../src/contract/money.ts';
import { uetrOf } from './ids.ts';
import type { Debtor, IsobankSettings } from './settings.ts';
import { fitText } from './text.ts';
import { element, writeXml, type XmlNode } from './xml-write.ts';

/** The message we send. */
const PAIN_001 = 'pain.001.001.09';

const NAMESPACE = `urn:iso:std:iso:20022:tech:xsd:${PAIN_001}`;

/**
 * Writes the credit transfer initiation of one payout: one message, one payment block, one
 * transaction, every id our key (`Max35Text` holds its 32 characters).
 *
 * A pure function of the instruction and the settings, dates included, so that a resend has equal
 * bytes. `ReqdExctnDt` is an instant (`DtTm`), because a bare date would be yesterday's in the
 * bank's time zone for a third of the day. Charges are ours (`DEBT`): the borrower gets the loan in
 * full. Names and remittance are cut by {@link fitText}; identifiers never are.
 */
export function writePain001(instruction: Instruction, settings: IsobankSettings): string {
  const { partnerKey, intentAtMs } = instruction;
  const instant = new Date(intentAtMs).toISOString();
  const amount = formatDecimal(instruction.amount);
  const header = element('GrpHdr', [
    element('MsgId', partnerKey),
    element('CreDtTm', instant),
    element('NbOfTxs', '1'),
    element('CtrlSum', amount),
    element('InitgPty', [named(settings.initiatingParty)]),
  ]);
  const payment = element('PmtInf', [
    element('PmtInfId', partnerKey),
    element('PmtMtd', 'TRF'),
    element('NbOfTxs', '1'),
    element('CtrlSum', amount),
    element('PmtTpInf', [element('CtgyPurp', [element('Cd', 'LOAN')])]),
    element('ReqdExctnDt', [element('DtTm', instant)]),
    ...debtorParts(settings.debtor),
    element('ChrgBr', 'DEBT'),
    transaction(instruction, amount),
  ]);
  const initiation = element('CstmrCdtTrfInitn', [header, payment]);
  return writeXml(element('Document', [initiation], { xmlns: NAMESPACE }));
}

function transaction(instruction: Instruction, amount: string): XmlNode {
  const { partnerKey, creditor } = instruction;
  const remittance = fitText(instruction.remittance);
  return element('CdtTrfTxInf', [
    element('PmtId', [
      element('InstrId', partnerKey),
      element('EndToEndId', partnerKey),
      element('UETR', uetrOf(partnerKey)),
    ]),
    element('Amt', [element('InstdAmt', amount, { Ccy: instruction.amount.currency })]),
    creditor.account.bank === undefined ? null : element('CdtrAgt', [agent(creditor.account.bank)]),
    creditorParty(creditor),
    element('CdtrAcct', [element('Id', [account(creditor.account)])]),
    remittance === '' ? null : element('RmtInf', [element('Ustrd', remittance)]),
  ]);
}

function debtorParts(debtor: Debtor): readonly XmlNode[] {
  const { accountType, account: value, bic } = debtor;
  return [
    element('Dbtr', [named(debtor.name)]),
    element('DbtrAcct', [element('Id', [account({ type: accountType, value })])]),
    element('DbtrAgt', [element('FinInstnId', [element('BICFI', bic)])]),
  ];
}

function creditorParty({ name, region }: Creditor): XmlNode | null {
  const country = region !== undefined && /^[A-Z]{2}$/.test(region) ? region : null;
  const address = country === null ? null : element('PstlAdr', [element('Ctry', country)]);
  const nameOrNothing = named(name);
  return nameOrNothing === null && address === null
    ? null
    : element('Cdtr', [nameOrNothing, address]);
}

/** `Nm` must not be empty; a name of nothing but control characters is no name. */
function named(name: string): XmlNode | null {
  const fitted = fitText(name);
  return fitted === '' ? null : element('Nm', fitted);
}

function account({ type, value }: Creditor['account']): XmlNode {
  if (type === 'iban') return element('IBAN', value);
  // The engine routes by the capability record; nothing else gets here.
  assert(type === 'cn_bank_account', `isobank: cannot pay to an account of type ${type}`);
  return element('Othr', [element('Id', value), element('SchmeNm', [element('Cd', 'BBAN')])]);
}

const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;
const CNAPS = /^\d{12}$/;

/** A BIC, a CNAPS branch number (ExternalClearingSystemIdentification1Code), or as it stands. */
function agent(bank: string): XmlNode {
  if (CNAPS.test(bank)) {
    const system = element('ClrSysId', [element('Cd', 'CNAPS')]);
    return element('FinInstnId', [element('ClrSysMmbId', [system, element('MmbId', bank)])]);
  }
  if (BIC.test(bank)) return element('FinInstnId', [element('BICFI', bank)]);
  return element('FinInstnId', [element('Othr', [element('Id', bank)])]);
}
