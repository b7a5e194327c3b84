/**
 * Goal: a batch that breaks is gone before anybody can read it, and says whose fault it was.
 *
 * Method: a session in this thread, given writes that passed no check: a value that cannot be
 * bound, and one that the schema refuses. The group commit's own check would stop both; this is
 * what happens if it ever misses one.
 */
import { describe, expect, it } from 'vitest';

import { JournalError, type JournalWrite } from '../../../src/journal/port.ts';
import { openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { createSqliteSession } from '../../../src/journal/sqlite/sqlite-session.ts';
import { creation, SAMPLE_AT_MS } from '../samples.ts';
import { temporaryFolder } from './temporary-folder.ts';

const POISON: readonly (readonly [string, JournalWrite])[] = [
  ['a value that cannot be bound', creation('po_2', { document: {} as unknown as string })],
  ['a value of the wrong type', creation('po_2', { createdAtMs: 0.5 })],
];

describe('a batch with poison in it', () => {
  it.each(POISON)('is rolled back at once: %s', (_, poison) => {
    const session = createSqliteSession(openDatabase(temporaryFolder(), SAMPLE_AT_MS));

    const refusal = refusalOf(() => session.commit([creation('po_1'), poison]));

    expect(refusal).toMatchObject({ code: 'invalid', stored: 'no' });
    expect(session.get('po_1')).toBeNull();
    expect(session.events('po_1', 0, 10)).toEqual([]);
    expect(session.commit([creation('po_1')])).toEqual([{ kind: 'ok' }]);
    session.close();
  });
});

function refusalOf(run: () => unknown): JournalError | null {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof JournalError ? error : null;
  }
}
