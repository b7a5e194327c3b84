/**
 * Goal: an error decides what its entry says, only where it may, and none that is in no table.
 * Method: each entry is put into an answer of the documented shape; then the same under other
 * statuses, in other places and with other details.
 */
import { describe, expect, it } from 'vitest';

import {
  SUBMIT_ERRORS,
  type SubmitErrorMeaning,
} from '../../../adapters/paypal/tables/submit-errors.ts';
import { FAILURES, isFailureCode } from '../../../src/contract/failure.ts';
import type { BatchReading } from '../../../src/contract/adapter.ts';
import {
  AT_MS,
  BATCH,
  batchSide,
  demoAdapter,
  error,
  inquireReply,
  INSTRUCTION,
  reply,
  SECOND,
  STAMP,
  THIRD,
} from './demo-paypal.ts';

const adapter = demoAdapter();
const batches = batchSide(adapter);
const STRANGE = ['', 'success', 'SUCCEEDED', 'CANCELED', 'constructor', '__proto__', 'toString'];

describe('the errors of a submit', () => {
  it.each([...SUBMIT_ERRORS])('%s decides as the table says', (key, meaning) => {
    const [status = '', name = ''] = key.split(' ');

    const { whole, items } = submit(Number(status), error(name));

    expect(items.size).toBe(0);
    expect(whole).toMatchObject(afterSubmit(meaning, name));
  });

  it.each([...SUBMIT_ERRORS.keys()].filter((key) => !key.startsWith('5')))(
    '%s decides nothing under another status',
    (key) => {
      const [status, name = ''] = key.split(' ');
      const others = [200, 201, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502].filter(
        (other) => String(other) !== status && !SUBMIT_ERRORS.has(`${other} ${name}`),
      );

      const kinds = others.map((other) => submit(other, error(name)).whole.kind);

      expect(new Set(kinds)).toEqual(new Set(['unknown']));
    },
  );

  it.each([400, 401, 403, 404, 409, 422, 429, 500, 503])(
    'with status %i and an unknown name are doubt',
    (status) => {
      const kinds = [...STRANGE, 'RESOURCE_NOT_FOUND'].map(
        (name) => submit(status, error(name)).whole.kind,
      );

      expect(new Set(kinds)).toEqual(new Set(['unknown']));
    },
  );

  it('may be OAuth’s, which names them differently', () => {
    const { whole } = submit(401, { error: 'invalid_token', error_description: 'x' });

    expect(whole).toMatchObject({ kind: 'refused', failure: 'technical.thirdparty.auth' });
  });

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['99999999', 3_600_000],
    ['Wed, 25 Nov 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('read Retry-After %s as %s ms', (text, retryAfterMs) => {
    const throttled = reply(429, error('RATE_LIMIT_REACHED'));
    const headers = { ...throttled.headers, 'retry-after': text };

    const { whole } = batches.submit(BATCH, STAMP).read({ ...throttled, headers }, AT_MS);

    expect(Reflect.get(whole, 'retryAfterMs')).toBe(retryAfterMs);
  });

  it('name only failures that exist', () => {
    const named = [...SUBMIT_ERRORS.values()].flatMap((meaning) =>
      meaning.kind === 'refused' ? [meaning.failure] : [],
    );

    expect(named.filter((failure) => !isFailureCode(failure))).toEqual([]);
  });
});

describe('a refusal for what the message says', () => {
  const invalid = (...fields: string[]) =>
    error('VALIDATION_ERROR', { details: fields.map((field) => ({ field, issue: 'in words' })) });

  it('blames those it names, and sends the others back', () => {
    const { whole, items } = submit(400, invalid('items[1].receiver', 'items[2].amount.value'));

    expect([...items.keys()]).toEqual([SECOND, THIRD]);
    expect(items.get(SECOND)).toMatchObject(unrecorded('eligibility.account.notfound'));
    expect(items.get(THIRD)).toMatchObject(unrecorded('technical.request.malformed'));
    expect(whole).toMatchObject(unrecorded('technical.settlement.failed'));
    expect(FAILURES['technical.settlement.failed'].course).toBe('wait');
  });

  it.each([
    ['a JSON pointer', '/items/1/receiver', 'eligibility.account.notfound'],
    ['the type of receiver', 'items[1].recipient_type', 'technical.request.malformed'],
    ['a field that is ours', 'items[1].note', 'technical.request.malformed'],
  ])('understands %s', (_name, field, failure) => {
    const { items } = submit(400, invalid(field));

    expect([...items.keys()]).toEqual([SECOND]);
    expect(items.get(SECOND)).toMatchObject(unrecorded(failure));
  });

  it.each([
    ['no field', undefined],
    ['the header', 'sender_batch_header.sender_batch_id'],
    ['an item without a field', 'items[1]'],
    ['an index in words', 'items[one].receiver'],
  ])('that names %s blames nobody', (_name, field) => {
    const details = [{ field, issue: 'in words' }];

    const { whole, items } = submit(400, error('INVALID_REQUEST', { details }));

    expect(items.size).toBe(0);
    expect(whole).toMatchObject(unrecorded('technical.request.malformed'));
  });

  it('of an item that we did not send is the answer to another message', () => {
    const { whole, items } = submit(400, invalid('items[0].receiver', 'items[3].receiver'));

    expect(whole).toMatchObject({ kind: 'unknown' });
    expect(items.size).toBe(0);
  });

  it('is, for a batch of one, the refusal of that one', () => {
    const call = adapter.submit(INSTRUCTION, STAMP);

    const verdict = call.read(reply(400, invalid('items[0].receiver')), AT_MS);

    expect(verdict).toMatchObject(unrecorded('eligibility.account.notfound'));
  });

  it('for which everybody is to blame says so of the whole, since guards judge that', () => {
    const all = invalid('items[0].receiver', 'items[1].receiver', 'items[2].receiver');

    expect(submit(400, all).whole).toMatchObject(unrecorded('eligibility.account.notfound'));
  });
});

describe('the errors of an inquiry', () => {
  it.each(['RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'])(
    '404 %s is absence, which proves nothing here',
    (name) => {
      expect(inquireReply(404, error(name))).toEqual({ kind: 'absent' });
      expect(adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
    },
  );

  it.each([...SUBMIT_ERRORS])('%s refuses the question and never the payout', (key, meaning) => {
    const [status = '', name = ''] = key.split(' ');

    const verdict = inquireReply(Number(status), error(name));

    const failure = meaning.kind === 'refused' ? { failure: meaning.failure } : {};
    expect(verdict).toMatchObject({ kind: 'unknown', partnerCode: name, ...failure });
  });
});

function submit(status: number, json: unknown): BatchReading {
  return batches.submit(BATCH, STAMP).read(reply(status, json), AT_MS);
}

/** What an error with nothing but a name comes to. */
function afterSubmit(meaning: SubmitErrorMeaning, partnerCode: string) {
  const unrecordedly = { kind: 'refused', recorded: false, partnerCode, echo: {} };
  switch (meaning.kind) {
    case 'refused':
      return { ...unrecordedly, failure: meaning.failure };
    case 'invalid':
      return { ...unrecordedly, failure: 'technical.request.malformed' };
    case 'duplicate':
      return { kind: 'duplicate', partnerCode };
    case 'business':
    case 'unknown':
      return { kind: 'unknown', partnerCode };
  }
}

function unrecorded(failure: string) {
  return { kind: 'refused', recorded: false, failure };
}
