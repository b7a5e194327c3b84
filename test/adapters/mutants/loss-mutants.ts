import type { Verdict } from '../../../src/contract/verdict.ts';
import { bend, misask, misread } from './bend.ts';
import type { Mutant } from './mutant.ts';

const ABSENT: Verdict = { kind: 'absent' };

/** Adapters that lose an order whose answer was lost. */
export const LOSS_MUTANTS: readonly Mutant[] = [
  {
    name: 'finds nothing, whatever it is told',
    on: 'wechat',
    rule: 'lost-answer',
    also: [
      'stored-messages',
      'final-status',
      'two-payouts',
      'unknown-words',
      'hostile-replies',
      'echo',
    ],
    bend: misread(['inquire'], () => ABSENT),
  },
  {
    name: 'finds nothing, whatever it is told, and calls that a proof',
    on: 'isobank',
    rule: 'lost-answer',
    also: [
      'stored-messages',
      'table-entries',
      'final-status',
      'two-payouts',
      'unknown-words',
      'hostile-replies',
      'echo',
      'drain-time',
    ],
    bend: misread(['inquire'], () => ABSENT),
  },
  {
    name: 'finds no order that is under way',
    on: 'adyen',
    rule: 'lost-answer',
    also: ['stored-messages'],
    bend: misread(['inquire'], (verdict) => (verdict.kind === 'accepted' ? ABSENT : verdict)),
  },
  {
    name: 'finds no order that was paid',
    on: 'cmb',
    rule: 'lost-answer',
    also: ['stored-messages', 'round-trip', 'final-status', 'two-payouts', 'echo'],
    bend: misread(['inquire'], (verdict) => (verdict.kind === 'executed' ? ABSENT : verdict)),
  },
  {
    name: 'asks under another number as long as it knows none of the partner’s',
    on: 'alipay',
    rule: 'lost-answer',
    bend: misask((instruction) =>
      instruction.partnerReference === null
        ? { ...instruction, partnerKey: instruction.partnerKey.toLowerCase() }
        : instruction,
    ),
  },
  {
    name: 'takes no reference out of a duplicate',
    on: 'paypal',
    rule: 'lost-answer',
    bend: bend((good) => ({
      ...good,
      submit(instruction, stamp) {
        const { request, read } = good.submit(instruction, stamp);
        return {
          request,
          read(reply, nowMs) {
            const verdict = read(reply, nowMs);
            return verdict.kind === 'duplicate'
              ? { kind: 'duplicate', partnerCode: verdict.partnerCode }
              : verdict;
          },
        };
      },
    })),
  },
];
