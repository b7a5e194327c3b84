import type { Journal } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';

const KIND = 'realm';
const ID = 'journal';
const REALM_BYTES = 16;

/**
 * The journal's own name, made by chance when it is first opened and kept in it for ever: a backup
 * carries it, and no two journals share it. Without it two gateways at one partner account would
 * make the same key of two callers' equal idempotency keys.
 *
 * Rejects with JournalError; then no payout may be taken.
 */
export async function openRealm(
  journal: Pick<Journal, 'record' | 'write'>,
  runtime: Pick<Runtime, 'randomHex'>,
): Promise<string> {
  const stored = (await journal.record(KIND, ID))?.document ?? null;
  if (stored !== null) return stored;
  const realm = runtime.randomHex(REALM_BYTES);
  await journal.write({ records: [{ kind: KIND, id: ID, document: realm }] });
  return realm;
}
