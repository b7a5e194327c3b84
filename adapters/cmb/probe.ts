import type { ProbeCall, ProbeReading, Stamp } from '../../src/contract/adapter.ts';
import { parseDecimal } from '../../src/contract/money.ts';
import { type JsonMembers, listIn, members, membersOf, textIn } from './json.ts';
import type { CmbSettings } from './settings.ts';
import { sealRequest } from './sign.ts';
import { RECEIVED } from './tables/result-codes.ts';
import { openAnswer, type OpenedAnswer } from './verify.ts';

/** The balance of the account that pays: nothing moves, and only the bank's ledger can tell it. */
export function probe(settings: CmbSettings, stamp: Stamp): ProbeCall {
  const { debtorAccount } = settings;
  const sealed = sealRequest(settings, 'NTQADINF', balanceBody(debtorAccount), stamp);
  return {
    request: sealed.request,
    read: (reply) => readBalance(debtorAccount, openAnswer(settings, sealed, reply)),
  };
}

/** Asks for the balance of one account (NTQADINF). */
function balanceBody(account: string): JsonMembers {
  return members({ ntqadinfx: [members({ accnbr: account })] });
}

/** Alive is who signs a balance of our account: that takes the bank's ledger and our keys. */
function readBalance(account: string, opened: OpenedAnswer): ProbeReading {
  if (opened.kind === 'doubt') return { alive: false, detail: opened.detail };
  if (opened.resultcode !== RECEIVED) return { alive: false, detail: 'not received' };
  const rows = (listIn(opened.body, 'ntqadinfz') ?? []).map(membersOf);
  const row = rows.find((candidate) => candidate && textIn(candidate, 'accnbr') === account);
  const error = row ? textIn(row, 'errcod') : '';
  const balance = row ? textIn(row, 'avlblv').replace(/^-/, '') : '';
  const isClean = error === '' || error === RECEIVED;
  if (isClean && parseDecimal(balance, 'CNY') !== null) return { alive: true };
  return { alive: false, detail: 'an answer without our balance' };
}
