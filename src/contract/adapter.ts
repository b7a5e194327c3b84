import type { AccountType } from './account-types.ts';
import type { Capabilities } from './capabilities.ts';
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
  /**
   * What the partner called this attempt, once it said so (an acceptance, a duplicate); `null`
   * before. Never part of the content: a resend knows more than the first copy did.
   */
  readonly partnerReference: string | null;
  /**
   * The partner's references of earlier attempts under this very key that it recorded as refused:
   * a record with one of these is not about this attempt. Empty unless the capability record says
   * `keyAfterRefusal: 'same'`.
   */
  readonly supersededReferences: readonly string[];
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

/** A harmless question to the partner: it moves no money, whatever the answer. */
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

/** One item of a callback: whose it is, by every name it gives, and what it says. */
export interface CallbackNews {
  /**
   * Our key; where the item does not repeat it, the first reference of ours that it does; empty
   * where it has nothing but the partner's.
   */
  readonly partnerKey: string;
  /**
   * Other references of ours in the same item ({@link PartnerAdapter.references}). The item is
   * placed by whichever is known; names of two attempts are a contradiction, and nobody's evidence.
   */
  readonly references?: readonly string[];
  /**
   * What the partner itself calls the payment, where the item names nobody by anything else: it is
   * placed with the one attempt of which the partner told us this before.
   */
  readonly partnerReference?: string;
  /**
   * Set where the item's only names are of a kind that other people's items carry too (a UETR, the partner's own reference): one
   * that the journal does not know is other business, not news of ours that got lost.
   */
  readonly mayBeAnothers?: true;
  /**
   * Set where the item is understood and is about no execution, refusal or return: a charge under
   * our key, which banks book for every payment. It decides nothing, and nobody has to look.
   */
  readonly isRoutine?: true;
  /**
   * What the partner calls the record that the item is about, where it can be asked by nothing else.
   * It places nothing and proves nothing: where it comes as a hint, the partner is asked by it, and
   * only an answer that repeats our key counts.
   */
  readonly askBy?: string;
  readonly verdict: Verdict;
}

/**
 * What a callback says. `news` may be empty: it is genuine, and about nothing of ours.
 *
 * `probe` is a partner's deliberate test of our verification (WeChat SIGNTEST): refused, not
 * counted. `rejected` could not be verified or read, and decides nothing.
 */
export type CallbackReading =
  | {
      readonly kind: 'news';
      /** The partner's own id of this event: equal ids are the same event. */
      readonly eventId: string;
      /**
       * When the partner sealed it, Unix ms, by a time that the seal covers; absent where no time
       * is sealed. Older than the partner's last repeat (`latenessMsMax`), it is a hint.
       */
      readonly sealedAtMs?: number;
      readonly news: readonly CallbackNews[];
    }
  | { readonly kind: 'probe'; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string };

/** A credential with an end that the partner hands out (RFC 6749 section 5.1). */
export type SessionReading =
  | { readonly kind: 'granted'; readonly token: string; readonly endsAtMs: number }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * How a partner hands out the credential that its calls carry (OAuth 2.0 client credentials,
 * RFC 6749 section 4.4). Who keeps it, and asks for it once however many calls wait, is the
 * transport's side; an adapter only knows the words.
 */
export interface SessionRules {
  request(stamp: Stamp): PartnerRequest;
  read(reply: PartnerReply, nowMs: number): SessionReading;
  /**
   * True only where the partner's documented code says that this call's token was not accepted,
   * and hence that nothing was done: the one refusal after which the same call goes out again
   * with a fresh token. By the code, never by the HTTP status alone.
   */
  isTokenRefusal(reply: PartnerReply): boolean;
  authorize(request: PartnerRequest, token: string): PartnerRequest;
}

/** Attempts that travel in one message, in an order that never changes. */
export interface Batch {
  /** Unique for ever, equal in every resend: 32 characters of A-Z2-7. */
  readonly key: string;
  /** At least one. A resend may leave out members whose end is known, and keeps the order. */
  readonly members: readonly Instruction[];
}

/** What one reply says of each member, by partner key. */
export interface BatchReading {
  /** What the message as a whole came to; what guards judge, and who is not named gets. */
  readonly whole: Verdict;
  readonly items: ReadonlyMap<string, Verdict>;
}

/** One message that carries several instructions, and the reader of its answer. */
export interface BatchCall {
  readonly request: PartnerRequest;
  /** Total, like {@link Call.read}. A member must not be in `items` unless the reply names it. */
  read(reply: PartnerReply, nowMs: number): BatchReading;
}

/** A partner that takes several instructions in one message; each keeps its own truth. */
export interface BatchRules {
  submit(batch: Batch, stamp: Stamp): BatchCall;
  /** Asks for the whole batch by the partner's reference, which every member then carries. */
  inquire(batch: Batch, partnerReference: string, stamp: Stamp): BatchCall;
}

/** Translates between us and one partner. Holds no state, opens no sockets, starts no timers. */
export interface PartnerAdapter {
  readonly partner: string;
  /** Written into each intent, so that an old attempt is read by its own rules. */
  readonly version: string;
  readonly capabilities: Capabilities;
  /** When the first of its certificates ends, Unix ms; absent where it uses bare keys. */
  readonly certificatesEndAtMs?: number;
  /** Absent where each request proves itself by a signature or a key. */
  readonly session?: SessionRules;
  /** Present where the capability record says `batchSizeMax` above 1. */
  readonly batch?: BatchRules;
  /**
   * The business content of an instruction: equal for equal instructions, whatever the envelope.
   * Its digest is written before the first send; a resend whose content differs is refused.
   */
  content(instruction: Instruction): string;
  /**
   * What else an instruction is called on the wire, beside its key: stored with the intent (W3), so
   * that a callback which repeats only one of these finds its payout. Each names one attempt alone.
   */
  references?(instruction: Instruction): readonly string[];
  submit(instruction: Instruction, stamp: Stamp): Call;
  inquire(instruction: Instruction, stamp: Stamp): Call;
  /** `null` where the capability record says `cancel: 'none'`. */
  cancel(instruction: Instruction, stamp: Stamp): Call | null;
  probe(stamp: Stamp): ProbeCall;
  readCallback(delivery: CallbackDelivery, nowMs: number): CallbackReading;
  /** Said after the news is durable (`taken`), or to refuse it (`refused`, `failed`). */
  answerCallback(outcome: 'taken' | 'refused' | 'failed'): CallbackAnswer;
}

/** One ledger of a partner: its hosts in order of preference, all of which know the same keys. */
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
