import type { SandboxRequest } from './messages.ts';

/**
 * How a simulated partner would say any document at all: sealed as it seals, or not.
 *
 * The sandbox answers orders; the conformance kit needs more: a reply that a partner never sends
 * (another amount, a word nobody knows), in that partner's true voice. A document is the text
 * inside: what is left of a message when signatures and encryption are taken off.
 */
export interface PartnerVoice {
  /** The document inside an answer of this partner, genuine or not. */
  openAnswer(body: string): string;
  /** The document inside a callback of this partner, genuine or not. */
  openNotice(body: string): string;
  /** Says a document in answer to a request, under the HTTP status. */
  answer(
    request: SandboxRequest,
    said: { readonly status: number; readonly document: string },
    seal: VoiceSeal,
  ): SpokenAnswer;
  /** Says a document as a callback. */
  notice(document: string, seal: VoiceSeal): Omit<SpokenAnswer, 'status'>;
  /**
   * What this partner reads out of a request once it is decrypted and its proof is taken off.
   * Absent where a request's content lies open and equal content is equal bytes.
   */
  openRequest?(request: SandboxRequest): string;
}

/** When, and how truly, a document is sealed. `wrong`: for another text; `none`: not at all. */
export interface VoiceSeal {
  readonly atMs: number;
  readonly manner: 'true' | 'wrong' | 'none';
}

/** A message ready for the wire. Header names are in lower case. */
export interface SpokenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
