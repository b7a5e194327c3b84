import type { Bounds } from './bounds.ts';
import { createPayoutTable } from './payout-table.ts';
import { type Progress, QUIET } from './progress.ts';
import type { PayoutTable } from './row.ts';
import type { Product } from './product.ts';
import { createQuotientTable } from './quotient.ts';

/** The product's answers in the form that the bounds ask for. */
export function tableFor(
  product: Product,
  bounds: Bounds,
  progress: Progress = QUIET,
): PayoutTable {
  switch (bounds.merging) {
    case 'payouts':
      return createPayoutTable(product, bounds);
    case 'classes':
      return { ...createQuotientTable(product, bounds, progress), isDeaf: () => false };
    case 'deafness':
      return createQuotientTable(product, bounds, progress);
  }
}
