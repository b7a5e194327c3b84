import { bend, misstate, missend, rewrite } from './bend.ts';
import { strayKey } from './more-than-wechat.ts';
import type { Mutant } from './mutant.ts';
import { resealed } from './resealed.ts';

const CONSTANT = strayKey('always this one');

/** Adapters whose declared field carries something else than our key. */
export const KEY_MUTANTS: readonly Mutant[] = [
  {
    name: 'sends every payout under one key',
    on: 'wechat',
    rule: 'partner-key',
    also: [
      'round-trip',
      'every-amount',
      'final-status',
      'two-payouts',
      'lost-answer',
      'callbacks-late',
    ],
    bend: missend((instruction) => ({ ...instruction, partnerKey: CONSTANT })),
  },
  {
    name: 'makes its key from payee and amount',
    on: 'alipay',
    rule: 'partner-key',
    also: [
      'round-trip',
      'final-status',
      'two-payouts',
      'duplicates',
      'lost-answer',
      'callbacks-late',
    ],
    bend: missend(({ creditor, amount, ...instruction }) => ({
      ...instruction,
      creditor,
      amount,
      partnerKey: strayKey(`${creditor.account.value} ${amount.minor}`),
    })),
  },
  {
    name: 'cuts the key short',
    on: 'cmb',
    rule: 'partner-key',
    also: [
      'stored-messages',
      'round-trip',
      'every-amount',
      'final-status',
      'two-payouts',
      'lost-answer',
      'callbacks-late',
    ],
    bend: missend((instruction) => ({
      ...instruction,
      partnerKey: instruction.partnerKey.slice(0, 3).padEnd(32, 'A'),
    })),
  },
  {
    name: 'sends a constant message id beside our key',
    on: 'isobank',
    rule: 'partner-key',
    also: [
      'round-trip',
      'every-amount',
      'final-status',
      'two-payouts',
      'duplicates',
      'lost-answer',
      'drain-time',
      'callbacks-late',
      'callbacks-repeat',
    ],
    bend: rewrite((request) => resealed(underMsgId(request, CONSTANT))),
  },
  {
    name: 'sends a fresh message id beside our key',
    on: 'isobank',
    rule: 'partner-key',
    also: [
      'round-trip',
      'final-status',
      'two-payouts',
      'resend',
      'duplicates',
      'lost-answer',
      'drain-time',
      'callbacks-late',
      'callbacks-repeat',
    ],
    bend: rewrite((request, _key, { nonce }) => resealed(underMsgId(request, strayKey(nonce)))),
  },
  {
    name: 'sends a fresh idempotency key beside our reference',
    on: 'adyen',
    rule: 'partner-key',
    also: [
      'round-trip',
      'key-window',
      'refused-again',
      'unknown-words',
      'echo',
      'duplicates',
      'cancel-harmless',
    ],
    bend: rewrite((request, _key, { nonce }) => underHeader(request, strayKey(nonce))),
  },
  {
    name: 'sends a constant idempotency key beside our reference',
    on: 'adyen',
    rule: 'partner-key',
    also: [
      'round-trip',
      'every-amount',
      'two-payouts',
      'unknown-words',
      'echo',
      'duplicates',
      'cancel-harmless',
    ],
    bend: rewrite((request) => underHeader(request, CONSTANT)),
  },
  {
    name: 'sends no idempotency key at all',
    on: 'adyen',
    rule: 'partner-key',
    also: ['key-window', 'refused-again', 'duplicates'],
    bend: rewrite(({ headers, ...request }) => {
      const { 'idempotency-key': _left, ...rest } = headers;
      return { ...request, headers: rest };
    }),
  },
  {
    name: 'sends a fresh batch id beside our item id',
    on: 'paypal',
    rule: 'partner-key',
    also: [
      'round-trip',
      'final-status',
      'two-payouts',
      'resend',
      'key-window',
      'duplicates',
      'lost-answer',
      'inquiry-harmless',
      'batch-members',
      'nothing-private',
    ],
    bend: rewrite((request, _key, { nonce }) => underBatchId(request, strayKey(nonce))),
  },
  {
    name: 'sends a constant batch id beside our item id',
    on: 'paypal',
    rule: 'partner-key',
    also: [
      'round-trip',
      'every-amount',
      'final-status',
      'two-payouts',
      'inquiry-harmless',
      'batch-members',
      'nothing-private',
    ],
    bend: rewrite((request) => underBatchId(request, CONSTANT)),
  },
  {
    name: 'chooses another key after a restart',
    on: 'wechat',
    rule: 'partner-key',
    also: ['resend'],
    bend: (subject) => {
      const restarted = missend((instruction) => ({ ...instruction, partnerKey: CONSTANT }));
      return { ...subject, createAdapter: () => restarted(subject).adapter };
    },
  },
  {
    name: 'names a field that carries the remark',
    on: 'wechat',
    rule: 'partner-key',
    bend: misstate({ keyField: 'transfer_remark' }),
  },
  {
    name: 'gives one content to all payees',
    on: 'adyen',
    rule: 'resend',
    bend: bend((good) => ({
      ...good,
      content: ({ creditor, ...instruction }) =>
        good.content({
          ...instruction,
          creditor: {
            ...creditor,
            account: { ...creditor.account, value: 'NL02ABNA0123456789' },
          },
        }),
    })),
  },
];

type Request = Parameters<typeof resealed>[0];

function underMsgId(request: Request, key: string): Request {
  const body = (request.body ?? '').replace(/<MsgId>[^<]*</, `<MsgId>${key}<`);
  return { ...request, body };
}

function underHeader(request: Request, key: string): Request {
  return { ...request, headers: { ...request.headers, 'idempotency-key': key } };
}

function underBatchId(request: Request, key: string): Request {
  const body = (request.body ?? '').replace(
    /"sender_batch_id":"[^"]*"/,
    `"sender_batch_id":"${key}"`,
  );
  return { ...request, body };
}
