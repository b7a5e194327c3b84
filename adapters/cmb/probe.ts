import type { ProbeReading } from '../../src/contract/adapter.ts';
import { parseDecimal } from '../../src/contract/money.ts';
import type { OpenedAnswer } from './sign.ts';
import { type JsonMembers, listIn, members, membersOf, textIn } from './json.ts';
import { RECEIVED } from './tables/result-codes.ts';

/** Asks for the balance of one account (NTQADINF). */
export function balanceBody(account: string): JsonMembers {
  return members({ ntqadinfx: [members({ accnbr: account })] });
}

/** Alive is who signs a balance of our account: that takes the bank's ledger and our keys. */
export function readBalance(account: string, opened: OpenedAnswer): ProbeReading {
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
