/**
 * Goal: a partner that can speak in more than one way keeps every rule of the kit in each.
 * Method: the kit with the settings of each variant that kit.json names (CMB with SM2 and SM4, which
 * costs ten times the CPU of RSA and AES).
 */
import { expect, it } from 'vitest';

import { checkVariants, describeEach } from './check-partners.ts';

const CHECKED = await checkVariants();

describeEach(CHECKED);

it('there is a variant to check', () => {
  expect(CHECKED.map(({ name }) => name)).toContain('cmb (SM)');
});
