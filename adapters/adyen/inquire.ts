import type { Instruction } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import { KEY_WINDOW_MS } from './capabilities.ts';
import type { AdyenSettings } from './settings.ts';
import { listRequest } from './transfers-api.ts';

const DAY_MS = 86_400_000;

/** Adyen's clock and ours may differ, and the last copy leaves within the key window. */
const MARGIN_MS = DAY_MS;

/** One key has one transfer; two would already be one too many. */
const ITEMS_MAX = 10;

/**
 * `GET /transfers?reference=…`. Both dates are mandatory and at most six months apart; they are
 * those between which a copy of the attempt can have left, with a day to spare on both sides.
 */
export function inquireRequest(
  settings: AdyenSettings,
  { partnerKey, intentAtMs }: Instruction,
): PartnerRequest {
  const since = intentAtMs - MARGIN_MS;
  const until = intentAtMs + KEY_WINDOW_MS + MARGIN_MS;
  return listRequest(settings, since, until, {
    reference: partnerKey,
    category: 'bank',
    limit: String(ITEMS_MAX),
  });
}
