/**
 * Goal: whoever misspells a `sim:` value reads that, with the nearest name, where the payout failed;
 * nobody else's header becomes part of a failure.
 * Method: each partner's simulator gets an order with a misspelt value over its adapter, as the
 * engine asks; then replies with odd headers are read.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../../adapters/registry.ts';
import type { Instruction, PartnerAdapter } from '../../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { withSandboxMistake } from '../../../src/payouts/dispatch/sandbox-mistake.ts';
import { witnessing, witnessingBatch } from '../../../src/payouts/dispatch/witness.ts';
import { answered, openPartnerWorld, type PartnerWorld } from '../../support/partner-world.ts';
import { PAYEES } from '../../support/payees.ts';

const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SENTENCE = "unknown behaviour 'rejct': did you mean rejectAtOnce or rejectAfter?";

/** China Merchants Bank's refusals of a request are doubt; the sentence stands before its reason. */
const SAID: Readonly<Partial<Record<string, object>>> = {
  cmb: { kind: 'unknown', detail: expect.stringContaining(SENTENCE) as string },
};

describe('a misspelt sim: value', () => {
  it.each(Object.keys(PAYEES).filter(isPartner))(
    'at %s is told in the detail of the failure',
    async (partner) => {
      const world = openPartnerWorld(partner);

      const verdict = await submit(world, instructionFor(partner, 'sim:rejct'));

      expect(verdict).toMatchObject(SAID[partner] ?? { kind: 'refused', detail: SENTENCE });
      expect(world.sandbox.bank.books()).toEqual([]);
    },
  );

  it.each(Object.keys(PAYEES).filter(isPartner))(
    'at %s is no matter where every value is known',
    async (partner) => {
      const world = openPartnerWorld(partner);

      const verdict = await submit(world, instructionFor(partner, 'sim:refuse=noFunds'));

      expect(Reflect.get(verdict, 'detail') ?? '').not.toContain('did you mean');
    },
  );
});

describe('the header', () => {
  const refused = {
    kind: 'refused',
    recorded: false,
    failure: 'partner.agreement',
    partnerCode: 'X',
    echo: {},
  } as const satisfies Verdict;
  const read = (verdict: Verdict, headers: Readonly<Record<string, string>>) =>
    withSandboxMistake(verdict, { status: 400, headers, body: '' });

  it('is not shown when it is long, empty or not plain text', () => {
    for (const odd of ['', 'x'.repeat(201), 'a\nb', 'café']) {
      expect(read(refused, { 'sandbox-mistake': odd })).toBe(refused);
    }
    expect(read(refused, { 'sandbox-mistake': 'x'.repeat(200) })).toMatchObject({
      detail: 'x'.repeat(200),
    });
  });

  it('changes no verdict but a failure', () => {
    const accepted = { kind: 'accepted', echo: {} } as const;

    expect(read(accepted, { 'sandbox-mistake': SENTENCE })).toBe(accepted);
    expect(read(refused, {})).toBe(refused);
  });
});

function isPartner(name: string): name is keyof typeof ADAPTERS {
  return Object.hasOwn(ADAPTERS, name);
}

function instructionFor(partner: keyof typeof ADAPTERS, remittance: string): Instruction {
  const [currency, account] = PAYEES[partner];
  return {
    partnerKey: KEY,
    amount: { currency, minor: 12_345n },
    creditor: { name: 'Ada Lovelace', account },
    remittance,
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
  };
}

/** Sends an order as the engine does: alone, or as the only member of a batch under a token. */
async function submit(world: PartnerWorld, instruction: Instruction): Promise<Verdict> {
  const { adapter, runtime, stamp } = world;
  const { batch, session } = adapter;
  if (batch === undefined || session === undefined) {
    const { call } = witnessing(adapter.submit(instruction, stamp()));
    return call.read(answered(await world.send(call.request)), runtime.now());
  }
  const members = { key: KEY, members: [instruction] };
  const witness = witnessingBatch(batch.submit(members, stamp()));
  const request = await authorized(world, session, witness.call.request);
  const whole = witness.call.read(answered(await world.send(request)), runtime.now());
  return witness.memberVerdict(KEY, whole);
}

async function authorized(
  { send, runtime, stamp }: PartnerWorld,
  session: NonNullable<PartnerAdapter['session']>,
  request: PartnerRequest,
): Promise<PartnerRequest> {
  const reply = answered(await send(session.request(stamp())));
  const reading = session.read(reply, runtime.now());
  if (reading.kind === 'refused') throw new Error(reading.detail);
  return session.authorize(request, reading.token);
}
