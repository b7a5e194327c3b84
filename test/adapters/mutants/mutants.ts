import { FIRST_MUTANTS } from './first-mutants.ts';
import { KEY_MUTANTS } from './key-mutants.ts';
import { LOSS_MUTANTS } from './loss-mutants.ts';
import type { Mutant } from './mutant.ts';
import { PAYMENT_MUTANTS } from './payment-mutants.ts';
import { READING_MUTANTS } from './reading-mutants.ts';
import { RECORD_MUTANTS } from './record-mutants.ts';

/** Every rule of the kit has at least one of these; a test holds that. */
export const MUTANTS: readonly Mutant[] = [
  ...FIRST_MUTANTS,
  ...LOSS_MUTANTS,
  ...KEY_MUTANTS,
  ...RECORD_MUTANTS,
  ...PAYMENT_MUTANTS,
  ...READING_MUTANTS,
];
