import assert from 'node:assert/strict';

import type { Capabilities } from '../contract/capabilities.ts';
import type { Emit } from '../contract/events.ts';

import { type PartnerPolicy } from './policy.ts';
import { PolicyFileError, readPolicies } from './policy-yaml.ts';

/** Where the policies come from, and who hears of a reload. */
export interface PolicySourceSettings {
  readonly path: string;
  /** Every partner the file may name, with its contract. */
  readonly partners: ReadonlyMap<string, Capabilities>;
  /** Reads the file as UTF-8; throws when it cannot. */
  readonly read: (path: string) => string;
  readonly emit: Emit;
}

/** The policies in force, and the way to replace them while calls run. */
export interface PolicySource {
  /** The policy in force. Throws for a partner that was not named at the start: a bug. */
  current(partner: string): PartnerPolicy;
  /**
   * Reads the file again: all of it is taken, or none. False when it was refused; then the old
   * policies stay in force and `config.rejected` says why. Calls under way are not touched.
   */
  reload(): boolean;
}

/**
 * Holds the partners' policies as the file says them. Throws {@link PolicyFileError} when the file
 * is wrong at the start: there is no old policy to keep then.
 */
export function createPolicySource(settings: PolicySourceSettings): PolicySource {
  const load = () => readPolicies(readText(settings), settings.path, settings.partners);
  let policies = load();

  return {
    current(partner) {
      const policy = policies.get(partner);
      assert(policy !== undefined, `no policy was loaded for ${partner}`);
      return policy;
    },
    reload() {
      try {
        policies = load();
      } catch (error) {
        if (!(error instanceof PolicyFileError)) throw error;
        settings.emit({ kind: 'config.rejected', detail: error.message });
        return false;
      }
      settings.emit({ kind: 'config.reloaded', detail: settings.path });
      return true;
    },
  };
}

function readText({ read, path }: PolicySourceSettings): string {
  try {
    return read(path);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new PolicyFileError([`${path}:1:1 (file): expected a readable file (${why})`]);
  }
}
