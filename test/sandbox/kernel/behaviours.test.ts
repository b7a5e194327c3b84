/*
 * Goal: armed behaviours strike the same orders in every run and end when they should; magic values
 * concern their own order; what cannot be understood is refused in words.
 * Method: behaviours alone, or a bank, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import { BEHAVIOURS } from '../../../src/sandbox/behaviours/behaviour-table.ts';
import { BehaviourError, createBehaviours } from '../../../src/sandbox/behaviours/behaviours.ts';
import { mistakeIn } from '../../../src/sandbox/behaviours/magic-values.ts';
import { keyedDraw } from '../../../src/runtime/keyed-draw.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { order, plainBank } from './plain-partner.ts';

describe('a magic value', () => {
  it('may stand in the name of the creditor', () => {
    const bank = plainBank(virtualRuntime(1));

    bank.place(order('A', { creditorName: 'sim:rejectAtOnce=AC04' }));

    expect(bank.find('A')).toMatchObject({ status: 'rejected', reasonCode: 'AC04' });
  });

  it('may stand beside others, parted by a blank, a comma or a semicolon', () => {
    const bank = plainBank(virtualRuntime(1));

    bank.place(order('A', { text: 'sim:payAtOnce;sim:throttle*1, sim:dedupeOff' }));
    const first = bank.place(order('A'));
    const second = bank.place(order('A'));

    expect([first.kind, second.kind]).toEqual(['taken', 'taken']);
    expect(bank.find('A')?.status).toBe('executed');
  });

  it('is not wound back by a repeat of its order', () => {
    const bank = plainBank(virtualRuntime(1));
    const throttled = order('A', { text: 'sim:throttle*2' });

    const kinds = [bank.place(throttled), bank.place(throttled), bank.place(throttled)];

    expect(kinds.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'taken']);
  });

  it('overrides what is armed under its name, for its own order alone', () => {
    const bank = plainBank(virtualRuntime(1));
    const armed = { name: 'rejectAtOnce', rate: 1, times: null, endsAtMs: null } as const;
    bank.behaviours.arm({ ...armed, value: 'ARMED' });

    bank.place(order('A', { text: 'sim:rejectAtOnce=MAGIC' }));
    bank.place(order('B'));

    expect([bank.find('A')?.reasonCode, bank.find('B')?.reasonCode]).toEqual(['MAGIC', 'ARMED']);
  });

  it.each([
    ['an unknown name', 'sim:rejectAtOnec=AC04', "unknown behaviour 'rejectAtOnec'"],
    ['a name every object has', 'sim:constructor', "unknown behaviour 'constructor'"],
    ['a wrong value', 'sim:payAfter=soon', 'the value of payAfter must be milliseconds'],
    ['a value where none belongs', 'sim:payAtOnce=1', 'the value of payAtOnce must be no value'],
    ['too many of them', nineMagicValues(), 'more than 8 magic values'],
  ])(
    'with %s has its order refused and says so in the refusal and the log',
    (_what, text, sentence) => {
      const lines: string[] = [];
      const bank = plainBank(virtualRuntime(1), lines);

      const placement = bank.place(order('A', { text }));

      expect(placement).toMatchObject({ kind: 'refused', reason: 'invalid', code: null });
      expect(Reflect.get(placement, 'mistake')).toContain(sentence);
      expect(lines.join()).toContain(sentence);
    },
  );

  it.each([
    ['rejct', ['rejectAtOnce', 'rejectAfter']],
    ['reject', ['rejectAtOnce', 'rejectAfter']],
    ['rejectatonce', ['rejectAtOnce']],
    ['stuk', ['stuck']],
    ['callback', ['callbackLate', 'callbackDuplicate', 'callbackReorder']],
    ['xyz', []],
    ['constructor', []],
  ])('misspelt as %s means %j', (misspelt, meant) => {
    const hint =
      meant.length === 0
        ? 'docs/SANDBOX.md lists those there are'
        : `did you mean ${meant.join(' or ')}?`;

    expect(mistakeIn(misspelt, null)).toEqual({
      field: 'name',
      detail: `unknown behaviour '${misspelt}': ${hint}`,
    });
  });

  it('is only read where a word begins', () => {
    const bank = plainBank(virtualRuntime(1));

    const placement = bank.place(order('A', { text: 'maxim:stuck and mysim:nonsense' }));

    expect(placement.kind).toBe('taken');
  });
});

describe('an armed behaviour', () => {
  const references = Array.from({ length: 400 }, (_, index) => `REF-${index}`);

  it('strikes the same orders whatever the order of arrival (seed kernel)', () => {
    const runtime = virtualRuntime(1);
    const struckIn = (arrivals: readonly string[]) => {
      const behaviours = createBehaviours({ runtime, seed: 'kernel' });
      behaviours.arm({ name: 'stuck', rate: 0.3, times: null, endsAtMs: null, value: null });
      return arrivals.filter((reference) => behaviours.strikes('stuck', reference, '') !== null);
    };

    const forwards = struckIn(references);
    const backwards = struckIn(references.toReversed());

    expect(forwards).toEqual(backwards.toReversed());
    expect(forwards.length).toBeGreaterThan(90);
    expect(forwards.length).toBeLessThan(150);
  });

  it('strikes other orders under another seed and under another name', () => {
    const struck = (seed: string, name: string) =>
      references.filter((reference) => keyedDraw(seed, name, reference) < 0.5);

    expect(struck('one', 'stuck')).not.toEqual(struck('two', 'stuck'));
    expect(struck('one', 'stuck')).not.toEqual(struck('one', 'garbage'));
  });

  it('strikes nobody at rate 0 and everybody at rate 1', () => {
    const behaviours = createBehaviours({ runtime: virtualRuntime(1), seed: 'kernel' });
    behaviours.arm({ name: 'stuck', rate: 0, times: null, endsAtMs: null, value: null });
    behaviours.arm({ name: 'garbage', rate: 1, times: null, endsAtMs: null, value: null });

    const struck = (name: BehaviourName) =>
      references.filter((reference) => behaviours.strikes(name, reference, '') !== null).length;

    expect([struck('stuck'), struck('garbage')]).toEqual([0, 400]);
  });

  it('ends after its times and after its time', async () => {
    const runtime = virtualRuntime(1);
    const behaviours = createBehaviours({ runtime, seed: 'kernel' });
    behaviours.arm({ name: 'stuck', rate: 1, times: 2, endsAtMs: null, value: null });
    const endsAtMs = runtime.now() + 1_000;
    behaviours.arm({ name: 'garbage', rate: 1, times: null, endsAtMs, value: null });

    const stuck = ['A', 'B', 'C'].map((reference) => behaviours.strikes('stuck', reference, ''));
    await runtime.advance(999);
    const within = behaviours.strikes('garbage', 'A', '');
    await runtime.advance(1);
    const after = behaviours.strikes('garbage', 'A', '');

    expect(stuck.map((struck) => struck !== null)).toEqual([true, true, false]);
    expect(within).not.toBeNull();
    expect(after).toBeNull();
    expect(behaviours.list().map(({ name, times }) => [name, times])).toEqual([['stuck', 0]]);
  });

  it('is replaced when its name is armed again, and gone when it is cleared', () => {
    const behaviours = createBehaviours({ runtime: virtualRuntime(1), seed: 'kernel' });
    const payAfter = { name: 'payAfter', rate: 1, times: null, endsAtMs: null } as const;
    behaviours.arm({ ...payAfter, value: '1' });
    behaviours.arm({ ...payAfter, value: '2' });
    behaviours.arm({ name: 'stuck', rate: 1, times: null, endsAtMs: null, value: null });

    const armed = behaviours.list().map(({ name, value }) => [name, value]);
    behaviours.clear('payAfter');
    const left = behaviours.list().map(({ name }) => name);
    behaviours.clear();

    expect(armed).toEqual([
      ['payAfter', '2'],
      ['stuck', null],
    ]);
    expect(left).toEqual(['stuck']);
    expect(behaviours.list()).toEqual([]);
  });

  it.each([
    ['rate', { rate: 1.1 }],
    ['rate', { rate: Number.NaN }],
    ['times', { times: 0 }],
    ['times', { times: 1.5 }],
    ['value', { value: 'inquiries' }],
  ])('with a wrong %s is refused by name', (field, wrong) => {
    const behaviours = createBehaviours({ runtime: virtualRuntime(1), seed: 'kernel' });
    const right = { name: 'garbage', rate: 1, times: null, endsAtMs: null, value: null } as const;

    const armWrong = () => behaviours.arm({ ...right, ...wrong });

    expect(armWrong).toThrow(BehaviourError);
    expect(armWrong).toThrow(expect.objectContaining({ field }));
    expect(behaviours.list()).toEqual([]);
  });
});

function nineMagicValues(): string {
  const names = Object.entries(BEHAVIOURS).map(([name]) => `sim:${name}`);
  return names.slice(0, 9).join(' ');
}
