/**
 * Goal: whoever reads a stored answer of the bank sees what is in its cipher.
 * Method: each stored answer, opened with the company's keys, against what it shows in clear. That
 * it is read as cases.json says is the kit's to hold.
 */
import { expect, it } from 'vitest';

import { readSuite } from '../../../adapters/cmb/suite-settings.ts';
import { readText, secretWith } from './demo-bank.ts';

interface Case {
  readonly reply: string;
  readonly lane: string;
  readonly settings?: { readonly CRYPTO: 'SM' };
}

const { cases } = JSON.parse(readText('cmb/cases.json')) as { readonly cases: readonly Case[] };

it.each(cases.filter(({ lane }) => lane !== 'callback'))(
  '$reply holds in its cipher what it shows in clear',
  ({ reply, settings }) => {
    const stored = JSON.parse(readText(`cmb/${reply}`)) as { body: string; plain: unknown };
    const suite = readSuite(secretWith(settings ?? {}), 'N000000001');

    const text = suite.decrypt(stored.body);
    const message = text === null ? null : (JSON.parse(text) as { response: unknown }).response;

    expect(message).toEqual(stored.plain);
  },
);
