import type { AccountType, Capabilities } from './capabilities.ts';
import type { PartnerReply, PartnerRequest } from './exchange.ts';
import type { Money } from './money.ts';
import type { Verdict } from './verdict.ts';

/** Who is paid. */
export interface Creditor {
  readonly name: string;
  readonly account: {
    readonly type: AccountType;
    readonly value: string;
    /** The creditor's bank where the account type needs one: a BIC or a CNAPS number. */
    readonly bank?: string | undefined;
  };
  /** ISO 3166-1 alpha-2. */
  readonly region?: string | undefined;
}

/** One payout as handed to one partner: the same in every send of the attempt. */
export interface Instruction {
  /** Our key at the partner: 32 characters of A-Z2-7, unique for ever. */
  readonly partnerKey: string;
  readonly amount: Money;
  readonly creditor: Creditor;
  /** Free text for the creditor's statement, at most 140 characters. */
  readonly remittance: string;
  /** When the intent was written, Unix ms; any date inside the message comes from here. */
  readonly intentAtMs: number;
}

/** Time and chance for one request's envelope (timestamps, nonces); never part of its content. */
export interface Stamp {
  readonly nowMs: number;
  /** 32 hexadecimal characters, fresh for each request. */
  readonly nonce: string;
}

/** A request and the only code that knows how to read its reply. */
export interface Call {
  readonly request: PartnerRequest;
  /**
   * Reads a reply of any HTTP status. Total: never throws, and says `unknown` when in doubt.
   * Must judge by the partner's documented and signed code, never by the HTTP status alone.
   */
  read(reply: PartnerReply, nowMs: number): Verdict;
}

/** What a money-free probe learned. */
export type ProbeReading =
  { readonly alive: true } | { readonly alive: false; readonly detail: string };

export interface ProbeCall {
  readonly request: PartnerRequest;
  read(reply: PartnerReply, nowMs: number): ProbeReading;
}

/** A callback as it arrived, before anybody believed it. */
export interface CallbackDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the partner's server gets back, in its own dialect. */
export interface CallbackAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * What a callback says.
 *
 * `probe` is a partner's deliberate test of our verification (WeChat SIGNTEST): refused, not
 * counted. `rejected` could not be verified or read, and decides nothing.
 */
export type CallbackReading =
  | {
      readonly kind: 'news';
      /** The partner's own id of this event: equal ids are the same event. */
      readonly eventId: string;
      readonly news: readonly { readonly partnerKey: string; readonly verdict: Verdict }[];
    }
  | { readonly kind: 'probe'; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string };

/** Translates between us and one partner. Holds no state, opens no sockets, starts no timers. */
export interface PartnerAdapter {
  readonly partner: string;
  /** Written into each intent, so that an old attempt is read by its own rules. */
  readonly version: string;
  readonly capabilities: Capabilities;
  /** When the first of its certificates ends, Unix ms; absent where it uses bare keys. */
  readonly certificatesEndAtMs?: number;
  /**
   * The business content of an instruction: equal for equal instructions, whatever the envelope.
   * Its digest is written before the first send; a resend whose content differs is refused.
   */
  content(instruction: Instruction): string;
  submit(instruction: Instruction, stamp: Stamp): Call;
  inquire(instruction: Instruction, stamp: Stamp): Call;
  /** `null` where the capability record says `cancel: 'none'`. */
  cancel(instruction: Instruction, stamp: Stamp): Call | null;
  probe(stamp: Stamp): ProbeCall;
  readCallback(delivery: CallbackDelivery, nowMs: number): CallbackReading;
  /** Said after the news is durable (`taken`), or to refuse it (`refused`, `failed`). */
  answerCallback(outcome: 'taken' | 'refused' | 'failed'): CallbackAnswer;
}

/** Where the partner lives, in order of preference; all hosts share one ledger. */
export interface PartnerEndpoint {
  /** Named in each intent; another region without shared deduplication is another endpoint. */
  readonly name: string;
  readonly baseUrls: readonly string[];
}

/**
 * Hands out one named secret or setting of a partner (`APP_PRIVATE_KEY`, `MCH_ID`): from the
 * environment, a file, or the demo folder. Throws an error that names what is missing.
 */
export type SecretSource = (name: string) => string;

/** Builds an adapter from its secrets; what `adapters/registry.ts` lists. */
export type AdapterFactory = (secret: SecretSource) => PartnerAdapter;
