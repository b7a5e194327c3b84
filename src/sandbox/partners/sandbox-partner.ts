import type { Bank, BankInstruction } from '../bank/bank.ts';
import type { BehaviourName } from '../behaviours/behaviour.ts';
import type { SandboxReply, SandboxRequest } from './messages.ts';
import type { PartnerVoice } from './partner-voice.ts';

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
  /**
   * How long after it left a copy may still be taken, in ms: the partner's own promise about what
   * is queued before its door. Whatever does reach `handle` is answered, so that a simulation can
   * break the promise. Absent: nothing is promised beside what its signatures allow.
   */
  readonly copyLifeMs?: number;
  /** `false`: its endpoints have ledgers of their own, and the same key pays at each of them. */
  readonly endpointsShareKeys?: false;
  /** The behaviours of layer `partner` that its protocol has a meaning for. */
  readonly ownBehaviours?: readonly BehaviourName[];
  /** Says what the partner would never say by itself; every real partner's simulator has one. */
  readonly voice?: PartnerVoice;
}

/** One callback ready for the wire. Header names are in lower case. */
export interface SandboxCallback {
  /** Where to deliver; usually from the order or the merchant's settings. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
