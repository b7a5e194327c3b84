/**
 * Goal: what is sent to a partner on trial is written out whole, or a sentence names the file and each
 * field that is wrong, and nothing is sent.
 * Method: a folder with one partner's file, as it should be and with one field spoilt at a time.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { readSamplePayouts } from '../../src/config/sample-payouts.ts';

const FOLDER = mkdtempSync(path.join(tmpdir(), 'sample-payouts-'));
const WHOLE = {
  payee: { type: 'iban', value: 'DE{check}{no:18}', bank: 'COBADEFF' },
  currency: 'EUR',
  route: ['bank'],
  simulation: { weight: 5, rejections: ['AC04', 'AM04'], returns: ['AC01'] },
};

afterAll(() => rmSync(FOLDER, { recursive: true }));

function read(json: unknown) {
  mkdirSync(path.join(FOLDER, 'bank'), { recursive: true });
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  writeFileSync(path.join(FOLDER, 'bank', 'sample-payouts.json'), text);
  return readSamplePayouts('bank', FOLDER);
}

describe('sample payouts', () => {
  it('are read as they stand', () => {
    expect(read(WHOLE)).toMatchObject({
      currency: 'EUR',
      route: ['bank'],
      rejections: ['AC04', 'AM04'],
      returns: ['AC01'],
      weight: 5,
    });
  });

  it('number the payees, in as many digits as are asked for, with check digits that are right', () => {
    const { account } = read(WHOLE);

    // 98 - 42131400 mod 97 (ISO 13616).
    expect(account(42)).toEqual({
      type: 'iban',
      value: 'DE66000000000000000042',
      bank: 'COBADEFF',
    });
  });

  it('number them as they come where no length is asked for, and name no bank where none stands', () => {
    const payee = { type: 'paypal_email', value: 'payee-{no}@example.com' };

    expect(read({ ...WHOLE, payee }).account(42)).toEqual({
      type: 'paypal_email',
      value: 'payee-42@example.com',
    });
    const short = { ...payee, value: 'payee-{no:3}@example.com' };
    expect(read({ ...WHOLE, payee: short }).account(12_345).value).toBe('payee-345@example.com');
  });

  it('may say why the partner tells of no return, and need no route', () => {
    const { route: _route, ...rest } = WHOLE;
    const returns = 'the wallet keeps what it was given';

    const samples = read({ ...rest, simulation: { ...WHOLE.simulation, returns } });

    expect(samples.returns).toBeNull();
    expect(samples).not.toHaveProperty('route');
  });

  it.each([1, 100])('take a weight of %i', (weight) => {
    expect(read({ ...WHOLE, simulation: { ...WHOLE.simulation, weight } }).weight).toBe(weight);
  });

  it.each([
    ['simulation.weight', { simulation: { ...WHOLE.simulation, weight: 0 } }],
    ['simulation.weight', { simulation: { ...WHOLE.simulation, weight: 101 } }],
    ['simulation.weight', { simulation: { ...WHOLE.simulation, weight: 1.5 } }],
    ['simulation.rejections.0', { simulation: { ...WHOLE.simulation, rejections: [] } }],
    ['simulation.rejections.0', { simulation: { ...WHOLE.simulation, rejections: ['TODO: a'] } }],
    ['simulation.returns', { simulation: { ...WHOLE.simulation, returns: 'no returns, I hope' } }],
    ['payee.type', { payee: { ...WHOLE.payee, type: 'cowrie' } }],
    ['payee.value', { payee: { ...WHOLE.payee, value: 'DE00' } }],
    ['payee.value', { payee: { ...WHOLE.payee, value: 'DE{no:123}' } }],
    ['currency', { currency: 'XXY' }],
    ['route', { route: [] }],
    ['', { note: 'more' }],
  ])('with a wrong %s are refused: %j', (place, change) => {
    expect(() => read({ ...WHOLE, ...change })).toThrow(
      `fixtures/bank/sample-payouts.json: ${place}: `,
    );
  });

  it('that are no JSON, or not there, are refused by the file’s name', () => {
    expect(() => read('{')).toThrow('fixtures/bank/sample-payouts.json: cannot be read as JSON');
    expect(() => readSamplePayouts('nobody', FOLDER)).toThrow(
      'fixtures/nobody/sample-payouts.json: cannot be read as JSON',
    );
  });
});
