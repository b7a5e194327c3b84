import assert from 'node:assert/strict';

import type { Capabilities } from '../../contract/capabilities.ts';
import { type ReadText, readText } from '../../config/yaml/read-text.ts';
import type { Reloadable } from '../../config/yaml/reload-together.ts';

import type { PartnerRules } from './rules-schema.ts';
import { readLaneRules } from './read-rules.ts';

/** Where the lane rules come from. */
export interface RulesSourceSettings {
  readonly path: string;
  /** Every partner that needs lane rules, with its contract. */
  readonly partners: ReadonlyMap<string, Capabilities>;
  /** Every partner the file may name; those above when left out. */
  readonly known?: readonly string[];
  readonly read: ReadText;
}

/** The lane rules in force, and the way to replace them while calls run. */
export interface RulesSource extends Reloadable {
  /** The lane rules in force. Throws for a partner that was not named at the start: a bug. */
  current(partner: string): PartnerRules;
}

/**
 * Holds the partners' lane rules as the file says them. Throws `YamlFileError` when the file is
 * wrong at the start: there are no old rules to keep then.
 */
export function createRulesSource(settings: RulesSourceSettings): RulesSource {
  const { path, partners, known, read } = settings;
  const load = () => readLaneRules(readText(read, path), path, partners, known);
  let laneRules = load();

  return {
    path,
    current(partner) {
      const partnerRules = laneRules.get(partner);
      assert(partnerRules !== undefined, `no lane rules were loaded for ${partner}`);
      return partnerRules;
    },
    prepare() {
      const read = load();
      return () => {
        laneRules = read;
      };
    },
  };
}
