/**
 * Goal: over HTTP anybody who may see a payout can read how its partners were chosen: what was decided when
 * each attempt was made, what would be decided now, and in a dry run; the answers fit the schemas that the
 * API document is generated from and hold nothing personal.
 * Method: the real engine over scripted partners behind the real API on loopback; closed calendar, open
 * calendar, failover.
 */
import { describe, expect, it } from 'vitest';

import { dryRunViewSchema, explainViewSchema } from '../../../src/http/payouts/payout-views.ts';
import { fakePartner } from '../../payouts/fake-partner.ts';
import { payoutsWorld } from '../../payouts/payouts-world.ts';
import { EXECUTED, NEVER_SENT, REQUEST } from '../../support/payouts.ts';
import { startGateway } from '../serve-app.ts';

const BODY = {
  obligation: 'loan-1:1',
  amount: { value: 12_345, currency: 'CNY' },
  creditor: { name: REQUEST.creditor.name, account: REQUEST.creditor.account },
};

async function gatewayOver(...names: readonly string[]) {
  const banks = names.map((name) => fakePartner({ name }));
  const world = await payoutsWorld({ partners: banks });
  const { explain, dryRun, get, events } = world.service;
  const api = await startGateway({ explain, dryRun, get, events });
  const read = async (path: string) => {
    const response = await api.ask('GET', path);
    return { status: response.status, text: await response.text() };
  };
  return { banks, world, api, read };
}

describe('GET /v1/payouts/{id}/explain', () => {
  it('tells what was decided for each attempt, by figures and in words', async () => {
    const { banks, world, read } = await gatewayOver('bank-a', 'bank-b');
    banks[0]?.reply('submit', NEVER_SENT);
    banks[1]?.reply('submit', EXECUTED);
    const fees = new Map([['CNY', { fixedMinor: 100n, basisPoints: 3n }] as const]);
    world.routing.setTerms('bank-b', { fees });
    const id = await world.postAndSettle('a');
    await world.runtime.advance(1_000);

    const { status, text } = await read(`/v1/payouts/${id}/explain`);

    const answer = explainViewSchema.parse(JSON.parse(text));
    expect(status).toBe(200);
    expect(answer.attempts).toMatchObject([
      {
        partner: 'bank-a',
        route: {
          chosen: 'bank-a',
          reason: 'best',
          why: 'bank-a: best of 2, open, tier 1, costs 0.00 CNY (fee 0.00, 100 % of 0 submits)',
        },
      },
      { partner: 'bank-b', route: { chosen: 'bank-b', reason: 'failover' } },
    ]);
    expect(answer.attempts[1]?.route?.candidates[1]).toEqual({
      partner: 'bank-b',
      eligible: true,
      reason: 'open, tier 1, costs 1.04 CNY (fee 1.04, 100 % of 0 submits)',
      gate: null,
      score: {
        deadAttempts: 0,
        hasRoom: true,
        preference: 1,
        fee: 104,
        expectedCost: '104.000000',
        successPercent: 100,
        submits: 0,
      },
    });
    expect(text).not.toContain(REQUEST.creditor.account.value);
    expect(text).not.toContain(REQUEST.creditor.name);
  });

  it('of a payout that waits for the hour says which condition is not met and until when', async () => {
    const { world, read } = await gatewayOver('bank-a');
    const opensAtMs = world.runtime.now() + 3_600_000;
    world.routing.setOpening('bank-a', () => ({
      open: false,
      failure: 'partner.maintenance',
      why: 'new release',
      opensAtMs,
      note: null,
    }));
    const id = await world.postAndSettle('a');

    const { text } = await read(`/v1/payouts/${id}/explain`);

    const answer = explainViewSchema.parse(JSON.parse(text));
    const until = new Date(opensAtMs).toISOString();
    expect(answer).toMatchObject({
      state: 'QUEUED',
      nextAction: { what: 'route', at: until },
      attempts: [],
      route: {
        chosen: null,
        why: `bank-a is closed until ${until} (new release)`,
        waitUntil: until,
        candidates: [{ partner: 'bank-a', eligible: false, gate: 'calendar', score: null }],
      },
    });
  });
});

describe('POST /v1/payouts?dryRun=true', () => {
  it('shows every candidate and stores nothing', async () => {
    const { world, api } = await gatewayOver('bank-a', 'bank-b');
    world.routing.setRules({ explorationPercent: 2 });

    const response = await api.ask('POST', '/v1/payouts?dryRun=true', {
      body: JSON.stringify({ ...BODY, route: ['bank-b'] }),
      headers: { 'content-type': 'application/json' },
    });

    const answer = dryRunViewSchema.parse(await response.json());
    expect(answer.route).toMatchObject({
      chosen: 'bank-b',
      reason: 'caller',
      exploration: null,
      candidates: [
        { partner: 'bank-a', eligible: false, gate: 'route' },
        { partner: 'bank-b', eligible: true, score: { preference: 1 } },
      ],
    });
    expect(world.disk.payouts.size).toBe(0);
  });
});
