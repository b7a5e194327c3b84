import type { FAILURES, FailureCode } from '../../../src/contract/failure.ts';

/**
 * The failures that say "no money moved". A refusal can carry no other: the type itself keeps a
 * row in doubt out of every table of refusals.
 */
export type HarmlessFailure = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['money'] extends 'no' ? Code : never;
}[FailureCode];

/**
 * One catalogued refusal: Alipay's word, our row, and where the word's meaning was read.
 *
 * `guide:` quotes the sense of Alipay's own error table (ALI-GUIDE); `spec:` and `java:` mark words
 * that only stand in the official enumerations (ALI-PHP, ALI-JAVA), whose row we judged by their
 * name and by the groups of fixtures/alipay/SOURCES.md F5.
 */
export type Refusal = readonly [word: string, failure: HarmlessFailure, source: string];
