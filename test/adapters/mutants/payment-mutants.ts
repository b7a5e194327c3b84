import type { Instruction } from '../../../src/contract/adapter.ts';
import { bend, missend, rewrite } from './bend.ts';
import type { Mutant } from './mutant.ts';
import { resealed } from './resealed.ts';

/** Adapters that pay something else, or somebody else. */
export const PAYMENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'writes fen where the partner reads yuan',
    on: 'alipay',
    rule: 'round-trip',
    also: ['every-amount', 'final-status', 'lost-answer'],
    bend: missend((instruction) => scaled(instruction, 100n)),
  },
  {
    name: 'gives two decimals to a currency that has none',
    on: 'isobank',
    rule: 'every-amount',
    bend: missend((instruction) =>
      instruction.amount.currency === 'JPY' ? scaled(instruction, 100n) : instruction,
    ),
  },
  {
    name: 'drops the currency and writes its own',
    on: 'isobank',
    rule: 'every-amount',
    bend: missend((instruction) => ({
      ...instruction,
      amount: { ...instruction.amount, currency: 'EUR' },
    })),
  },
  {
    name: 'drops the last digit of a large amount',
    on: 'adyen',
    rule: 'every-amount',
    bend: missend((instruction) =>
      instruction.amount.minor > 100_000n
        ? {
            ...instruction,
            amount: { ...instruction.amount, minor: (instruction.amount.minor / 10n) * 10n },
          }
        : instruction,
    ),
  },
  {
    name: 'swaps debtor and creditor',
    on: 'isobank',
    rule: 'round-trip',
    also: [
      'every-amount',
      'final-status',
      'two-payouts',
      'key-window',
      'key-scope',
      'throttled',
      'duplicates',
      'lost-answer',
      'inquiry-harmless',
      'callbacks-repeat',
      'callbacks-late',
    ],
    bend: rewrite((request) => resealed({ ...request, body: swapped(request.body ?? '') })),
  },
  {
    name: 'pays into the payer’s own account',
    on: 'cmb',
    rule: 'round-trip',
    also: ['stored-messages', 'final-status', 'lost-answer'],
    bend: missend((instruction) => ({
      ...instruction,
      creditor: {
        ...instruction.creditor,
        account: { ...instruction.creditor.account, value: '755000000000001' },
      },
    })),
  },
  {
    name: 'asks for one item a page, and reads one page',
    on: 'paypal',
    rule: 'batch-members',
    bend: bend((good) => {
      const { batch } = good;
      if (batch === undefined) return good;
      return {
        ...good,
        batch: {
          ...batch,
          inquire(...asked) {
            const call = batch.inquire(...asked);
            const path = call.request.path.replace(/page_size=\d+/, 'page_size=1');
            return { ...call, request: { ...call.request, path } };
          },
        },
      };
    }),
  },
  {
    name: 'leaves all members but the first out of the message',
    on: 'paypal',
    rule: 'batch-members',
    also: ['stored-messages'],
    bend: bend((good) => {
      const { batch } = good;
      if (batch === undefined) return good;
      return {
        ...good,
        batch: {
          ...batch,
          submit(sent, stamp) {
            const first = sent.members.slice(0, 1);
            return batch.submit({ ...sent, members: first }, stamp);
          },
        },
      };
    }),
  },
];

function scaled(instruction: Instruction, factor: bigint): Instruction {
  const { amount } = instruction;
  return { ...instruction, amount: { ...amount, minor: amount.minor * factor } };
}

/** Party and account of payer and payee change places; a pain.001 of somebody else's. */
function swapped(body: string): string {
  return body
    .replaceAll(/(<\/?)Dbtr(Acct)?>/g, '$1Kit$2>')
    .replaceAll(/(<\/?)Cdtr(Acct)?>/g, '$1Dbtr$2>')
    .replaceAll(/(<\/?)Kit(Acct)?>/g, '$1Cdtr$2>');
}
