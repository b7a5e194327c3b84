import type {
  Batch,
  CallbackDelivery,
  Creditor,
  Instruction,
  PartnerAdapter,
} from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import type { EvidenceSource, Verdict } from '../../contract/verdict.ts';
import type { Settings, StoredCase } from './cases.ts';
import type { Description } from './description.ts';

/**
 * One partner under test, with everything that the rules may use of it. The kit knows no partner:
 * whoever opens a subject (`src/cli/adapter-check`, a test) brings adapter, sandbox and engine.
 */
export interface Subject {
  readonly partner: string;
  /** Settings in place of the demo's: one of kit.json's variants, or none. */
  readonly variant: Settings;
  /** Builds the adapter anew, as a restart would, or with other settings than the variant's. */
  createAdapter(changes?: Settings): PartnerAdapter;
  readonly adapter: PartnerAdapter;
  /** The moment of the fixtures, Unix ms; the sandbox's clock starts here too. */
  readonly atMs: number;
  /** The nonce of the requests that the fixtures answer, where an answer repeats it; else `null`. */
  readonly nonce: string | null;
  /** The payout that the fixtures speak of. */
  readonly instruction: Instruction;
  /** The message that it travelled in, as its first member; `null`: it went alone. */
  readonly batch: Batch | null;
  readonly cases: readonly StoredCase[];
  /** The names of the files in `fixtures/<partner>`. */
  readonly files: readonly string[];
  /** `fixtures/<partner>/kit.json`. */
  readonly description: Description;
  readonly voice: Voice;
  /** Every `Map` that the adapter's files export, by its name: its words. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** A simulated partner with books of its own; nothing of an earlier one lives on. */
  openSandbox(): SandboxDoor;
  /** The engine's own judgement of evidence about one attempt at this partner. */
  judge(told: readonly Witnessed[], adapter?: PartnerAdapter): Judged;
  /** What the product makes of a transcript before it may be kept. */
  scrub(transcript: readonly TranscriptLine[]): string;
  /** What the product makes of a sentence before it may be logged. */
  redact(text: string): string;
  /** `fixtures/<partner>/sample-payouts.json`. */
  readonly samples: Samples;
  /** Every demo secret of the partner, as text. */
  readonly secrets: readonly string[];
}

/** How somebody who tries the partner orders from it, or what is wrong in the file that says so. */
export type Samples =
  | {
      readonly kind: 'read';
      readonly account: Creditor['account'];
      readonly currency: string;
      /** In which the simulated bank rejects a payout, or gives one back. */
      readonly words: readonly string[];
    }
  | { readonly kind: 'wrong'; readonly lines: readonly string[] };

/** A request as it stands on the wire; `body` is empty where there is none. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a message is sealed: when, and truly, for another text, or not at all. */
export interface Seal {
  readonly atMs: number;
  readonly manner: 'true' | 'wrong' | 'none';
}

/** The partner's voice, as its simulator lends it (`src/sandbox/partners/partner-voice.ts`). */
export interface Voice {
  openAnswer(body: string): string;
  openNotice(body: string): string;
  answer(
    request: WireRequest,
    said: { readonly status: number; readonly document: string },
    seal: Seal,
  ): PartnerReply;
  notice(document: string, seal: Seal): CallbackDelivery;
  openRequest?(request: WireRequest): string;
}

/** One executed order in the simulated partner's books. */
export interface BookLine {
  readonly amountMinor: string;
  readonly currency: string;
  readonly creditorAccount: string;
  readonly executions: number;
}

/** What a simulated partner can be asked to do to every order, in the sandbox's own words. */
export type Misbehaviour = 'stuck' | 'refuse' | 'throttle' | 'rejectAtOnce';

/** A simulated partner without a socket. */
export interface SandboxDoor {
  /**
   * Answers a request that was so long under way. `null`: this partner never takes a copy that old.
   * Throws when the simulator answers with anything but a complete reply.
   */
  handle(request: WireRequest, ageMs?: number): Promise<PartnerReply | null>;
  /** From now on every order is struck, until {@link SandboxDoor.behave}. */
  misbehave(name: Misbehaviour, value?: string): void;
  /** Ends every misbehaviour; what has happened to an order stays. */
  behave(): void;
  /** The partner's other endpoint: this very one where both know the same keys. */
  elsewhere(): SandboxDoor;
  books(): readonly BookLine[];
  /** Every account's sums and the books, as one text: equal texts mean that no money moved. */
  ledger(): string;
  /** Every callback it has had reason to send so far, oldest first. */
  callbacks(): readonly CallbackDelivery[];
  /** The pauses, in ms, before each repeat of a callback that nobody took. */
  readonly redeliveryMs: readonly number[];
  /** True when the partner takes the receiver's answer for "taken". */
  callbackTaken(status: number, body: string): boolean;
  /** Returns the money of every executed order. */
  giveBackAll(): void;
  /** Lets virtual time pass. */
  advance(ms: number): Promise<void>;
  nowMs(): number;
}

/** One verdict as evidence: where it came from, which copy it speaks of, how long it was quiet. */
export interface Witnessed {
  readonly verdict: Verdict;
  readonly source: EvidenceSource;
  readonly epoch: number;
  readonly quietMs: number;
}

/** What the engine makes of it. */
export interface Judged {
  /** The payout's state, such as `IN_DOUBT` or `PAID`. */
  readonly state: string;
  /** The attempt's state. */
  readonly attempt: string;
  /** The proof of its death, or `null`. */
  readonly proof: string | null;
}

/** One message of a recorded round trip. */
export type TranscriptLine =
  | ({ readonly kind: 'request' } & WireRequest)
  | ({ readonly kind: 'reply' } & PartnerReply)
  | ({ readonly kind: 'callback' } & CallbackDelivery);
