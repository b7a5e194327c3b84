import type { Failure } from '../model/payout.ts';

/** What a person has to do before a payout is sent or given up that a restored backup may have lost. */
export function inItsBooks(partner: string): Failure {
  return {
    code: 'risk.duplicate.suspected',
    detail: `the journal was restored, and ${partner} may have paid this: look in its books`,
    partnerCode: null,
  };
}
