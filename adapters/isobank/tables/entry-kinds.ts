/**
 * What an entry on our account is evidence of, by its bank transaction code.
 *
 * `transfer`: a credit transfer. `return`: one that came back. `charge`: what the bank asks for its
 * work. `other`: known to be none of these. `unstated`: the code does not say, and the amount must
 * speak for itself.
 */
export type EntryKind = 'transfer' | 'return' | 'charge' | 'other' | 'unstated';

/** The families of the domain PMNT that credit transfers are booked under; the rest is `other`. */
export const TRANSFER_FAMILIES: ReadonlySet<string> = new Set([
  'ICDT', // Issued credit transfers.
  'IRCT', // Issued real-time credit transfers.
  'RCDT', // Received credit transfers: where returns are booked, too.
  'RRCT', // Received real-time credit transfers.
]);

/**
 * Sub-families of those families (fixtures/isobank/SOURCES.md F9). One that is not here is `other`:
 * nobody told us what it is.
 */
export const SUB_FAMILIES: ReadonlyMap<string, EntryKind> = new Map<string, EntryKind>([
  ['AUTT', 'transfer'],
  ['BOOK', 'transfer'], // Inside the bank.
  ['DMCT', 'transfer'], // Domestic.
  ['ESCT', 'transfer'], // SEPA.
  ['FICT', 'transfer'],
  ['PRCT', 'transfer'], // Priority.
  ['SALA', 'transfer'],
  ['SDVA', 'transfer'], // Same day value.
  ['STDO', 'transfer'],
  ['VCOM', 'transfer'], // With agreed commercial information.
  ['XBCT', 'transfer'], // Cross-border.
  ['XBSA', 'transfer'],
  ['XBST', 'transfer'],
  ['NTAV', 'unstated'], // Not available.
  ['OTHR', 'unstated'],
  ['RRTN', 'return'], // "Reversal due to payment return".
  ['RPCR', 'return'], // "Reversal due to payment cancellation request".
  ['CHRG', 'charge'],
  ['FEES', 'charge'],
  ['COMM', 'charge'],
  ['COME', 'charge'],
  ['COMI', 'charge'],
  ['COMT', 'charge'],
  ['TAXE', 'charge'],
  ['ADJT', 'other'],
  ['CAJT', 'other'],
  ['DAJT', 'other'],
  ['INTR', 'other'],
  ['RIMB', 'other'], // Reimbursement, of charges mostly.
  ['ACON', 'other'], // Account consolidation and the other sweeps move nothing to a payee.
  ['ACOR', 'other'],
  ['APAC', 'other'],
  ['CSLI', 'other'],
  ['TOPG', 'other'],
  ['ZABA', 'other'],
]);

/** Sub-families that are a charge under whatever domain and family they stand. */
export function isCharge(subFamily: string | undefined): boolean {
  return subFamily !== undefined && SUB_FAMILIES.get(subFamily) === 'charge';
}
