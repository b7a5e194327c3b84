/**
 * Goal: an access token that ends at any moment costs another token, and never a second payment.
 * Method: the adapter and the simulated PayPal face to face on virtual time; tokens are counted,
 * ended early, and refused.
 */
import { describe, expect, it } from 'vitest';

import { batchOf, openWorld, order, partnerReference, referenceIn, verdictsOf } from './world.ts';

describe('the token', () => {
  it('is asked for once and used until it ends', async () => {
    const world = openWorld({ settleMs: 0 });

    const taken = await world.submit(order());
    await world.inquire(order(), partnerReference(taken));
    await world.probe();
    const before = world.tokensAsked();
    await world.runtime.advance(9 * 3_600_000);
    await world.inquire(order(), partnerReference(taken));

    expect(before).toBe(1);
    expect(world.tokensAsked()).toBe(2);
  });

  it('that ends in the middle of a submit costs another token and nothing else', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.probe();
    world.arm('tokenExpired', { times: 1 });
    const batch = batchOf({}, {});

    const taken = await world.submitBatch(batch);

    expect(taken).toMatchObject({ whole: { kind: 'accepted' } });
    expect(world.tokensAsked()).toBe(2);
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }, { executions: 1 }]);
  });

  it('that ends between a lost answer and its repeat changes nothing', async () => {
    const world = openWorld({ settleMs: 0 });
    const batch = batchOf({ remittance: 'sim:resetAfterExecution' }, {});
    await world.submitBatch(batch);
    world.arm('tokenExpired', { times: 1 });

    const again = await world.submitBatch(batch);
    world.arm('tokenExpired', { times: 1 });
    const through = await world.inquireBatch(batch, referenceIn(again));

    expect(verdictsOf(batch, through).map(({ kind }) => kind)).toEqual(['executed', 'executed']);
    expect(world.tokensAsked()).toBe(3);
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }, { executions: 1 }]);
  });

  it('refused again and again is a refusal for want of credentials, and nothing is paid', async () => {
    const world = openWorld();
    world.arm('tokenExpired');

    const verdict = await world.submit(order());

    expect(verdict).toMatchObject({
      kind: 'refused',
      recorded: false,
      failure: 'technical.thirdparty.auth',
    });
    expect(world.changes).toEqual([]);
  });

  it('is in the header of each call and in no body', async () => {
    const world = openWorld();
    await world.submit(order());

    const [, submit] = world.sent;

    const token = /^Bearer (.+)$/.exec(submit?.headers['authorization'] ?? '')?.[1] ?? '';
    expect(token).toMatch(/^A21AA/);
    expect(submit?.body).not.toContain(token);
    expect(submit?.path).not.toContain(token);
  });
});
