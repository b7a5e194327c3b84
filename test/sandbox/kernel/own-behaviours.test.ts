/**
 * Goal: a partner lists exactly those behaviours of layer `partner` that change what it says.
 * Method: the same order is placed, asked for and told of twice on equal runtimes, once with the
 * behaviour armed; every message of the partner is compared.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../../adapters/registry.ts';
import type { Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import { BEHAVIOURS, isBehaviourName } from '../../../src/sandbox/behaviours/behaviour-table.ts';
import { answered, openPartnerWorld, type PartnerWorld } from '../../support/partner-world.ts';
import { PAYEES } from '../../support/payees.ts';

const OF_PARTNERS = Object.keys(BEHAVIOURS)
  .filter(isBehaviourName)
  .filter((name) => BEHAVIOURS[name].layer === 'partner' && BEHAVIOURS[name].on !== 'statement');

describe('a partner', () => {
  it.each(Object.keys(ADAPTERS).filter(isPartner))(
    '%s lists what changes its messages, and nothing else',
    async (partner) => {
      const plain = await messages(partner, null);

      const changing: BehaviourName[] = [];
      for (const name of OF_PARTNERS) {
        if ((await messages(partner, name)) !== plain) changing.push(name);
      }

      const { ownBehaviours = [] } = openPartnerWorld(partner).sandbox;
      expect(changing.toSorted()).toEqual([...ownBehaviours].toSorted());
    },
  );
});

/** Everything the partner says about one order, as text. */
async function messages(
  partner: keyof typeof ADAPTERS,
  behaviour: BehaviourName | null,
): Promise<string> {
  const world = openPartnerWorld(partner, { secrets: { CRYPTO: 'RSA' } });
  if (behaviour !== null) world.arm(behaviour);
  const order = instructionFor(partner);
  const submitted = await exchange(world, world.adapter.submit(order, world.stamp()).request);
  // Only PayPal asks by its own reference; an order that it refused has none of the batches.
  const partnerReference = /payout_batch_id\W+(\w+)/.exec(submitted)?.[1] ?? 'NOSUCHBATCH77';
  await world.runtime.advance(2_000);
  const question = world.adapter.inquire({ ...order, partnerReference }, world.stamp());
  const asked = await exchange(world, question.request);
  return JSON.stringify([submitted, asked, world.callbacks()]);
}

async function exchange(world: PartnerWorld, request: PartnerRequest): Promise<string> {
  const { session } = world.adapter;
  if (session === undefined) return JSON.stringify(answered(await world.send(request)));
  const token = session.read(
    answered(await world.send(session.request(world.stamp()))),
    world.runtime.now(),
  );
  if (token.kind === 'refused') throw new Error(token.detail);
  return JSON.stringify(answered(await world.send(session.authorize(request, token.token))));
}

function instructionFor(partner: keyof typeof ADAPTERS): Instruction {
  const [currency, account] = PAYEES[partner];
  return {
    partnerKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
    amount: { currency, minor: 12_345n },
    creditor: { name: 'Ada Lovelace', account },
    remittance: 'loan 42',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
  };
}

function isPartner(name: string): name is keyof typeof ADAPTERS {
  return Object.hasOwn(ADAPTERS, name);
}
