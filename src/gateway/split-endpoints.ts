import type { PartnerEndpoint } from '../contract/adapter.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import { ONLY_ENDPOINT } from '../payouts/dispatch/client-endpoint.ts';
import { parseHost } from '../transport/transport-settings.ts';

/**
 * The ledgers behind a partner's base URLs, in their order.
 *
 * Where all hosts share one ledger (`keyScope: 'account'`), they are one endpoint, and a call may
 * go to any of them. Where each knows only its own keys, each is an endpoint of its own: a copy
 * that went to another would be a second payment. Its name is its host (with its port and its
 * path), so that a changed order of preference moves no attempt. Throws on a URL that is none.
 */
export function splitEndpoints(
  { keyScope }: Pick<Capabilities, 'keyScope'>,
  baseUrls: readonly string[],
): readonly PartnerEndpoint[] {
  if (keyScope === 'account' || baseUrls.length === 0) return [{ name: ONLY_ENDPOINT, baseUrls }];
  const byName = Map.groupBy(baseUrls, endpointName);
  return [...byName].map(([name, urls]) => ({ name, baseUrls: urls }));
}

function endpointName(baseUrl: string): string {
  const { origin, pathPrefix } = parseHost(baseUrl);
  return `${new URL(origin).host}${pathPrefix}`;
}
