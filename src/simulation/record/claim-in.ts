import type { Claim } from '../../oracle/evidence.ts';
import type { PayoutView } from '../../payouts/views/views.ts';

/** A view's first members, in the order in which our API writes them. */
const CLAIM =
  /"object":"payout","id":"(po_[0-9a-f]+)","state":"([A-Z_]+)","moneyMoved":"(no|unknown|yes)","safeToResubmit":(true|false),/;

/** The claim in an answer or a webhook, without parsing the rest; `null` when it shows no payout. */
export function claimIn(body: string): Claim | null {
  const match = CLAIM.exec(body);
  if (match === null) return null;
  const [, payoutId = '', state, moneyMoved, safe] = match;
  // The pattern admits nothing else; a state that is none would fail every comparison.
  return {
    payoutId,
    state: state as Claim['state'],
    moneyMoved: moneyMoved as Claim['moneyMoved'],
    safeToResubmit: safe === 'true',
  };
}

/** What a whole view claims. */
export function claimOf({ id, state, moneyMoved, safeToResubmit }: PayoutView): Claim {
  return { payoutId: id, state, moneyMoved, safeToResubmit };
}
