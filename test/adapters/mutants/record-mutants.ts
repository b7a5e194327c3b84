import { misstate } from './bend.ts';
import type { Mutant } from './mutant.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;
const YEAR_MS = 365 * DAY_MS;

/** Adapters that are right in everything but what their record promises in the partner's name. */
export const RECORD_MUTANTS: readonly Mutant[] = [
  {
    name: 'believes "not found" after a second, while the partner takes copies for three',
    on: 'isobank',
    rule: 'drain-time',
    bend: misstate({ notFoundIsProofAfterMs: SECOND_MS }),
  },
  {
    name: 'believes "not found" after a second, while the partner takes copies for minutes',
    on: 'wechat',
    rule: 'drain-time',
    bend: misstate({ notFoundIsProofAfterMs: SECOND_MS }),
  },
  {
    name: 'believes "not found" after a day, while the partner takes any copy',
    on: 'adyen',
    rule: 'drain-time',
    bend: misstate({ notFoundIsProofAfterMs: DAY_MS }),
  },
  {
    name: 'thinks a copy dead after a minute that lives for an hour',
    on: 'cmb',
    rule: 'drain-time',
    also: ['stored-messages'],
    bend: misstate({ copyLifeMs: 60 * SECOND_MS }),
  },
  ...(['wechat', 'isobank', 'adyen', 'paypal'] as const).map((on) => ({
    name: `relies on a key for a year (${on})`,
    on,
    rule: 'key-window',
    bend: misstate({ keyWindowMs: YEAR_MS }),
  })),
  {
    name: 'takes two regions for one ledger',
    on: 'adyen',
    rule: 'key-scope',
    bend: misstate({ keyScope: 'account' }),
  },
  {
    name: 'takes two hosts of one ledger for two',
    on: 'wechat',
    rule: 'key-scope',
    bend: misstate({ keyScope: 'endpoint' }),
  },
  {
    name: 'thinks a refused key spent that is judged anew',
    on: 'wechat',
    rule: 'refused-again',
    bend: misstate({ savesErrors: true }),
  },
  {
    name: 'thinks a spent key judged anew',
    on: 'isobank',
    rule: 'refused-again',
    bend: misstate({ savesErrors: false }),
  },
  {
    name: 'expects the original answer where a duplicate is a code',
    on: 'paypal',
    rule: 'duplicates',
    bend: misstate({ duplicateSignal: 'originalAnswer' }),
  },
  {
    name: 'expects a code where a duplicate is the original answer',
    on: 'wechat',
    rule: 'duplicates',
    bend: misstate({ duplicateSignal: 'code' }),
  },
  {
    name: 'calls a word final that decides nothing',
    on: 'wechat',
    rule: 'final-status',
    bend: misstate({ finalOn: 'ACCEPTED' }),
  },
  {
    name: 'listens for a minute to a partner that repeats for a day',
    on: 'wechat',
    rule: 'callbacks-late',
    bend: misstate({ latenessMsMax: 60 * SECOND_MS }),
  },
  {
    name: 'names another call as its probe',
    on: 'isobank',
    rule: 'probe-honest',
    bend: misstate({ harmlessProbe: 'POST /iso20022/pain.001' }),
  },
  {
    name: 'is tried with an account that its record does not list',
    on: 'paypal',
    rule: 'sample-payouts',
    bend: (subject) => ({
      ...subject,
      samples: { kind: 'read', account: { type: 'iban', value: '' }, currency: 'USD', words: [] },
    }),
  },
  {
    name: 'is to reject in a word that none of its tables has',
    on: 'wechat',
    rule: 'sample-payouts',
    bend: (subject) =>
      subject.samples.kind === 'read'
        ? { ...subject, samples: { ...subject.samples, words: ['KIT_UNHEARD_OF'] } }
        : subject,
  },
];
