/**
 * Goal: a partner that seals no answer, and whose payouts travel together, is held as hard as the
 * others: PayPal conforms, and each way to bend it there is noticed.
 * Method: its adapter, wrong in one place, before the rule that is there for that.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import type { Rule } from '../../src/conformance/rule.ts';
import { answersSealed } from '../../src/conformance/rules/answers-sealed.ts';
import { batchMembers } from '../../src/conformance/rules/batch-members.ts';
import { hostileReplies } from '../../src/conformance/rules/hostile-replies.ts';
import type { BatchCall, BatchReading, BatchRules } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { parseJsonObject, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { bend, misread, type BendSubject } from '../adapters/mutants/bend.ts';

const REFUSED: Verdict = {
  kind: 'refused',
  recorded: false,
  failure: 'risk.liquidity',
  partnerCode: 'INSUFFICIENT_FUNDS',
  echo: {},
};

describe('PayPal', () => {
  it.each([answersSealed, batchMembers, hostileReplies])('keeps $name', async (rule) => {
    expect(await broken(rule, (subject) => subject)).toEqual([]);
  });
});

describe('a PayPal that', () => {
  it('takes its word for it under any status is refused by answers-sealed', async () => {
    const wrong = rebatched((reading, reply) =>
      nameIn(reply) === 'INSUFFICIENT_FUNDS' && reply.status !== 200
        ? { whole: REFUSED, items: new Map() }
        : reading,
    );

    expect(await broken(answersSealed, wrong)).toEqual([
      'submit.insufficient-funds.json is believed under HTTP 500, 502 as well',
    ]);
  });

  it('believes its words on any page is refused by hostile-replies', async () => {
    const wrong = rebatched((reading, reply, read) =>
      reply.headers['content-type'] === 'image/png'
        ? read({ ...reply, headers: { 'content-type': 'application/json' } })
        : reading,
    );

    expect(await broken(hostileReplies, wrong)).toEqual([
      'submit: wrong content type reads as accepted',
      'inquire: wrong content type reads as executed',
    ]);
  });

  it('reads a payout that went alone by another rule is refused by batch-members', async () => {
    const wrong = misread(['submit'], (verdict) =>
      verdict.kind === 'duplicate' ? REFUSED : verdict,
    );

    expect(await broken(batchMembers, wrong)).toContain(
      'submit.duplicate.json reads as duplicate in a batch, and as refused alone',
    );
  });

  it('gives the first member’s word to all of them is refused by batch-members', async () => {
    const wrong = rebatched(({ whole, items }) => {
      const [first] = items.values();
      return { whole: first ?? whole, items: new Map() };
    });

    expect(await broken(batchMembers, wrong)).toContain(
      'member 2 of a settled batch reads as executed',
    );
  });

  it('makes another batch of each copy is refused by batch-members', async () => {
    let copies = 0;
    const wrong = withBatch(({ submit }) => ({
      submit(batch, stamp) {
        copies += 1;
        return submit({ ...batch, key: `${batch.key}${copies}` }, stamp);
      },
    }));

    expect((await broken(batchMembers, wrong)).join()).toMatch(/member 1: the books show/);
  });
});

/** What was wrong by one rule with a bent PayPal. */
async function broken(rule: Rule, wrong: BendSubject): Promise<readonly string[]> {
  const notes = await rule.check(wrong(await openSubject('paypal')));
  return notes.filter(({ kind }) => kind === 'broken').map(({ text }) => text);
}

function withBatch(wrong: (good: BatchRules) => Partial<BatchRules>): BendSubject {
  return bend((good) =>
    good.batch === undefined ? good : { ...good, batch: { ...good.batch, ...wrong(good.batch) } },
  );
}

/** What is made of a batch's reply, made into something else. */
function rebatched(
  wrong: (
    reading: BatchReading,
    reply: PartnerReply,
    read: (other: PartnerReply) => BatchReading,
  ) => BatchReading,
): BendSubject {
  const bent = ({ request, read }: BatchCall): BatchCall => ({
    request,
    read: (reply, nowMs) => wrong(read(reply, nowMs), reply, (other) => read(other, nowMs)),
  });
  return withBatch(({ submit, inquire }) => ({
    submit: (batch, stamp) => bent(submit(batch, stamp)),
    inquire: (batch, reference, stamp) => bent(inquire(batch, reference, stamp)),
  }));
}

function nameIn({ body }: PartnerReply): string {
  return stringField(parseJsonObject(body) ?? {}, 'name') ?? '';
}
