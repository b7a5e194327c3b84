import { at, AT } from './layout.ts';
import type { Row } from './payout-table.ts';

/** Which promise a state breaks, held against the banks' own books (I1-I3), or `null`. */
export function bookFlaw(state: Uint8Array, row: Row): string | null {
  const executed = at(state, AT.executed);
  const honest = at(state, AT.lied) === 0;
  if (honest && executed > 1) return 'DOUBLE PAY (I1)';
  if (row.flaw !== null || !honest) return row.flaw;
  switch (row.state) {
    case 'FAILED':
    case 'CANCELLED':
      return executed > 0 ? `REPORTED ${row.state} BUT MONEY MOVED (I2)` : null;
    case 'PAID':
    case 'RETURNED':
      return executed === 0 ? 'FALSE SUCCESS (I3)' : null;
    case 'CONFLICT':
      return 'CONFLICT ALTHOUGH EVERY BANK WAS HONEST';
    case 'RECEIVED':
    case 'HELD':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'IN_DOUBT':
    case 'PROCESSING':
      return null;
  }
}
