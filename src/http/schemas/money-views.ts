import * as z from 'zod';

/** Money as callers see it: a whole number of minor units and its currency. */
export const amountViewSchema = z
  .strictObject({
    value: z.int().min(0).meta({ description: 'Minor units.' }),
    currency: z.string().meta({ example: 'CNY' }),
  })
  .meta({ id: 'Amount', example: { value: 12_345, currency: 'CNY' } });

/** The only question that matters. */
export const moneyMovedSchema = z.enum(['no', 'unknown', 'yes']).meta({
  id: 'MoneyMoved',
  description: 'May money have moved? `unknown`: it may. Never pay again by other means then.',
});
