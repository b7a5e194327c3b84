/**
 * Goal: however the log ends after a power cut, the journal opens to exactly the commits that the
 * disk had in full: every acknowledged one before the damage, and never half of one.
 *
 * Method: group commits of known size are written; the log's length after each is what its fsync
 * acknowledged. Copies of the folder are then damaged as a disk may leave them: cut at every frame
 * boundary and inside every frame, a bit flipped in every frame, a tail of zeros or garbage, frames of an
 * older log behind the last commit, a checkpoint that got half-way.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { beforeEach, describe, expect, it } from 'vitest';

import { DATABASE_FILE, openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { createSqliteSession } from '../../../src/journal/sqlite/sqlite-session.ts';
import { creation, SAMPLE_AT_MS, sampleOutbox } from '../samples.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { frameEndsOf, pageBytesOf, WAL_HEADER_BYTES } from './wal-file.ts';

const LOG_FILE = `${DATABASE_FILE}-wal`;
/** Payouts of each group commit, in order. */
const GROUPS = [1, 2, 5, 1, 6, 3];
const IDS = GROUPS.map((size, group) =>
  Array.from({ length: size }, (_, index) => `po_${group}_${index}`),
);

/** A folder as a power cut leaves it: the database file, the log, and what was acknowledged. */
interface Disk {
  readonly database: Buffer;
  readonly log: Buffer;
  /** The log's length when the fsync of each group had returned. */
  readonly acknowledged: readonly number[];
}

let disk: Disk;

beforeEach(() => {
  disk = writeGroups((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
});

describe('a log cut short', () => {
  it('at any frame boundary, or inside any frame, opens to the commits before the cut', () => {
    const ends = frameEndsOf(disk.log);
    const pageBytes = pageBytesOf(disk.log);
    const cuts = [0, 7, WAL_HEADER_BYTES, ...ends].flatMap((end) => [
      end,
      end + 11, // inside the header of the next frame
      end + Math.floor(pageBytes / 2), // inside its page
    ]);

    const found = cuts.map((cut) => groupsIn({ ...disk, log: disk.log.subarray(0, cut) }));

    expect(ends.length).toBeGreaterThan(2 * GROUPS.length);
    expect(found).toEqual(cuts.map((cut) => groupsAcknowledgedBy(cut)));
  });

  it.each([
    ['zeros, as by a file system that had only grown it', 0x00],
    ['garbage, as by a block that was never written', 0xa5],
  ])('and filled up with %s, opens to the same', (_, byte) => {
    const ends = frameEndsOf(disk.log);

    const found = ends.map((end) => {
      const rest = Buffer.alloc(disk.log.length - end, byte);
      return groupsIn({ ...disk, log: Buffer.concat([disk.log.subarray(0, end), rest]) });
    });

    expect(found).toEqual(ends.map((end) => groupsAcknowledgedBy(end)));
  });
});

describe('a log with a flipped bit', () => {
  it.each([
    ['its page number', 3],
    ['its mark of a commit', 7],
    ['its salt', 9],
    ['its checksum', 17],
    ['its page', 1_000],
  ])('in %s, whichever frame it is, opens to the commits before that frame', (_, offset) => {
    const ends = frameEndsOf(disk.log);
    const starts = [WAL_HEADER_BYTES, ...ends.slice(0, -1)];
    const flips = starts.map((start) => ({ start, at: start + offset }));

    const found = flips.map(({ at }) => groupsIn({ ...disk, log: flipped(disk.log, at) }));

    expect(found).toEqual(flips.map(({ start }) => groupsAcknowledgedBy(start)));
  });
});

describe('a log behind whose last commit lie frames of an older one', () => {
  it('opens to the new commits alone: what lies behind is not taken for one of them', () => {
    const older = writeGroups(() => undefined);
    // The log starts anew in the same file: the frames behind it are whole, but of another salt.
    const newer = disk.log.subarray(0, disk.acknowledged[2]);
    const mixed = Buffer.concat([newer, older.log.subarray(newer.length)]);

    expect(older.log.length).toBeGreaterThan(newer.length);
    expect(groupsIn({ ...disk, log: mixed })).toBe(3);
  });
});

describe('a checkpoint that got half-way', () => {
  it('with pages of the database file half written, opens to every commit', () => {
    const after = checkpointed(disk);
    const pageBytes = pageBytesOf(disk.log);
    const pages = after.length / pageBytes;
    const torn = Array.from({ length: pages }, (_, page) => {
      const at = Math.floor((page + 0.5) * pageBytes);
      return Buffer.concat([after.subarray(0, at), disk.database.subarray(at)]);
    });

    const found = torn.map((database) => groupsIn({ ...disk, database }));

    expect(pages).toBeGreaterThan(3);
    expect(found).toEqual(torn.map(() => GROUPS.length));
  });
});

/** How many whole groups lie before this place in the log. */
function groupsAcknowledgedBy(place: number): number {
  return disk.acknowledged.filter((length) => length <= place).length;
}

function flipped(log: Buffer, place: number): Buffer {
  const copy = Buffer.from(log);
  copy.writeUInt8(copy.readUInt8(place) ^ 0x10, place);
  return copy;
}

/** Writes all groups into a fresh folder and takes the files away without closing it. */
function writeGroups(before: (database: DatabaseSync) => void): Disk {
  const folder = temporaryFolder();
  const database = openDatabase(folder, SAMPLE_AT_MS);
  before(database);
  const session = createSqliteSession(database);
  const acknowledged = IDS.map((ids) => {
    session.commit(
      ids.map((id) => ({ ...creation(id), outbox: [sampleOutbox(`wh_${id}`, { payoutId: id })] })),
    );
    return readFileSync(join(folder, LOG_FILE)).length;
  });
  const disk = {
    database: readFileSync(join(folder, DATABASE_FILE)),
    log: readFileSync(join(folder, LOG_FILE)),
    acknowledged,
  };
  session.close();
  return disk;
}

/** The database file after a checkpoint of the whole log. */
function checkpointed(files: Disk): Buffer {
  const folder = folderWith(files);
  const database = openDatabase(folder, SAMPLE_AT_MS);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const after = readFileSync(join(folder, DATABASE_FILE));
  database.close();
  return after;
}

/**
 * Opens the files as the next process would, and counts the groups: the first n must be there in
 * full, with all that was written with them, and of the others nothing.
 */
function groupsIn(files: Disk): number {
  const database = openDatabase(folderWith(files), SAMPLE_AT_MS);
  const session = createSqliteSession(database);
  const rows = session.list({ limit: 1_000 }).map(({ id }) => id);
  const groups = IDS.findIndex((ids) => ids.some((id) => !rows.includes(id)));
  const whole = groups === -1 ? IDS.length : groups;
  const expected = IDS.slice(0, whole).flat();
  expect(rows.toSorted()).toEqual(expected.toSorted());
  for (const id of expected) {
    expect(session.events(id, 0, 10).map(({ seq }) => seq)).toEqual([1]);
    expect(session.outboxGet(`wh_${id}`)).not.toBeNull();
  }
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  // And it takes writes again.
  expect(session.commit([creation('po_next')])).toEqual([{ kind: 'ok' }]);
  session.close();
  return whole;
}

function folderWith({ database, log }: Disk): string {
  const folder = join(temporaryFolder(), 'copy');
  mkdirSync(folder);
  writeFileSync(join(folder, DATABASE_FILE), database);
  writeFileSync(join(folder, LOG_FILE), log);
  return folder;
}
