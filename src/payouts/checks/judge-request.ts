import type { FailureCode } from '../../contract/failure.ts';
import type { Failure, PayoutRequest } from '../model/payout.ts';

/** The lender's own rules. What they stop is HELD for a person, never failed by a machine. */
export interface RiskPolicy {
  /** Below it, `eligibility.credit`; `null`: not checked. */
  readonly creditScoreMin: number | null;
  /** ISO 3166-1 alpha-2 codes of borrower or creditor that may not be paid to. */
  readonly regionsBlocked: readonly string[];
  /** The most one payout may carry, in minor units by currency; a missing currency: no limit. */
  readonly amountMinorMax: ReadonlyMap<string, bigint>;
}

/** What the rules need to know beyond the request. */
export interface RequestContext {
  readonly payeeIsQuarantined: boolean;
  /** Why an earlier payout of the same obligation makes this one suspect; `null`: none does. */
  readonly duplicateOf: string | null;
}

type Check = (
  request: PayoutRequest,
  policy: RiskPolicy,
  context: RequestContext,
) => readonly [FailureCode, string] | null;

/** In the order in which they are told: the gravest first. */
const CHECKS: readonly Check[] = [
  ({ creditor, borrower }, { regionsBlocked }) => {
    const regions = [creditor.region, borrower?.region].filter((region) => region !== undefined);
    const blocked = regions.find((region) => regionsBlocked.includes(region));
    return blocked === undefined ? null : ['regulatory.region', `region ${blocked} is blocked`];
  },
  (_request, _policy, { duplicateOf }) =>
    duplicateOf === null ? null : ['risk.duplicate.suspected', duplicateOf],
  (_request, _policy, { payeeIsQuarantined }) =>
    payeeIsQuarantined ? ['risk.payee.quarantined', 'the account is quarantined'] : null,
  ({ amount }, { amountMinorMax }) => {
    const most = amountMinorMax.get(amount.currency);
    return most === undefined || amount.minor <= most
      ? null
      : ['risk.limit.amount', `over the policy's limit in ${amount.currency}`];
  },
  ({ borrower }, { creditScoreMin }) => {
    const score = borrower?.creditScore;
    const low = creditScoreMin !== null && score !== undefined && score < creditScoreMin;
    return low ? ['eligibility.credit', 'the score is below the minimum'] : null;
  },
  ({ borrower }) =>
    borrower?.identity === 'incomplete' || borrower?.identity === 'expired'
      ? ['eligibility.identity.incomplete', `identity ${borrower.identity}`]
      : null,
  ({ borrower }) =>
    borrower?.income === 'missing' ? ['eligibility.income', 'no proof of income'] : null,
];

/** The first rule that holds the payout, or `null` when all let it through. Pure. */
export function judgeRequest(
  request: PayoutRequest,
  policy: RiskPolicy,
  context: RequestContext,
): Failure | null {
  for (const check of CHECKS) {
    const stopped = check(request, policy, context);
    if (stopped !== null) {
      const [code, detail] = stopped;
      return { code, detail, partnerCode: null };
    }
  }
  return null;
}
