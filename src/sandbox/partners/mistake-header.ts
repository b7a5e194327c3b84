import type { SandboxReply } from './messages.ts';

/**
 * The header in which a simulated partner says what is wrong with a `sim:` value, so that whoever
 * wrote it reads it where the payout failed. No real partner sends it.
 */
const MISTAKE_HEADER = 'sandbox-mistake';

/** Adds the sentence to an answer; a reply without one, or without a mistake, stays as it is. */
export function withMistake(reply: SandboxReply, mistake: string | null | undefined): SandboxReply {
  if (reply.kind !== 'answer' || mistake === null || mistake === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, [MISTAKE_HEADER]: mistake } };
}
