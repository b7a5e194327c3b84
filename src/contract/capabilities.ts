import type { AccountType } from './account-types.ts';
import type { Currency } from './currency.ts';

/**
 * What a partner promises, as data (docs/MONEY.md#what-is-assumed). The engine, routing and the guards
 * live by it; what only the conformance kit reads, the kit sees kept by the simulated partner. A field
 * that nobody reads fails a test. No field is optional: an adapter that leaves one blank is refused at
 * start, because a blank here is a guess about money.
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
  /** The longest the partner takes to answer a submit, as it promises. */
  readonly answerMsMax: number;
  /**
   * What the seal of a callback covers. `fact`: every byte that is read, so its word is evidence.
   * `hint`: less than that, so one genuine callback can be given another content; then it decides
   * nothing and only brings the inquiry forward.
   */
  readonly callbackProves: 'fact' | 'hint';
  /**
   * How late the partner may still repeat a callback that nobody took. One that is sealed with an
   * older time is a hint.
   */
  readonly latenessMsMax: number;
  /**
   * Whether the partner can stop an instruction it has not executed, and what it must be named by:
   * our key, or the partner's own reference, before which there is no such call.
   */
  readonly cancel: 'none' | 'byKey' | 'byReference';
  /** How long after execution the money may come back; 0: never. */
  readonly returnsWithinMs: number;
  /** The partner's word for "the money went out"; `A+B` where it takes two. Nothing else is paid. */
  readonly finalOn: string;
  /**
   * The call that moves no money and proves the partner alive: method and beginning of the path, or
   * a word that stands in the call.
   */
  readonly harmlessProbe: string;
  readonly limits: CapabilityLimits;
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
