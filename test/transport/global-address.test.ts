/**
 * Goal: exactly the public internet counts as such, in any spelling, and loopback is told from what only looks
 * like it: an address that is let through by mistake is a way into our own network.
 * Method: one address or more of each range that IANA keeps for something else, and its neighbours outside.
 */
import { describe, expect, it } from 'vitest';

import { isGlobalUnicast, isLoopback } from '../../src/transport/global-address.ts';

describe('an address of the public internet', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.169.0.0',
    '223.255.255.255',
    '2600::1',
    '2a00:1450:4001:80b::200e',
    '::ffff:8.8.8.8',
  ])('is %s', (address) => {
    expect(isGlobalUnicast(address)).toBe(true);
  });

  it.each([
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '::1'],
    ['link-local', '169.254.169.254'],
    ['link-local', 'fe80::1'],
    ['shared', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '203.0.113.7'],
    ['documentation', '2001:db8::1'],
    ['unique local', 'fd00::1'],
    ['mapped and private', '::ffff:10.0.0.1'],
    ['NAT64', '64:ff9b::a00:1'],
    ['6to4', '2002:a00:1::'],
    ['Teredo', '2001::1'],
    ['nobody’s yet', '4000::1'],
    ['a name', 'localhost'],
    ['no address', '10.0.0'],
    ['nothing', ''],
  ])('is not one that is %s: %s', (_kind, address) => {
    expect(isGlobalUnicast(address)).toBe(false);
  });
});

describe('loopback', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '[::1]',
    'localhost',
    'LocalHost',
    'x.localhost',
  ])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['128.0.0.1', '::2', 'localhost.example', 'notlocalhost', '0.0.0.0', ''])(
    'is not %s',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
