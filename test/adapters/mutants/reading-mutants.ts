import type { Verdict } from '../../../src/contract/verdict.ts';
import { parseJsonObject } from '../../../src/contract/read.ts';
import { bend, misread, mishear, mishearReply } from './bend.ts';
import { ALL_LANES, GONE, type Mutant } from './mutant.ts';

/** Adapters that make more of a message than it says. */
export const READING_MUTANTS: readonly Mutant[] = [
  {
    name: 'reads an order under way as paid, when it asks',
    on: 'wechat',
    rule: 'final-status',
    also: ['stored-messages', 'lost-answer'],
    bend: misread(['inquire'], oneStepTooGood),
  },
  {
    name: 'reads an order under way as paid, when it asks (isobank)',
    on: 'isobank',
    rule: 'final-status',
    also: ['stored-messages', 'lost-answer'],
    bend: misread(['inquire'], oneStepTooGood),
  },
  {
    name: 'reads the acceptance of an order as its payment',
    on: 'adyen',
    rule: 'final-status',
    also: ['stored-messages'],
    bend: misread(['submit'], oneStepTooGood),
  },
  {
    name: 'reads the acceptance of a batch as its payment',
    on: 'paypal',
    rule: 'final-status',
    also: ['batch-members'],
    bend: misread(['submit'], oneStepTooGood),
  },
  {
    name: 'reads money that came back as never sent',
    on: 'cmb',
    rule: 'final-status',
    also: ['stored-messages'],
    bend: misread(['inquire'], (verdict) => (verdict.kind === 'returned' ? GONE : verdict)),
  },
  {
    name: 'reads money that came in as money that went out',
    on: 'adyen',
    rule: 'echo',
    bend: mishearReply(['submit', 'inquire'], (reply) => ({
      ...reply,
      body: reply.body.replaceAll('"incoming"', '"outgoing"'),
    })),
  },
  {
    name: 'reads the payment of another platform as ours',
    on: 'adyen',
    rule: 'echo',
    bend: mishearReply(['submit', 'inquire'], (reply) => ({
      ...reply,
      body: reply.body.replaceAll('"SomebodyElse"', '"BreakwaterDemo"'),
    })),
  },
  {
    name: 'hears the callback of another merchant',
    on: 'wechat',
    rule: 'echo',
    bend: (subject) => {
      const other = subject.createAdapter({ MCH_ID: '1900000002' });
      return bend((good) => ({
        ...good,
        readCallback(delivery, nowMs) {
          const reading = good.readCallback(delivery, nowMs);
          const isOurs =
            reading.kind === 'news' &&
            reading.news.every(({ verdict }) => verdict.kind !== 'unknown');
          return isOurs ? reading : other.readCallback(delivery, nowMs);
        },
      }))(subject);
    },
  },
  {
    name: 'does not repeat the payee',
    on: 'adyen',
    rule: 'echo',
    bend: misread(ALL_LANES, (verdict) =>
      'echo' in verdict ? { ...verdict, echo: withoutAccount(verdict.echo) } : verdict,
    ),
  },
  {
    name: 'believes an unsigned answer, when it asks',
    on: 'wechat',
    rule: 'answers-sealed',
    bend: misread(['inquire'], (verdict, { headers, body }) =>
      !('wechatpay-signature' in headers) && parseJsonObject(body)?.['state'] === 'SUCCESS'
        ? { kind: 'executed', finality: 'credited', echo: {} }
        : verdict,
    ),
  },
  {
    name: 'takes "one too many" for the end of the order',
    on: 'wechat',
    rule: 'throttled',
    also: ['stored-messages'],
    bend: misread(['submit'], (verdict) =>
      verdict.kind === 'refused' ? { ...verdict, recorded: true } : verdict,
    ),
  },
  {
    name: 'does not hear how long to wait',
    on: 'isobank',
    rule: 'throttled',
    bend: mishearReply(['submit'], ({ headers, ...reply }) => {
      const { 'retry-after': _left, ...rest } = headers;
      return { ...reply, headers: rest };
    }),
  },
  {
    name: 'takes a cancel that came too late for one that came in time',
    on: 'wechat',
    rule: 'cancel-harmless',
    also: ['stored-messages'],
    bend: misread(['cancel'], (verdict, { body }) =>
      parseJsonObject(body)?.['code'] === 'INVALID_REQUEST'
        ? { kind: 'cancelled', partnerCode: 'INVALID_REQUEST', echo: {} }
        : verdict,
    ),
  },
  {
    name: 'takes the refusal of a cancel for the refusal of its order',
    on: 'wechat',
    rule: 'cancel-harmless',
    also: ['stored-messages'],
    bend: misread(['cancel'], (verdict, { body }) =>
      parseJsonObject(body)?.['code'] === 'INVALID_REQUEST' ? GONE : verdict,
    ),
  },
  {
    name: 'gives the callback of one payout to another',
    on: 'isobank',
    rule: 'two-payouts',
    bend: mishear((reading) =>
      reading.kind === 'news'
        ? {
            ...reading,
            news: reading.news.map((item) => ({
              ...item,
              partnerKey: item.partnerKey.startsWith('KITTWIN')
                ? 'BREAKWATERFIXTURE234567ABCDEFGHI'
                : item.partnerKey,
            })),
          }
        : reading,
    ),
  },
];

function oneStepTooGood(verdict: Verdict): Verdict {
  return verdict.kind === 'accepted'
    ? { ...verdict, kind: 'executed', finality: 'executed' }
    : verdict;
}

function withoutAccount(echo: Extract<Verdict, { readonly kind: 'accepted' }>['echo']) {
  const { account: _left, ...rest } = echo;
  return rest;
}
