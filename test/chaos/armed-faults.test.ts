/**
 * Goal: what is armed is shown truly, counted, limited in number and time, and heard of when it
 * comes and when it goes.
 * Method: a chaos session on virtual time with a stub partner; its list, its events, its refusals.
 */
import { describe, expect, it } from 'vitest';

import { createChaos } from '../../src/chaos/arm/control.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import type { ExchangeContext, ExchangeTags } from '../../src/contract/exchange.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const REQUEST = { method: 'POST', path: '/pay', headers: {}, body: 'x' } as const;
const ENTRY = { fault: 'connect.refused', on: { partner: 'bank' }, ttl: '30s' } as const;
const TAGS: ExchangeTags = {
  partner: 'bank',
  lane: 'submit',
  payoutId: 'po_1',
  attemptNo: 1,
  epoch: 1,
  amountMinor: 500n,
};

describe('an armed fault', () => {
  it('is shown as it was asked for, with who asked and the time that is left', async () => {
    const { chaos, runtime } = open();
    chaos.arm({ ...ENTRY, id: 'one', rate: 0.5, seed: 3, stickyBy: 'payout' }, 'ann');

    await runtime.advance(12_000);

    expect(chaos.list()).toEqual([
      {
        id: 'one',
        fault: 'connect.refused',
        truth: 'never_sent',
        on: { partner: 'bank' },
        params: {},
        rate: 0.5,
        seed: 3,
        stickyBy: 'payout',
        by: 'ann',
        ttlLeftMs: 18_000,
        matched: 0,
        hits: 0,
      },
    ]);
  });

  it('is heard of when it comes and when it goes, each once', async () => {
    const { chaos, runtime, events } = open();
    chaos.arm({ ...ENTRY, id: 'one' }, 'ann');

    await runtime.advance(30_000);

    const aim = { ruleId: 'one', fault: 'connect.refused', partner: 'bank' };
    expect(events).toEqual([
      { kind: 'chaos.armed', ...aim },
      { kind: 'chaos.disarmed', ...aim },
    ]);
  });

  it('counts what it matched and what it struck, and a rate of 0 strikes nothing', async () => {
    const { chaos, isStruck } = open();
    chaos.arm({ ...ENTRY, id: 'none', rate: 0 }, 'ann');

    expect(await isStruck()).toBe(false);
    expect(chaos.list()).toMatchObject([{ matched: 1, hits: 0 }]);
  });

  it('takes both ends of its amounts, and any amount where it names none', async () => {
    const { chaos, isStruck } = open();
    chaos.arm({ ...ENTRY, on: { partner: 'bank', amount: { min: 100, max: 200 } } }, 'ann');

    expect(await isStruck({ amountMinor: 99n })).toBe(false);
    expect(await isStruck({ amountMinor: 100n })).toBe(true);
    expect(await isStruck({ amountMinor: 200n })).toBe(true);
    expect(await isStruck({ amountMinor: 201n })).toBe(false);
    chaos.disarmAll();
    chaos.arm(ENTRY, 'ann');
    expect(await isStruck({ amountMinor: 0n })).toBe(true);
  });

  it('marks the try it struck, and no other', async () => {
    const { chaos, call } = open();
    chaos.arm({ ...ENTRY, on: { partner: 'bank', attempt: 1 } }, 'ann');
    const struck = { ...TAGS };
    const spared = { ...TAGS, attemptNo: 2 };

    await call(struck).catch(() => undefined);
    await call(spared);

    expect(chaos.wasInjected(struck)).toBe(true);
    expect(chaos.wasInjected(spared)).toBe(false);
  });
});

describe('arming', () => {
  it('numbers what has no id, and refuses an id that is taken', () => {
    const { chaos } = open();

    expect(chaos.arm(ENTRY, 'ann')).toMatchObject({ ok: true, fault: { id: 'fault-1' } });
    expect(chaos.arm(ENTRY, 'ann')).toMatchObject({ ok: true, fault: { id: 'fault-2' } });
    expect(chaos.arm({ ...ENTRY, id: 'fault-2' }, 'bob')).toEqual({
      ok: false,
      errors: [{ pointer: '/id', message: '"fault-2" is armed already' }],
    });
    expect(chaos.list()).toMatchObject([{ by: 'ann' }, { by: 'ann' }]);
  });

  it('stops at 64 faults, and goes on when one is gone', () => {
    const { chaos } = open();
    for (let count = 1; count <= 64; count++) {
      expect(chaos.arm(ENTRY, 'ann').ok).toBe(true);
    }

    expect(chaos.arm(ENTRY, 'ann')).toMatchObject({ ok: false, errors: [{ pointer: '' }] });
    expect(chaos.disarm('fault-1')).toBe(true);
    expect(chaos.arm(ENTRY, 'ann').ok).toBe(true);
  });

  it('under a name that was disarmed starts a time of its own', async () => {
    const { chaos, runtime } = open();
    chaos.arm({ ...ENTRY, id: 'one' }, 'ann');
    await runtime.advance(20_000);
    chaos.disarm('one');
    chaos.arm({ ...ENTRY, id: 'one' }, 'ann');

    await runtime.advance(29_999);

    expect(chaos.list()).toMatchObject([{ id: 'one', ttlLeftMs: 1 }]);
    await runtime.advance(1);
    expect(chaos.list()).toEqual([]);
  });
});

describe('disarming', () => {
  it('says whether there was such a fault, and tells only then', () => {
    const { chaos, events } = open();
    chaos.arm({ ...ENTRY, id: 'one' }, 'ann');

    expect(chaos.disarm('two')).toBe(false);
    expect(chaos.disarm('one')).toBe(true);
    expect(chaos.disarm('one')).toBe(false);
    expect(events.map(({ kind }) => kind)).toEqual(['chaos.armed', 'chaos.disarmed']);
  });

  it('of all counts them', () => {
    const { chaos } = open();
    chaos.arm(ENTRY, 'ann');
    chaos.arm(ENTRY, 'ann');

    expect(chaos.disarmAll()).toBe(2);
    expect(chaos.disarmAll()).toBe(0);
  });

  it('comes with a panic, which names who called it and when, until it is released', async () => {
    const { chaos, runtime, events } = open();
    chaos.arm({ ...ENTRY, id: 'one' }, 'ann');
    await runtime.advance(1_000);

    chaos.panic('bob');

    const panicked = { by: 'bob', atMs: runtime.now() };
    expect(chaos.status()).toEqual({ mode: 'lab', panicked, armed: [] });
    expect(events.at(-1)).toMatchObject({ kind: 'chaos.disarmed', ruleId: 'one' });
    expect(chaos.arm(ENTRY, 'ann')).toMatchObject({
      ok: false,
      errors: [{ pointer: '', message: expect.stringContaining('bob') }],
    });
    chaos.release('bob');
    expect(chaos.status().panicked).toBeNull();
  });
});

describe('guarded mode', () => {
  it('says what is wrong with what it refuses', () => {
    const { chaos } = open('guarded');
    const late = { ...ENTRY, fault: 'delay', dist: { fixed: 2_001 } };
    const reason = (entry: object) => {
      const outcome = chaos.arm(entry, 'ann');
      return outcome.ok ? null : outcome.errors;
    };

    expect(reason({ ...ENTRY, fault: 'tcp.rst' })).toEqual([
      { pointer: '/fault', message: expect.stringMatching(/tcp\.rst is not_executed$/) },
    ]);
    expect(reason(late)).toEqual([
      { pointer: '/fault', message: expect.stringMatching(/delay may delay 2001 ms$/) },
    ]);
    expect(reason({ ...late, dist: { fixed: 2_000 } })).toBeNull();
  });
});

function open(mode: 'lab' | 'guarded' = 'lab') {
  const runtime = virtualRuntime(1);
  const events: GatewayEvent[] = [];
  const chaos = createChaos({
    mode,
    runtime,
    emit: (event) => void events.push(event),
    partners: ['bank'],
  });
  const exchange = chaos.tap('bank')(() =>
    Promise.resolve({ status: 200, headers: {}, body: 'paid' }),
  );
  const call = (tags: ExchangeTags) =>
    exchange(REQUEST, {
      tags,
      signal: new AbortController().signal,
      tryIndex: 0,
      onPhase: () => undefined,
    } satisfies ExchangeContext);
  const isStruck = (tags: Partial<ExchangeTags> = {}) =>
    call({ ...TAGS, ...tags }).then(
      () => false,
      () => true,
    );
  return { chaos, runtime, events, call, isStruck };
}
