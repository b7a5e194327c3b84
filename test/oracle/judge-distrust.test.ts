/**
 * Goal: the judge sees an attempt that was declared dead by a proof that had failed at its partner, and
 * blames nobody for deaths by other proofs, at other partners, before the conflict or after a restore.
 * Method: a conflict made by hand at 50, which showed "not found" to be false, and another payout of which
 * the one attempt died in all these ways.
 */
import { describe, expect, it } from 'vitest';

import { judge } from '../../src/oracle/judge.ts';
import { lineOf } from '../../src/oracle/wrongs.ts';
import { attempt, conflictStory, evidenceOf, payout } from './stories.ts';

const ABSENT = 'P3_ABSENT';

/** The lines about a second payout whose attempt died like this. */
function linesOf(partner: string, proof: string, atMs: number, restoredAtMs?: number) {
  const story = conflictStory();
  const [first] = story.payouts;
  if (first === undefined) throw new Error('the story has a payout');
  const distrust = { partner: 'bank', proof: ABSENT, atMs: 50 };
  story.payouts[0] = { ...first, quarantine: null, distrust };
  const dead = attempt({ partner, partnerKey: 'K2', deadAt: 60, death: { proof, atMs } });
  story.payouts.push(payout({ id: 'po_2', loan: 'loan-2', state: 'FAILED', attempts: [dead] }));
  story.webhooks.set('msg_2', { payoutId: 'po_2', state: 'FAILED' });
  story.heard.add('msg_2');
  if (restoredAtMs !== undefined) story.restores.push({ partner: 'bank', atMs: restoredAtMs });
  return judge(evidenceOf(story)).findings.map(lineOf);
}

describe('a proof that failed', () => {
  it('and was believed again is a broken promise', () => {
    expect(linesOf('bank', ABSENT, 60)).toEqual([
      'believed on: po_2, attempt 1 died by P3_ABSENT at bank after it had failed for po_1',
    ]);
  });

  it.each([
    ['at another partner', 'bank-b', ABSENT, 60, undefined],
    ['by another proof', 'bank', 'P2_REFUSED', 60, undefined],
    ['before the conflict', 'bank', ABSENT, 40, undefined],
    ['after a person restored the partner', 'bank', ABSENT, 60, 55],
  ] as const)('says nothing of a death %s', (_name, partner, proof, atMs, restoredAtMs) => {
    expect(linesOf(partner, proof, atMs, restoredAtMs)).toEqual([]);
  });
});
