import { isIP } from 'node:net';

import type { Config } from '../../config/environment.ts';
import { bareHost, isGlobalUnicast, isLoopback } from '../../transport/global-address.ts';
import { weaknessOf } from './weak-secret.ts';

/** Everything that a gateway with real partners would start from. */
export interface ProductionSettings {
  readonly config: Pick<Config, 'chaosMode' | 'amountMinorMax'>;
  /** The hosts of each partner. */
  readonly baseUrls: ReadonlyMap<string, readonly string[]>;
  /** Where callers are told. */
  readonly webhookUrls: readonly string[];
  /** Each setting that an adapter asked for, by the name of its variable. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * Every reason why this must not run with real money, all at once; empty when there is none. Each line names
 * the variable, what is wrong and what to do, and shows nothing of a secret.
 */
export function productionFaults(settings: ProductionSettings): readonly string[] {
  const { config, baseUrls, webhookUrls, secrets } = settings;
  return [
    ...(config.chaosMode === 'lab'
      ? ['CHAOS_MODE=lab: a lab may hurt every payout; use guarded, or leave it out']
      : []),
    ...(config.amountMinorMax.size === 0
      ? [
          'AMOUNT_MINOR_MAX: not set; name the largest payout of each currency in minor units, ' +
            'such as CNY=5000000,EUR=1000000',
        ]
      : []),
    ...[...baseUrls].flatMap(([partner, urls]) => urls.flatMap((url) => hostFault(partner, url))),
    ...webhookUrls.flatMap(webhookFault),
    ...[...secrets].flatMap(([name, value]) => {
      const weakness = weaknessOf(value);
      return weakness === null ? [] : [`${name}: ${weakness}`];
    }),
  ];
}

function hostFault(partner: string, url: string): readonly string[] {
  const parsed = URL.parse(url);
  const variable = `${partner.toUpperCase()}_URLS`;
  if (parsed === null) return [`${variable}: ${JSON.stringify(url)} is no URL`];
  if (parsed.protocol === 'https:') return [];
  return [`${variable}: ${parsed.origin} is not https; what goes there can be read and changed`];
}

function webhookFault(url: string): readonly string[] {
  const { protocol, origin, hostname } = new URL(url);
  if (protocol !== 'https:') return [`WEBHOOKS_FILE: ${origin} is not https`];
  const bare = bareHost(hostname);
  // A name is judged when it is looked up: it may point anywhere, and change.
  const isPrivate = isLoopback(bare) || (isIP(bare) !== 0 && !isGlobalUnicast(bare));
  return isPrivate
    ? [`WEBHOOKS_FILE: ${origin} is a private address; callers are told at public ones`]
    : [];
}
