import { ADAPTERS } from '../../../adapters/registry.ts';
import type { AdapterFactory } from '../../contract/adapter.ts';
import { readSamplePayouts, type SamplePayouts } from '../../config/sample-payouts.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { quickSecrets } from './quick-secrets.ts';

/** A partner as a plan's drawing sees it. */
export interface SimPartner {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly samples: SamplePayouts;
}

/** The registry's adapters, by partner, in its order. */
export const FACTORIES: ReadonlyMap<string, AdapterFactory> = new Map(
  Object.entries<AdapterFactory>(ADAPTERS),
);

const known = new Map<string, SimPartner>();

/**
 * The partners of these names, in that order; every partner of the registry when none are given.
 * Throws for a name that the registry does not have, and as {@link readSamplePayouts} does.
 */
export function simPartners(
  names: readonly string[] = [...FACTORIES.keys()],
): readonly SimPartner[] {
  return names.map(simPartner);
}

/** One partner. Throws as {@link simPartners} does. */
export function simPartner(name: string): SimPartner {
  const partner = known.get(name) ?? openSimPartner(name);
  known.set(name, partner);
  return partner;
}

function openSimPartner(name: string): SimPartner {
  const create = FACTORIES.get(name);
  if (create === undefined) throw new Error(`no partner "${name}" in adapters/registry.ts`);
  const { capabilities } = create(quickSecrets(name, FIXTURES_FOLDER));
  return { name, capabilities, samples: readSamplePayouts(name, FIXTURES_FOLDER) };
}
