import { z } from 'zod';

import type { Capabilities } from '../../contract/capabilities.ts';
import { hint } from '../../config/yaml/complaints.ts';
import type { Complaint } from '../../config/yaml/complaint.ts';
import { readYamlFile } from '../../config/yaml/yaml-file.ts';

import { resolveRules } from './default-rules.ts';
import { ruleConflicts } from './rule-conflicts.ts';
import { rulesOverridesSchema, type PartnerRules } from './rules-schema.ts';

const fileSchema = z.strictObject({
  version: z.literal(1),
  partners: z.record(z.string(), rulesOverridesSchema),
});

/**
 * Reads a lane rules file: for each of `partners` the complete rules, the file's words laid over what
 * follows from the capability record. `known` are the names the file may speak of; those that this
 * process does not pay through are checked for form only.
 *
 * Throws `YamlFileError` with every problem of the file: broken YAML, unknown keys and partners
 * (with the nearest known name), values out of bounds, more than the partner's contract.
 */
export function readLaneRules(
  text: string,
  file: string,
  partners: ReadonlyMap<string, Capabilities>,
  known: readonly string[] = [...partners.keys()],
): ReadonlyMap<string, PartnerRules> {
  const { data, refuse } = readYamlFile(text, file, fileSchema);
  const said = new Map(Object.entries(data.partners));
  refuse(unknownPartners([...said.keys()], known));

  const laneRules = new Map<string, PartnerRules>();
  const conflicts: Complaint[] = [];
  for (const [partner, capabilities] of partners) {
    const partnerRules = resolveRules(capabilities, said.get(partner) ?? {});
    laneRules.set(partner, partnerRules);
    for (const { path, expected } of ruleConflicts(partnerRules, capabilities)) {
      const whole = ['partners', partner, ...path];
      conflicts.push({ path: whole, atKey: false, text: `expected ${expected}` });
    }
  }
  refuse(conflicts);
  return laneRules;
}

function unknownPartners(names: readonly string[], known: readonly string[]): readonly Complaint[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ['partners', name],
      atKey: true,
      text: `expected a known partner${hint(name, known)}`,
    }));
}
