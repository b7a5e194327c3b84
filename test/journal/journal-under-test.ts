import type { HealthReporter } from '../../src/journal/journal-health.ts';
import type { Journal } from '../../src/journal/port.ts';

/** A journal under test, and how to open what it left behind once more. */
export interface JournalUnderTest {
  readonly journal: Journal & HealthReporter;
  reopen(): Promise<Journal & HealthReporter>;
}

/** The journal that was opened for the test that runs now. */
export type JournalOf = () => Journal & HealthReporter;
