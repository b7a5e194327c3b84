import { JournalError } from '../../journal/port.ts';
import type { ActionOutcome } from '../service.ts';

const RETRY_AFTER_MS = 1_000;

/** Tells a caller that its request was not accepted, and what is known of the failed write. */
export function notAccepted(error: unknown): ActionOutcome & { readonly kind: 'notAccepted' } {
  if (!(error instanceof JournalError)) throw error;
  return {
    kind: 'notAccepted',
    failure: 'technical.overload.gateway',
    detail: storedInWords(error),
    retryAfterMs: RETRY_AFTER_MS,
  };
}

/**
 * "Not stored" is said only where it is proven: a commit whose outcome was lost, and cannot be
 * read back, may be found there later.
 */
function storedInWords({ code, stored }: JournalError): string {
  return stored === 'no'
    ? `not stored: ${code}`
    : `it is not known whether it was stored (${code}); repeat it to find out`;
}
