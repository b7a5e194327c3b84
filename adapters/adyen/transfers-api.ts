import type { PartnerRequest } from '../../src/contract/exchange.ts';
import type { AdyenSettings } from './settings.ts';

/** Where the interface lives below the host; the version is part of it. */
export const TRANSFERS = '/btl/v4/transfers';

const USER_AGENT = 'breakwater/0.1 (payout gateway)';

/** `GET /transfers` between two moments, with what else the question names. */
export function listRequest(
  settings: AdyenSettings,
  sinceMs: number,
  untilMs: number,
  more: Readonly<Record<string, string>>,
): PartnerRequest {
  const query = new URLSearchParams({
    balancePlatform: settings.balancePlatform,
    createdSince: isoSeconds(sinceMs),
    createdUntil: isoSeconds(untilMs),
    ...more,
  });
  return { method: 'GET', path: `${TRANSFERS}?${query.toString()}`, headers: headers(settings) };
}

function headers({ apiKey }: AdyenSettings): Readonly<Record<string, string>> {
  return { accept: 'application/json', 'user-agent': USER_AGENT, 'x-api-key': apiKey };
}

/** The headers of a request that brings a document. */
export function postHeaders(settings: AdyenSettings): Readonly<Record<string, string>> {
  return { ...headers(settings), 'content-type': 'application/json' };
}

/** ISO 8601 to the second, as AD-SPEC writes its examples: `2021-05-30T15:07:40Z`. */
function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
