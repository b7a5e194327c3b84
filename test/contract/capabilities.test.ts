/**
 * Goal: an adapter whose capability record has a blank or contradicts itself is refused by name.
 * Method: take a true record, blank each field in turn, and break each rule.
 */
import { describe, expect, it } from 'vitest';

import { ADAPTERS } from '../../adapters/registry.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../src/contract/check-capabilities.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';
import { FIXTURES } from '../support/world.ts';

const GOOD = ADAPTERS.isobank(demoSecret('isobank', FIXTURES)).capabilities;

describe('a capability record', () => {
  it.each(Object.keys(ADAPTERS))('of %s is complete and consistent', (partner) => {
    const create = ADAPTERS[partner as keyof typeof ADAPTERS];
    const { capabilities } = create(demoSecret(partner, FIXTURES));

    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
  });

  it.each(Object.keys(GOOD) as (keyof Capabilities)[])('without %s is named as blank', (field) => {
    const { [field]: _left, ...rest } = GOOD;

    expect(blankCapabilities(rest)).toContain(field);
  });

  it.each(Object.keys(GOOD.limits))('without limits.%s is named as blank', (field) => {
    const limits = { ...GOOD.limits, [field]: undefined };

    expect(blankCapabilities({ ...GOOD, limits })).toEqual([`limits.${field}`]);
  });

  it.each([
    [{ dedupe: 'none', inquiryHorizonMs: null, notFoundIsProofAfterMs: null }, /manualResolution/],
    [{ inquiryHorizonMs: null, notFoundIsProofAfterMs: 1 }, /needs an inquiry/],
    [{ keyLengthMax: 31 }, /32 characters/],
    [{ keyPattern: '^[0-9]+$' }, /32 characters/],
  ] as const)('with %j contradicts itself', (change, words) => {
    expect(contradictoryCapabilities({ ...GOOD, ...change })).toMatch(words);
  });

  it('may be blind if it admits that people must resolve its doubts', () => {
    const blind = { dedupe: 'none', inquiryHorizonMs: null, notFoundIsProofAfterMs: null } as const;

    expect(contradictoryCapabilities({ ...GOOD, ...blind, manualResolution: true })).toBeNull();
  });
});
