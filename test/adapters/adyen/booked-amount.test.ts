/**
 * Goal: a booked transfer is the payment only when what our balance account paid covers it, whatever
 * amount the transfer repeats.
 * Method: a booked transfer with its mutations changed.
 */
import { describe, expect, it } from 'vitest';

import { BOOKED_EVENTS, ECHO, event, inquired, transfer } from './bench.ts';

function kindOf(...booked: readonly unknown[]): string {
  const events = [...BOOKED_EVENTS.slice(0, 2), ...booked];
  return inquired(transfer('booked', { events })).kind;
}

describe('a booked transfer of 123.45', () => {
  it.each([
    ['all of it', -12_345],
    ['a charge on top', -12_595],
  ])('is executed when the account paid %s', (_what, balance) => {
    expect(kindOf(event('booked', { balance }))).toBe('executed');
  });

  it('is executed when it was paid in two parts, or when nothing says how much', () => {
    const [first, second] = [
      event('booked', { balance: -12_000 }),
      event('booked', { balance: -345 }),
    ];

    expect(kindOf(first, second)).toBe('executed');
    expect(kindOf()).toBe('executed');
    expect(kindOf(event('booked', { received: 0 }))).toBe('executed');
  });

  it.each([
    ['less', -12_344],
    ['a part', -250],
    ['twice as much', -24_690],
  ])('is money that moved, but not of our amount, when the account paid %s', (_what, balance) => {
    const events = [...BOOKED_EVENTS.slice(0, 2), event('booked', { balance })];

    expect(inquired(transfer('booked', { events }))).toMatchObject({
      kind: 'executed',
      echo: { partnerKey: ECHO.partnerKey, amount: 'unreadable' },
    });
  });

  it.each([
    ['nothing', { balance: 0 }],
    ['what it got', { balance: 12_345 }],
    ['another currency', { balance: -12_345, currency: 'USD' }],
    ['no whole number', { balance: -12_345.5 }],
  ])('is doubt when the account paid %s', (_what, mutation) => {
    expect(kindOf(event('booked', mutation))).toBe('unknown');
  });
});
