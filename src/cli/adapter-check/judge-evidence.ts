import type { Judged, Witnessed } from '../../conformance/subject/subject.ts';
import type { Instruction, PartnerAdapter } from '../../contract/adapter.ts';
import { applyEvent } from '../../payouts/model/apply-event.ts';
import { decide } from '../../payouts/decide/decide.ts';
import { termsOf } from '../../payouts/dispatch/partner-client.ts';
import type { Fact } from '../../payouts/model/facts.ts';
import type { Attempt, Payout } from '../../payouts/model/payout.ts';

/** A second between facts, so that none is simultaneous. */
const STEP_MS = 1_000;

const DIGEST = 'content';

/**
 * Tells the engine's own `decide()` the story of one attempt at a partner: received, routed, and
 * then the evidence in its order. Evidence of a later copy first makes that copy, as the resolver
 * would. Says what became of payout and attempt.
 */
export function judgeEvidence(
  adapter: PartnerAdapter,
  instruction: Instruction,
  told: readonly Witnessed[],
): Judged {
  const { intentAtMs } = instruction;
  let nowMs = intentAtMs;
  let payout: Payout | null = null;
  const tell = (fact: Fact) => {
    nowMs += STEP_MS;
    payout = decide(payout, fact, nowMs).events.reduce<Payout | null>(applyEvent, payout);
  };

  for (const fact of beforehand(adapter, instruction)) tell(fact);
  payout = underKey(payout, instruction.partnerKey);
  for (const { epoch, ...witnessed } of told) {
    if (epoch > (attemptOf(payout)?.epoch ?? 0)) {
      tell({ kind: 'resendReady', attemptNo: 1, contentDigest: DIGEST });
    }
    tell({ kind: 'evidence', attemptNo: 1, epoch, digest: '', ...witnessed });
  }
  return judged(payout);
}

function beforehand(adapter: PartnerAdapter, instruction: Instruction): readonly Fact[] {
  const { amount, creditor, remittance, intentAtMs } = instruction;
  const request = {
    obligation: 'kit',
    amount,
    creditor,
    remittance,
    deadlineAtMs: null,
    route: [],
    borrower: null,
    replaces: null,
    metadata: {},
  };
  return [
    { kind: 'received', id: 'po_kit', caller: 'kit', request },
    { kind: 'judged', hold: null, holdsObligation: true },
    {
      kind: 'routed',
      partner: adapter.partner,
      endpoint: 'main',
      contentDigest: DIGEST,
      adapterVersion: adapter.version,
      terms: termsOf(adapter, intentAtMs),
      intentAtMs,
      reason: { why: 'kit', reason: 'only', exploration: null, lines: [] },
    },
  ];
}

/** The fixtures' key stands in for the one that the engine makes from the payout's id. */
function underKey(payout: Payout | null, partnerKey: string): Payout | null {
  if (payout === null) return null;
  return { ...payout, attempts: payout.attempts.map((attempt) => ({ ...attempt, partnerKey })) };
}

function judged(payout: Payout | null): Judged {
  const attempt = attemptOf(payout);
  if (payout === null || attempt === undefined) throw new Error('the engine made no attempt');
  return { state: payout.state, attempt: attempt.state, proof: attempt.proof };
}

function attemptOf(payout: Payout | null): Attempt | undefined {
  return payout?.attempts[0];
}
