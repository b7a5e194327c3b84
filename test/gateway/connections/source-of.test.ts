/**
 * Goal: a cap per source cannot be passed by the many addresses that one IPv6 subscriber has, and does not
 * take two IPv4 hosts for one.
 * Method: addresses as the kernel writes them.
 */
import { expect, it } from 'vitest';

import { sourceOf } from '../../../src/gateway/connections/source-of.ts';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'unknown'],
])('%s is counted as %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});
