import type { Stamp } from '../../src/contract/adapter.ts';

/** A request as it is sealed: the exact path and body that go out. */
export interface SealedRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, with the query. */
  readonly path: string;
  readonly body: string;
}

/** The headers of a detached seal, both ways; names in lower case. */
export const SEAL_HEADERS = {
  keyId: 'x-isobank-key-id',
  date: 'x-isobank-date',
  nonce: 'x-isobank-nonce',
  signature: 'x-isobank-signature',
} as const;

/** A message as it came back or was pushed; header names in lower case. */
export interface SealedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Whether a message is the bank's own, and when the bank sealed it (Unix ms, covered by the seal).
 * Says why not without quoting the message.
 */
export type SealReading =
  | { readonly genuine: true; readonly sealedAtMs: number }
  | { readonly genuine: false; readonly detail: string };

/**
 * How messages are authenticated, both ways. A strategy: the bank's agreement may name detached
 * signatures, XMLDSig or mutual TLS, and nothing else in the adapter knows which.
 *
 * Nothing that is not genuine may decide about money.
 */
export interface Seal {
  /** The headers that prove the request to be ours. */
  sealRequest(request: SealedRequest, stamp: Stamp): Readonly<Record<string, string>>;
  /** Judges an answer to exactly this request: a true answer to another one is not genuine. */
  openAnswer(
    question: SealedRequest,
    stamp: Stamp,
    answer: SealedMessage & { readonly status: number },
    nowMs: number,
  ): SealReading;
  /**
   * Judges a pushed message, however old: the bank delivers the same bytes again, and one that is
   * older than that is genuine still, and a hint.
   */
  openNotice(notice: SealedMessage, nowMs: number): SealReading;
}
