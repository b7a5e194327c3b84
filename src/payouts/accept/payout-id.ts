import type { Runtime } from '../../runtime/runtime.ts';

const RANDOM_BYTES = 8;
const TIME_DIGITS = 11;

/**
 * `po_` + 11 hexadecimal digits of milliseconds + 16 random ones: ids sort by time, so that a
 * cursor is an id. Two payouts of one millisecond collide once in 2^64.
 */
export function newPayoutId(runtime: Runtime): string {
  const time = runtime.now().toString(16).padStart(TIME_DIGITS, '0');
  return `po_${time}${runtime.randomHex(RANDOM_BYTES)}`;
}
