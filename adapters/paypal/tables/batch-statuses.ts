/** What a batch's status says about those of its items that are not listed. */
export type BatchMeaning =
  /** PayPal holds it and is not through with it. */
  | 'running'
  /** Through: "check the status of each item". Says nothing of any single one. */
  | 'processed'
  /** "Denied, so they were not processed." */
  | 'denied';

/**
 * Every status of a batch that the interface can give one of ours (PP-ENUM batch_enum).
 *
 * CANCELED is left out: it is for files "uploaded through the PayPal portal", which ours are not, so
 * a batch that says so is not the one we made.
 */
export const BATCH_STATUSES: ReadonlyMap<string, BatchMeaning> = new Map([
  ['PENDING', 'running'],
  ['PROCESSING', 'running'],
  ['SUCCESS', 'processed'],
  ['DENIED', 'denied'],
]);
