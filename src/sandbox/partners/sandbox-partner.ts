import type { Runtime } from '../../runtime/runtime.ts';
import type { Bank, BankInstruction } from '../bank/bank.ts';
import type { PartnerVoice } from './partner-voice.ts';

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

/** One simulated partner: its protocol on top of a bank. No sockets, no clock of its own. */
export interface SandboxPartner {
  readonly name: string;
  readonly bank: Bank;
  handle(request: SandboxRequest): Promise<SandboxReply>;
  /** Builds the callback for a changed instruction, or `null` when the partner sends none. */
  callback(instruction: BankInstruction): SandboxCallback | null;
  /** The partner's own redelivery schedule in ms after each failed delivery. */
  readonly callbackRetryMs: readonly number[];
  /** True when the receiver's answer counts as taken. */
  callbackTaken(status: number, body: string): boolean;
  /** Says what the partner would never say by itself; every real partner's simulator has one. */
  readonly voice?: PartnerVoice;
}

export interface SandboxCallback {
  /** Where to deliver; usually from the order or the merchant's settings. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What every simulated partner is built from. */
export interface SandboxSettings {
  readonly runtime: Runtime;
  /** Seeds the keyed draws of behaviours. */
  readonly seed: string;
  /** Where callbacks go: `http://127.0.0.1:8080/callbacks/<partner>`. */
  readonly callbackUrl: string;
  /** How long a normal order stays accepted before it settles, in ms; 0: at once. */
  readonly settleMs: number;
  readonly openingBalanceMinor: bigint;
  readonly log: (line: string) => void;
}
