import { createHash } from 'node:crypto';

import type { BatchCall, BatchReading, Call } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { batchWithSandboxMistake, withSandboxMistake } from './sandbox-mistake.ts';

/** A verdict and the fingerprint of the raw reply it was read from; empty when none was read. */
export interface Witnessed {
  readonly verdict: Verdict;
  readonly digest: string;
}

/** A call whose last raw reply is remembered by its digest. */
export interface WitnessedCall {
  readonly call: Call;
  digest(): string;
}

/** Wraps a call so that the digest of the reply it was last read from can be asked for. */
export function witnessing(call: Call): WitnessedCall {
  let digest = '';
  return {
    call: {
      request: call.request,
      read(reply, nowMs) {
        digest = fingerprint(reply);
        return withSandboxMistake(call.read(reply, nowMs), reply);
      },
    },
    digest: () => digest,
  };
}

/** A batch as the guards see it: one call, whose single verdict is what the whole came to. */
export interface WitnessedBatch extends WitnessedCall {
  /** What a member got, given the verdict that the guards handed back. */
  memberVerdict(partnerKey: string, whole: Verdict): Verdict;
}

/**
 * The items of a reply count only together with that reply's own verdict: what the guards made up
 * because none came in time is the same doubt for every member.
 */
export function witnessingBatch(batch: BatchCall): WitnessedBatch {
  let last: BatchReading | null = null;
  const witness = witnessing({
    request: batch.request,
    read(reply, nowMs) {
      last = batchWithSandboxMistake(batch.read(reply, nowMs), reply);
      return last.whole;
    },
  });
  return {
    ...witness,
    memberVerdict(partnerKey, whole) {
      const item = last?.whole === whole ? last.items.get(partnerKey) : undefined;
      if (item === undefined) return whole;
      return item.kind === 'neverSent' ? IMPOSSIBLE : item;
    },
  };
}

/** A reply proves that the batch left. */
const IMPOSSIBLE: Verdict = {
  kind: 'unknown',
  failure: 'technical.thirdparty.contract',
  detail: 'a reply was read as never sent',
};

function fingerprint({ body }: PartnerReply): string {
  return createHash('sha256').update(body).digest('hex');
}
