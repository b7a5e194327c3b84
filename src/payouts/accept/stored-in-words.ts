import type { JournalError } from '../../journal/port.ts';

/**
 * Tells a caller what is known of a write that failed. "Not stored" is said only where it is
 * proven: a commit whose outcome was lost, and cannot be read back, may be found there later.
 */
export function storedInWords({ code, stored }: JournalError): string {
  return stored === 'no'
    ? `not stored: ${code}`
    : `it is not known whether it was stored (${code}); repeat it to find out`;
}
