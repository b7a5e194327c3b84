import type { Verdict } from '../../contract/verdict.ts';
import type { AttemptTerms, PayoutRequest } from '../../payouts/model/payout.ts';
import type { RouteRecord } from '../../payouts/model/route-record.ts';

/** The moment in which a sample payout is born, in Unix ms. */
export const START_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** After so long without a copy on its way, "not found" is a proof. */
export const DRAIN_MS = 30_000;

/** For so long a partner knows a key again. */
export const WINDOW_MS = 86_400_000;

/** An order as a caller sends it, without anything that is optional. */
export const REQUEST: PayoutRequest = {
  obligation: 'loan-1:tranche-1',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: { name: 'Ada Lovelace', account: { type: 'iban', value: 'DE75512108001245126199' } },
  remittance: 'loan 1',
  deadlineAtMs: null,
  route: [],
  borrower: null,
  replaces: null,
  metadata: {},
};

/** The terms of a partner that can do everything: repeats by key, inquiries, cancels. */
export const TERMS: AttemptTerms = {
  dedupe: 'byKey',
  keyWindowEndsAtMs: START_MS + WINDOW_MS,
  notFoundIsProofAfterMs: DRAIN_MS,
  inquiry: true,
  inquiryNotBeforeMs: 0,
  inquiryHorizonMs: WINDOW_MS,
  inquiryBy: 'key',
  keyAfterRefusal: 'new',
  copyLifeMs: null,
  cancel: true,
  cancelNeedsReference: false,
};

/** Why a partner was chosen: it was the only one. */
export const ROUTE_RECORD: RouteRecord = {
  why: 'test',
  reason: 'only',
  exploration: null,
  lines: [],
};

/** A request that was sent and not answered. */
export const LOST: Verdict = {
  kind: 'unknown',
  failure: 'technical.latency.response',
  detail: 'no answer in time',
};

/** The partner has paid. */
export const EXECUTED: Verdict = { kind: 'executed', finality: 'executed', echo: {} };

/** The partner has taken it in hand. */
export const ACCEPTED: Verdict = { kind: 'accepted', echo: {} };

/** The partner knows no such reference. */
export const ABSENT: Verdict = { kind: 'absent' };

/** The partner has seen this reference before. */
export const DUPLICATE: Verdict = { kind: 'duplicate', partnerCode: 'DU04' };

/** The partner has cancelled it before it was paid. */
export const CANCELLED: Verdict = { kind: 'cancelled', partnerCode: 'CANC', echo: {} };

/** Not a byte of the request reached the partner. */
export const NEVER_SENT: Verdict = {
  kind: 'neverSent',
  failure: 'technical.latency.connect',
  detail: 'refused',
};

/** The whole of {@link REQUEST} came back after it was paid. */
export const RETURNED: Verdict = {
  kind: 'returned',
  amount: { currency: 'CNY', minor: 12_345n },
  feeMinor: 0n,
  failure: 'partner.returned',
  partnerCode: 'AC04',
  echo: {},
};

/** A refusal for this reason; `recorded` when the partner keeps the reference. */
export function refused(
  failure: (Verdict & { kind: 'refused' })['failure'],
  recorded = false,
): Verdict {
  return { kind: 'refused', recorded, failure, partnerCode: 'X1', echo: {} };
}
