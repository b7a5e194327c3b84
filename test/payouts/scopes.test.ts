/**
 * Goal: a caller sees nothing of another caller's payouts, not even that they exist; a partner that
 * is not there can be neither isolated nor restored.
 * Method: one payout of one caller, asked for by its owner, by somebody else and by an operator.
 */
import { describe, expect, it } from 'vitest';

import { fakePartner } from './fake-partner.ts';
import { payoutsWorld } from './payouts-world.ts';

const OWNER = { caller: 'lender', by: 'lender' };
const STRANGER = { caller: 'somebody-else', by: 'somebody-else' };
const OPERATOR = { caller: null, by: 'ann' };

describe('a payout', () => {
  it('is there for its caller and for operators, and for nobody else', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    const id = await world.postAndSettle('a');
    const seenBy = async (scope: typeof OWNER | typeof OPERATOR) => ({
      get: (await world.service.get(scope, id)) !== null,
      events: (await world.service.events(scope, id, 0, 10)) !== null,
      explain: (await world.service.explain(scope, id)) !== null,
    });

    expect(await seenBy(OWNER)).toEqual({ get: true, events: true, explain: true });
    expect(await seenBy(OPERATOR)).toEqual({ get: true, events: true, explain: true });
    expect(await seenBy(STRANGER)).toEqual({ get: false, events: false, explain: false });
  });
});

describe('a partner that is not there', () => {
  it('is told as such when somebody isolates or restores it', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    const isolation = { owner: 'ann', reason: 'drill', expiresAtMs: 1_000 };

    expect(await world.service.isolate('nobank', isolation)).toBe(false);
    expect(await world.service.restore('nobank', 'ann')).toBe(false);
  });
});
