import assert from 'node:assert/strict';

import type { Emit } from '../contract/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { DISK_CODES, type DiskHealth } from './disk-health.ts';
import type { JournalStore, StoreOutcome } from './journal-store.ts';
import { JournalError, type JournalWrite } from './port.ts';
import type { QueuedWrite } from './write-queue.ts';

/** What committing needs: where writes go, time, and who hears of it. */
export interface CommitSettings {
  readonly store: Pick<JournalStore, 'commit' | 'get'>;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly disk: DiskHealth;
}

/**
 * Commits writes as one transaction and answers each of them; never rejects. One that breaks the
 * transaction is found by committing singly. When the outcome of the commit is lost, each is looked
 * up before it is answered.
 */
export async function commitWrites(
  settings: CommitSettings,
  batch: readonly QueuedWrite[],
): Promise<void> {
  const { store, runtime, emit, disk } = settings;
  const startedAtMs = disk.commitStarted();
  try {
    const outcomes = await store.commit(batch.map(({ write }) => write));
    disk.recovered();
    emit({
      kind: 'journal.committed',
      writes: batch.length,
      durationMs: runtime.elapsed() - startedAtMs,
    });
    assert.equal(outcomes.length, batch.length, 'a store answers each write of a batch');
    for (const [index, queued] of batch.entries()) answer(queued, outcomes[index]);
  } catch (error) {
    await afterFailure(settings, batch, disk.failed(error));
  } finally {
    disk.commitEnded();
  }
}

async function afterFailure(
  settings: CommitSettings,
  batch: readonly QueuedWrite[],
  error: JournalError,
): Promise<void> {
  if (error.stored === 'unknown') {
    for (const queued of batch) await settle(settings, queued, error);
  } else if (batch.length === 1 || DISK_CODES.has(error.code)) {
    for (const queued of batch) queued.reject(error);
  } else {
    for (const queued of batch) await commitWrites(settings, [queued]);
  }
}

/**
 * Answers a write whose commit may or may not have happened. Repeating it is harmless: a payout
 * is compared by version first, outbox entries and records are absolute. A repeat that commits
 * also overwrites whatever the lost commit may have left on the disk.
 */
async function settle(
  { store, disk }: CommitSettings,
  queued: QueuedWrite,
  lost: JournalError,
): Promise<void> {
  try {
    if (await isStored(store, queued.write)) {
      queued.resolve({ kind: 'ok' });
      return;
    }
    const [outcome] = await store.commit([queued.write]);
    disk.recovered();
    answer(queued, outcome);
  } catch (error) {
    const { message } = disk.failed(error);
    const detail = `the outcome of a commit was lost, and so was the second look (${message})`;
    queued.reject(new JournalError(lost.code, 'unknown', detail, lost));
  }
}

async function isStored(
  store: CommitSettings['store'],
  { payout }: JournalWrite,
): Promise<boolean> {
  if (payout === undefined) return false;
  const stored = await store.get(payout.row.id);
  return (
    stored?.version === payout.row.version &&
    stored.updatedAtMs === payout.row.updatedAtMs &&
    stored.document === payout.row.document
  );
}

function answer(queued: QueuedWrite, outcome: StoreOutcome | undefined): void {
  assert(outcome !== undefined, 'a store answers each write of a batch');
  if (outcome.kind === 'invalid') {
    queued.reject(new JournalError('invalid', 'no', outcome.detail));
  } else {
    queued.resolve(outcome);
  }
}
