import assert from 'node:assert/strict';

import type { Capabilities } from '../../contract/capabilities.ts';
import { type ReadText, readText } from '../../config/yaml/read-text.ts';
import type { Reloadable } from '../../config/yaml/reload-together.ts';

import { type PartnerPolicy } from './lane-rules.ts';
import { readPolicies } from './read-rules.ts';

/** Where the policies come from. */
export interface PolicySourceSettings {
  readonly path: string;
  /** Every partner that needs a policy, with its contract. */
  readonly partners: ReadonlyMap<string, Capabilities>;
  /** Every partner the file may name; those above when left out. */
  readonly known?: readonly string[];
  readonly read: ReadText;
}

/** The policies in force, and the way to replace them while calls run. */
export interface PolicySource extends Reloadable {
  /** The policy in force. Throws for a partner that was not named at the start: a bug. */
  current(partner: string): PartnerPolicy;
}

/**
 * Holds the partners' policies as the file says them. Throws `PolicyFileError` when the file is
 * wrong at the start: there is no old policy to keep then.
 */
export function createPolicySource(settings: PolicySourceSettings): PolicySource {
  const { path, partners, known, read } = settings;
  const load = () => readPolicies(readText(read, path), path, partners, known);
  let policies = load();

  return {
    path,
    current(partner) {
      const policy = policies.get(partner);
      assert(policy !== undefined, `no policy was loaded for ${partner}`);
      return policy;
    },
    prepare() {
      const read = load();
      return () => {
        policies = read;
      };
    },
  };
}
