import type { Capabilities, CapabilityLimits } from './capabilities.ts';

/** Names every field of the record that is missing or blank, in the order of the interface. */
export function blankCapabilities(record: Partial<Capabilities>): readonly string[] {
  return [...blanks(CAPABILITY_FIELDS, record), ...blanks(LIMIT_FIELDS, record.limits, 'limits.')];
}

/**
 * Says why a complete record still must not be loaded, or `null`.
 *
 * Without deduplication and without inquiry nothing ever resolves a timeout but a person.
 */
export function contradictoryCapabilities(record: Capabilities): string | null {
  const blind = record.dedupe === 'none' && record.inquiryHorizonMs === null;
  if (blind && !record.manualResolution) {
    return 'dedupe "none" without inquiry by our key needs manualResolution: true';
  }
  if (record.notFoundIsProofAfterMs !== null && record.inquiryHorizonMs === null) {
    return 'notFoundIsProofAfterMs needs an inquiry by our key';
  }
  if (record.inquiryBy === 'reference' && record.notFoundIsProofAfterMs !== null) {
    return 'notFoundIsProofAfterMs needs inquiryBy: "key"';
  }
  if (record.inquiryBy === 'reference' && record.dedupe === 'none') {
    return 'inquiryBy "reference" needs dedupe "byKey": a lost answer leaves only a resend';
  }
  if (record.callbackProves === 'hint' && record.inquiryHorizonMs === null) {
    return 'callbackProves "hint" needs an inquiry: a hint only brings one forward';
  }
  if (
    record.keyLengthMax < 32 ||
    !new RegExp(record.keyPattern).test('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
  ) {
    return 'keyField must hold 32 characters of A-Z2-7';
  }
  return null;
}

const CAPABILITY_FIELDS = [
  'dedupe',
  'keyField',
  'keyLengthMax',
  'keyPattern',
  'keyWindowMs',
  'keyScope',
  'savesErrors',
  'duplicateSignal',
  'sameKeyOtherContent',
  'keyAfterRefusal',
  'batchSizeMax',
  'inquiryHorizonMs',
  'inquiryBy',
  'inquiryNotBeforeMs',
  'notFoundIsProofAfterMs',
  'copyLifeMs',
  'answerMsMax',
  'callbackProves',
  'latenessMsMax',
  'cancel',
  'returnsWithinMs',
  'finalOn',
  'harmlessProbe',
  'limits',
  'manualResolution',
] as const satisfies readonly (keyof Capabilities)[];

const LIMIT_FIELDS = [
  'submitPerSecondMax',
  'inquirePerSecondMax',
  'concurrencyMax',
  'submitConcurrencyMax',
  'inquireConcurrencyMax',
  'currencies',
  'amountMinorMin',
  'amountMinorMax',
  'accountTypes',
  'countries',
  'cutOffs',
  'calendar',
] as const satisfies readonly (keyof CapabilityLimits)[];

function blanks(fields: readonly string[], record: object | undefined, prefix = ''): string[] {
  const values = new Map<string, unknown>(Object.entries(record ?? {}));
  return fields
    .filter((field) => values.get(field) === undefined || values.get(field) === '')
    .map((field) => prefix + field);
}
