import * as z from 'zod';

import type { PayoutView } from '../../payouts/views/views.ts';
import type { ClosedSet } from './closed-set.ts';

/** Money as callers see it: a whole number of minor units and its currency. */
export const amountViewSchema = z
  .strictObject({
    value: z.int().min(0).meta({ description: 'Minor units.' }),
    currency: z.string().meta({ example: 'CNY' }),
  })
  .meta({ id: 'Amount', example: { value: 12_345, currency: 'CNY' } });

/** The only question that matters. */
export const moneyMovedSchema = z
  .enum({ no: 'no', unknown: 'unknown', yes: 'yes' } as const satisfies ClosedSet<
    PayoutView['moneyMoved']
  >)
  .meta({
    id: 'MoneyMoved',
    description: 'May money have moved? `unknown`: it may. Never pay again by other means then.',
  });
