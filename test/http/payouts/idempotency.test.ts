/**
 * Goal: one key, one payout; a repeat is recognised by what it says, not by how it is spelt.
 * Method: the key header and the fingerprint alone; then over real HTTP against a service that
 * keeps claims as the journal does.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprint } from '../../../src/http/payouts/fingerprint.ts';
import { readIdempotencyKey } from '../../../src/http/payouts/idempotency-key.ts';
import { PAYOUT_BODY_EXAMPLE, QUEUED_EXAMPLE } from '../../../src/http/payouts/payout-examples.ts';
import { parseStrictJson } from '../../../src/http/serve/strict-json.ts';
import type { AcceptOrder, AcceptOutcome } from '../../../src/payouts/accept/accept-order.ts';
import { GOOD_BODY, keyOf, problemOf, startGateway } from '../serve-app.ts';

const SEED = 20_261_124;

describe('readIdempotencyKey', () => {
  it.each([
    ['bare', 'abc-1', 'abc-1'],
    ['quoted', '"abc-1"', 'abc-1'],
    ['quoted with a space and escapes', String.raw`"a \"b\" \\"`, String.raw`a "b" \ `.trim()],
    ['of 64 characters', 'k'.repeat(64), 'k'.repeat(64)],
    ['of 64 characters in quotes', `"${'k'.repeat(64)}"`, 'k'.repeat(64)],
  ])('takes a key %s', (_what, header, key) => {
    expect(readIdempotencyKey([header])).toBe(key);
  });

  it.each([
    ['nothing', [], 'idempotency_key_missing'],
    ['an empty header', [''], 'idempotency_key_missing'],
    ['empty quotes', ['""'], 'idempotency_key_invalid'],
    ['an unclosed quote', ['"abc'], 'idempotency_key_invalid'],
    ['text after the quote', ['"abc"; q=1'], 'idempotency_key_invalid'],
    ['65 characters', ['k'.repeat(65)], 'idempotency_key_invalid'],
    ['other than ASCII', ['schlüssel'], 'idempotency_key_invalid'],
    ['a tab', ['a\tb'], 'idempotency_key_invalid'],
    ['two headers', ['a', 'b'], 'idempotency_key_invalid'],
  ])('refuses %s', (_what, values, code) => {
    expect(() => readIdempotencyKey(values)).toThrow(expect.objectContaining({ code }));
  });
});

describe('fingerprint', () => {
  it(`does not see the order of names, spaces, escapes or notation (seed ${SEED})`, () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (record, space) => {
        fc.pre(!JSON.stringify(record).includes('__proto__'));
        const reversed = Object.fromEntries(Object.entries(record).toReversed());
        const one = parseStrictJson(JSON.stringify(record));
        const other = parseStrictJson(JSON.stringify(reversed, null, space));

        expect(fingerprint(other)).toBe(fingerprint(one));
      }),
      { seed: SEED, numRuns: 200 },
    );
    const spelt = [
      String.raw`{"a":1,"b":"\u00e9"}`,
      '{ "b": "é", "a": 1.0 }',
      '{"b":"é","a":10e-1}',
    ];
    expect(new Set(spelt.map((text) => fingerprint(parseStrictJson(text)))).size).toBe(1);
  });

  it(`tells values apart that differ (seed ${SEED})`, () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(!(JSON.stringify(one) + JSON.stringify(other)).includes('__proto__'));
        const a = parseStrictJson(JSON.stringify(one));
        const b = parseStrictJson(JSON.stringify(other));
        fc.pre(!isSame(a, b));

        expect(fingerprint(a)).not.toBe(fingerprint(b));
      }),
      { seed: SEED, numRuns: 200 },
    );
    const near = ['[1]', '["1"]', '{"0":1}', '[[1]]', 'null', '"null"', '{}', '[]'];
    expect(new Set(near.map((text) => fingerprint(parseStrictJson(text)))).size).toBe(near.length);
  });

  it('is the SHA-256 of the RFC 8785 form, so that it outlives this release', () => {
    // printf '%s' '{"a":1,"b":[true,"é"]}' | sha256sum
    expect(fingerprint({ b: [true, 'é'], a: 1 })).toBe(
      '6926743e6611e69d70d02dfefee1d1fc193edf9d3252ac387436edf1db976b4d',
    );
  });
});

describe('POST /v1/payouts, repeated', () => {
  it('makes one payout of 50 requests at the same time with the same key', async () => {
    const claims = claimKeeper();
    const { post } = await startGateway({ accept: claims.accept });

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(GOOD_BODY, { 'idempotency-key': 'one' })),
    );

    const statuses = answers.map((answer) => answer.status);
    const bodies = await Promise.all(
      answers.filter((answer) => answer.status === 202).map((answer) => answer.text()),
    );
    expect(claims.made).toEqual(['po_1']);
    expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(statuses).toContain(202);
    expect(new Set(bodies).size).toBe(1);
  });

  it('answers a repeat byte for byte, marked as replayed, in any spelling', async () => {
    const claims = claimKeeper();
    const { post } = await startGateway({ accept: claims.accept });
    const respelt = JSON.stringify(
      Object.fromEntries(Object.entries(PAYOUT_BODY_EXAMPLE).toReversed()),
      null,
      2,
    );

    const first = await post(GOOD_BODY, { 'idempotency-key': 'one' });
    const repeat = await post(respelt, { 'idempotency-key': '"one"' });

    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    expect(repeat.headers.get('location')).toBe(first.headers.get('location'));
    expect([repeat.status, await repeat.text()]).toEqual([first.status, await first.text()]);
  });

  it('refuses the key for another body with 422 and names the payout it belongs to', async () => {
    const claims = claimKeeper();
    const { post } = await startGateway({ accept: claims.accept });
    const other = GOOD_BODY.replace('12345', '12346');

    await post(GOOD_BODY, { 'idempotency-key': 'one' });
    const reused = await post(other, { 'idempotency-key': 'one' });
    const problem = await problemOf(reused);

    expect(reused.status).toBe(422);
    expect(problem).toMatchObject({ code: 'idempotency_key_reused', payoutId: 'po_1' });
    expect(problem.moneyMoved).toBeUndefined();
    expect(claims.made).toEqual(['po_1']);
  });

  it('answers 409 while the first request is still being written down', async () => {
    const { post } = await startGateway({ accept: async () => ({ kind: 'inProgress' }) });

    const answer = await post(GOOD_BODY);

    expect(answer.status).toBe(409);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await problemOf(answer)).toMatchObject({ retryable: 'same_key_only' });
  });

  it('keeps the keys of two callers apart', async () => {
    const claims = claimKeeper();
    const { post } = await startGateway({ accept: claims.accept });
    const other = { authorization: `Bearer ${keyOf('payouts:write')}` };

    await post(GOOD_BODY, { 'idempotency-key': 'one' });
    await post(GOOD_BODY, { 'idempotency-key': 'one', ...other });

    expect(claims.made).toEqual(['po_1', 'po_2']);
  });
});

/** Keeps claims as the journal does: the first write of (caller, key) wins, later ones compare. */
function claimKeeper() {
  const claims = new Map<string, { fingerprint: string; payout: typeof QUEUED_EXAMPLE | null }>();
  const made: string[] = [];
  const accept = async (order: AcceptOrder): Promise<AcceptOutcome> => {
    const slot = JSON.stringify([order.caller, order.idempotencyKey]);
    const claim = claims.get(slot);
    if (claim !== undefined) {
      if (claim.fingerprint !== order.fingerprint) return { kind: 'keyReused', payoutId: 'po_1' };
      if (claim.payout === null) return { kind: 'inProgress' };
      return { kind: 'replayed', payout: claim.payout };
    }
    const mine = { fingerprint: order.fingerprint, payout: null };
    claims.set(slot, mine);
    await Promise.resolve();
    const payout = { ...QUEUED_EXAMPLE, id: `po_${made.length + 1}` };
    made.push(payout.id);
    claims.set(slot, { ...mine, payout });
    return { kind: 'accepted', payout };
  };
  return { accept, made };
}

function isSame(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
