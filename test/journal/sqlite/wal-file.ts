/** SQLite's write-ahead log as bytes (sqlite.org/fileformat2.html, section 4). */

/** The log's own header. */
export const WAL_HEADER_BYTES = 32;

const FRAME_HEADER_BYTES = 24;
const PAGE_SIZE_AT = 8;
const SALTS_AT = 16;

export function pageBytesOf(log: Buffer): number {
  return log.readUInt32BE(PAGE_SIZE_AT);
}

/** Where each frame ends, in order; a torn last frame is left out. */
export function frameEndsOf(log: Buffer): readonly number[] {
  const frameBytes = FRAME_HEADER_BYTES + pageBytesOf(log);
  const frames = Math.floor((log.length - WAL_HEADER_BYTES) / frameBytes);
  return Array.from({ length: frames }, (_, frame) => WAL_HEADER_BYTES + (frame + 1) * frameBytes);
}

/** Two numbers that change whenever the log is begun anew; its old frames then count no more. */
export function saltsOf(log: Buffer): string {
  return log.subarray(SALTS_AT, SALTS_AT + 8).toString('hex');
}
