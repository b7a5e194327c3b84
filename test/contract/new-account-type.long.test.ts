/**
 * Goal: a new kind of account is one entry of one file: what the API takes, its document, what a
 * partner is sent, the masks of the log and the conformance kit follow from it.
 * Method: in a copy of the project an invented type (a Brazilian Pix key) is written into
 * `account-types.ts` and nowhere else; the compiler looks at everything, and the copy's own schema,
 * document, log mask and reader of `cases.json` are asked about it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type CopiedProject, copyProject } from '../support/copied-project.ts';

const FILE = 'src/contract/account-types.ts';
const END = '} as const satisfies Readonly<Record<string, AccountTypeForm>>;';

const ENTRY = `
  pix_key: {
    value: {
      example: '7d9f0335-8dcc-4054-9bf9-0dbd61d36906',
      pattern: { text: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, error: 'must be a Pix key' },
    },
    bank: null,
    spelling: (value) => value.toLowerCase(),
    mask: { pattern: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, as: '[pix]' },
    taken: [{ value: '7D9F0335-8dcc-4054-9bf9-0dbd61d36906' }],
    refused: [{ value: 'a key' }],
  },
`;

/** Asks the copy's own code about the account of this type; prints one line of JSON. */
const QUESTIONS = `
import { ACCOUNT_TYPES } from './src/contract/account-types.ts';
import { readCases } from './src/conformance/subject/cases.ts';
import { accountSchema } from './src/http/payouts/account-schema.ts';
import { PAYOUT_BODY_EXAMPLE } from './src/http/payouts/payout-examples.ts';
import { payoutBodySchema, payoutRequest } from './src/http/payouts/payout-request.ts';
import { redact } from './src/observe/logs/redact.ts';
import * as z from 'zod';

const [taken] = ACCOUNT_TYPES.pix_key.taken;
const account = { type: 'pix_key', ...taken };
const body = { ...PAYOUT_BODY_EXAMPLE, creditor: { name: 'Ana', account } };
const sentence = (given) => accountSchema.safeParse(given).error?.issues[0]?.message;
const cases = {
  atMs: 1, cases: [],
  instruction: {
    partnerKey: 'K', amount: { currency: 'USD', minor: '1' }, remittance: '',
    creditor: { name: 'Ana', account },
  },
};
console.log(JSON.stringify({
  sent: payoutRequest(payoutBodySchema.parse(body)).creditor.account.value,
  refused: sentence({ type: 'pix_key', value: 'a key' }),
  mistyped: sentence({ type: 'pixkey', value: 'a key' }),
  document: JSON.stringify(z.toJSONSchema(payoutBodySchema, { unrepresentable: 'any' })),
  log: redact('no answer about ' + taken.value),
  kit: readCases(new Map([['cases.json', JSON.stringify(cases)]]), 'x').instruction.creditor.account,
}));
`;

let project: CopiedProject;

beforeAll(() => {
  project = copyProject();
  const file = path.join(project.folder, FILE);
  const text = readFileSync(file, 'utf8');
  assert(text.includes(END), `${FILE} ends its table otherwise`);
  writeFileSync(
    file,
    text.replace(END, () => `${ENTRY}${END}`),
  );
});

afterAll(() => project.discard());

it('compiles, with every partner as it is', async () => {
  expect(await project.run('tsc', '-p', '.')).toEqual({ code: 0, output: '' });
}, 120_000);

it('is taken, documented, spelt, masked and known to the kit', async () => {
  writeFileSync(path.join(project.folder, 'ask.mjs'), QUESTIONS);

  const { code, output } = await project.run('node', 'ask.mjs');

  expect({ code, output }).toMatchObject({ code: 0 });
  const told = JSON.parse(output) as Readonly<Record<string, unknown>>;
  expect(told).toMatchObject({
    sent: '7d9f0335-8dcc-4054-9bf9-0dbd61d36906',
    refused: 'must be a Pix key',
    mistyped: expect.stringContaining('did you mean "pix_key"?'),
    document: expect.stringContaining('"example":"7d9f0335-8dcc-4054-9bf9-0dbd61d36906"'),
    log: 'no answer about [pix]',
    kit: { type: 'pix_key', value: '7D9F0335-8dcc-4054-9bf9-0dbd61d36906' },
  });
});
