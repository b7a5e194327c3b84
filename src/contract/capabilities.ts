import type { AccountType } from './account-types.ts';
import type { Currency } from './currency.ts';

/**
 * What a partner promises, as data the engine enforces (docs/MONEY.md#what-is-assumed). No field is
 * optional: an adapter that leaves one blank is refused at start, because a blank here is a guess
 * about money.
 */
export interface Capabilities {
  /** `byKey`: the same key is executed once. `none`: a copy is a second payment. */
  readonly dedupe: 'none' | 'byKey';
  /** The wire field that carries our key. */
  readonly keyField: string;
  readonly keyLengthMax: number;
  /** The characters a key may hold, as a regular expression for the whole key. */
  readonly keyPattern: string;
  /** How long a repeat is recognised, from the first send. Past it only inquiry may decide. */
  readonly keyWindowMs: number;
  /** Endpoints that share one ledger share the key; otherwise another host is another attempt. */
  readonly keyScope: 'account' | 'endpoint';
  /** True when the partner replays a stored error for the same key. */
  readonly savesErrors: boolean;
  /** What a duplicate looks like: the original answer, or a code that names it. */
  readonly duplicateSignal: 'originalAnswer' | 'code' | 'none';
  /** What the partner says to the same key with other content. */
  readonly sameKeyOtherContent: 'refuses' | 'ignores' | 'unknown';
  /**
   * The key of the next attempt at this partner after a recorded refusal: `same` where it wants a
   * failed reference re-used and tells its records apart by a number of its own.
   */
  readonly keyAfterRefusal: 'new' | 'same';
  /** Instructions that fit into one message; 1: each travels alone. */
  readonly batchSizeMax: number;
  /** How far back an inquiry reaches; `null` when there is no inquiry. */
  readonly inquiryHorizonMs: number | null;
  /**
   * What an inquiry needs: our key, or the partner's own reference. Where that reference was lost
   * with the answer, only the partner's deduplication of a resend can tell.
   */
  readonly inquiryBy: 'key' | 'reference';
  /** How soon after a send the first inquiry makes sense. */
  readonly inquiryNotBeforeMs: number;
  /** The drain time after which "not found" proves absence (P3); `null`: it never does. */
  readonly notFoundIsProofAfterMs: number | null;
  /**
   * How long after it left a copy may still be taken: the partner refuses what was signed longer
   * ago. `null`: nobody says. Ends the doubt that a refusal leaves where it frees the key.
   */
  readonly copyLifeMs: number | null;
  /** True when the partner refuses an instruction after the expiry written in it. */
  readonly expiryEnforced: boolean;
  /** The longest the partner takes to answer a submit, as it promises. */
  readonly answerMsMax: number;
  /** How late a callback may still come. */
  readonly latenessMsMax: number;
  /**
   * Whether the partner can stop an instruction it has not executed, and what it must be named by:
   * our key, or the partner's own reference, before which there is no such call.
   */
  readonly cancel: 'none' | 'byKey' | 'byReference';
  /** How long after execution the money may come back; 0: never. */
  readonly returnsWithinMs: number;
  /** Partners promise no order of callbacks unless they number them. */
  readonly callbackOrder: 'none' | 'sequenced';
  /** The partner status that means the money went out, in its own word. */
  readonly finalOn: string;
  /** The call that moves no money and proves the partner alive. */
  readonly harmlessProbe: string;
  readonly limits: CapabilityLimits;
  readonly statement: { readonly format: string; readonly latencyMs: number };
  /** Must be true for `dedupe: none` without inquiry: each timeout becomes a human case. */
  readonly manualResolution: boolean;
}

/** What one payout may be, and how many calls the partner takes. Routing and guards keep to it. */
export interface CapabilityLimits {
  /** Calls per second the partner allows, per lane. */
  readonly submitPerSecondMax: number;
  readonly inquirePerSecondMax: number;
  /** Calls in flight the partner allows, over all lanes. */
  readonly concurrencyMax: number;
  /** Of these, submits and cancels; as many as all together where the partner counts them so. */
  readonly submitConcurrencyMax: number;
  /** Of these, inquiries. */
  readonly inquireConcurrencyMax: number;
  readonly currencies: readonly Currency[];
  /** Bounds of one payout in minor units of each currency above. */
  readonly amountMinorMin: bigint;
  readonly amountMinorMax: bigint;
  readonly accountTypes: readonly AccountType[];
  /** ISO 3166-1 alpha-2 codes of the creditor regions served; empty: no restriction. */
  readonly countries: readonly string[];
  /**
   * Daily windows in which the partner takes instructions, in its own words; empty: always open.
   * What is enforced are the windows of its calendar, which a partner with any of these must have.
   */
  readonly cutOffs: readonly string[];
  /**
   * The name of its business calendar, a file in `calendars/` beside the routing file, unless that
   * names another; `always` when it works every day.
   */
  readonly calendar: string;
}

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
  'expiryEnforced',
  'answerMsMax',
  'latenessMsMax',
  'cancel',
  'returnsWithinMs',
  'callbackOrder',
  'finalOn',
  'harmlessProbe',
  'limits',
  'statement',
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
