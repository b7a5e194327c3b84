import type { JournalErrorCode } from './port.ts';

/**
 * Whether the journal would take a write now, for `/readyz`.
 *
 * Not ok from a failed commit (or a commit that hangs) until a write or the journal's own probe
 * succeeds. It says nothing about what is stored; reads may still work.
 */
export type JournalHealth =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: JournalErrorCode;
      /** For people; free of personal data. */
      readonly detail: string;
      /** When it began, Unix ms. */
      readonly sinceMs: number;
    };

/** A journal that also knows how it is. */
export interface HealthReporter {
  health(): JournalHealth;
}
