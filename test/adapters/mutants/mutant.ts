import type { Verdict } from '../../../src/contract/verdict.ts';
import type { BendSubject } from './bend.ts';

/** One way to be wrong. */
export interface Mutant {
  readonly name: string;
  readonly on: 'adyen' | 'alipay' | 'cmb' | 'isobank' | 'paypal' | 'wechat';
  /** The rule that it is there for. */
  readonly rule: string;
  /** Other rules that cannot help noticing. */
  readonly also?: readonly string[];
  readonly bend: BendSubject;
}

export const ALL_LANES = ['submit', 'inquire', 'cancel'] as const;

/** A refusal that kills the attempt whatever came before. */
export const GONE: Verdict = {
  kind: 'refused',
  recorded: true,
  failure: 'technical.settlement.failed',
  partnerCode: 'GONE',
  echo: {},
};
