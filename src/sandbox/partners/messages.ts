/** What a simulated partner sees of one HTTP request. Header names are in lower case. */
export interface SandboxRequest {
  readonly method: string;
  /** Path below the partner's prefix, with the query, exactly as it stood on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * How a simulated partner answers: with bytes, or like the real thing on its bad day.
 *
 * `silence` never answers; `reset` sends a TCP RST; `partial` sends the head and part of the body,
 * then resets. `delayMs` passes before anything is sent.
 */
export type SandboxReply = { readonly delayMs?: number } & (
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** Close the socket right after, although it was keep-alive. */
      readonly close?: boolean;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' }
  | {
      readonly kind: 'partial';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly bytes: number;
    }
);
