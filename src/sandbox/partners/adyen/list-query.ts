import type { AdyenKeys } from './keys.ts';
import { brokenFields } from '../../server/json-fields.ts';
import { type InvalidField, invalidFields } from './errors.ts';

/** What a list of transfers is asked for. */
export interface ListQuery {
  readonly reference: string | null;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly limit: number;
}

/** A query that was read, or the parameters that are wrong in it. */
export type ListReading =
  | { readonly kind: 'read'; readonly query: ListQuery }
  | { readonly kind: 'wrong'; readonly invalidFields: readonly InvalidField[] };

const LIMIT_USUAL = 10;
const LIMIT_MAX = 100;

/** Six months at their longest. */
const SPAN_MS_MAX = 184 * 86_400_000;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads the query of `GET /transfers`: both dates are mandatory, at most six months apart, and the
 * platform or the account must be named.
 */
export function readListQuery(keys: AdyenKeys, parameters: URLSearchParams): ListReading {
  const sinceMs = instantOf(parameters.get('createdSince'));
  const untilMs = instantOf(parameters.get('createdUntil'));
  const platform = parameters.get('balancePlatform');
  const account = parameters.get('balanceAccountId');
  const limit = Number(parameters.get('limit') ?? LIMIT_USUAL);
  const spanMs = untilMs - sinceMs;
  const isOurs =
    (platform ?? keys.balancePlatform) === keys.balancePlatform &&
    (account ?? keys.balanceAccountId) === keys.balanceAccountId;
  const broken = brokenFields([
    ['createdSince', Number.isFinite(sinceMs)],
    ['createdUntil', Number.isFinite(untilMs)],
    ['createdSince', !(spanMs < 0 || spanMs > SPAN_MS_MAX)],
    ['balancePlatform', (platform !== null || account !== null) && isOurs],
    ['limit', Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX],
    ['category', (parameters.get('category') ?? 'bank') === 'bank'],
  ]);
  if (broken.length > 0) return { kind: 'wrong', invalidFields: invalidFields(new Set(broken)) };
  const reference = parameters.get('reference');
  return { kind: 'read', query: { reference, sinceMs, untilMs, limit } };
}

function instantOf(text: string | null): number {
  return text !== null && INSTANT.test(text) ? Date.parse(text) : Number.NaN;
}
