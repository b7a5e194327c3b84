import { ADAPTERS } from '../../adapters/registry.ts';
import type { AdapterFactory } from '../../src/contract/adapter.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import { FIXTURES } from '../support/world.ts';
import { lineOf, type PartnerLine } from './partner-lines.ts';
import { quickSecrets } from './quick-secrets.ts';

/** A partner as a plan's drawing sees it. */
export interface SimPartner {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly line: PartnerLine;
}

/** The registry's adapters, by partner, in its order. */
export const FACTORIES: ReadonlyMap<string, AdapterFactory> = new Map(
  Object.entries<AdapterFactory>(ADAPTERS),
);

let known: readonly SimPartner[] | null = null;

/** Every partner of the registry. Throws for one that has no line in `partner-lines.ts`. */
export function simPartners(): readonly SimPartner[] {
  known ??= [...FACTORIES].map(([name, create]) => ({
    name,
    capabilities: create(quickSecrets(name, FIXTURES)).capabilities,
    line: lineOf(name),
  }));
  return known;
}
