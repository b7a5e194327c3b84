/**
 * Goal: what the model check merges, it may merge, with crashes, deadlines, copies and two partners.
 * Method: as in merging.test.ts, in worlds that take a minute.
 */
import { describe, expect, it } from 'vitest';

import { BARE, type Bounds } from '../../../src/proof/model/bounds.ts';
import { expectMergingsToAgree } from './expect-mergings-to-agree.ts';

const ONE: Bounds = { ...BARE, attempts: 1, callbacks: true, operators: true };

const WORLDS: readonly (readonly [string, Bounds])[] = [
  ['a crash, a cancel and a hold', { ...ONE, crashes: 1, cancel: true, holds: true }],
  [
    'a deadline, and a bank whose "not found" is no proof',
    { ...ONE, deadline: true, partners: ['repeats', 'asks'] },
  ],
  [
    'a cancel, a refusal that frees the key, and a copy delivered twice',
    { ...ONE, callbacks: false, cancel: true, twins: 1, partners: ['frees', 'asks'] },
  ],
  ['two copies', { ...ONE, sends: 2, callbacks: false, operators: false }],
  ['two partners', { ...BARE, partners: ['asks', 'repeats'] }],
];

describe('merged states', () => {
  it.each(WORLDS)('lead to the same payouts and the same money with %s', (_, bounds) => {
    expect.hasAssertions();
    expectMergingsToAgree(bounds);
  });
});
