import { expect } from 'vitest';

import type { Journal, JournalWrite } from '../../src/journal/port.ts';

/** Writes one after the other; each must be taken. */
export async function createAll(
  journal: Journal,
  ...writes: readonly JournalWrite[]
): Promise<void> {
  for (const write of writes) expect(await journal.write(write)).toEqual({ kind: 'ok' });
}
