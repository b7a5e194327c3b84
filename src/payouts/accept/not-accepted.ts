import type { FailureCode } from '../../contract/failure.ts';
import { JournalError } from '../../journal/port.ts';

/** The journal did not take a request, or does not say whether it did: 503. */
export interface NotAccepted {
  readonly kind: 'notAccepted';
  readonly failure: FailureCode;
  /** `no`: it is proven that nothing was stored, so no money moves. `unknown`: it may have been. */
  readonly stored: 'no' | 'unknown';
  /** The same in words. */
  readonly detail: string;
  readonly retryAfterMs: number;
}

const RETRY_AFTER_MS = 1_000;

/**
 * Tells a caller that its request was not accepted, and what is known of the failed write. Throws
 * on anything but a {@link JournalError}: that is a bug and no answer.
 */
export function notAccepted(error: unknown): NotAccepted {
  if (!isJournalFailure(error)) throw error;
  return {
    kind: 'notAccepted',
    failure: 'technical.overload.gateway',
    stored: error.stored,
    detail: storedInWords(error),
    retryAfterMs: RETRY_AFTER_MS,
  };
}

/** True where the journal failed, in a write or in a read; a bug is none. */
export function isJournalFailure(error: unknown): error is JournalError {
  return error instanceof JournalError;
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
