/**
 * Goal: nothing a caller can send breaks us: no 500, no stack trace, no answer that is neither a
 * payout nor a problem, and nothing malformed reaches the engine.
 * Method: generated bodies over real HTTP: any JSON, good bodies with one place replaced by any
 * JSON, and any bytes. Seeded; a failure prints its shrunk input.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';

import { PAYOUT_BODY_EXAMPLE } from '../../src/http/payouts/payout-examples.ts';
import { payoutBodySchema } from '../../src/http/payouts/payout-request.ts';
import { payoutViewSchema } from '../../src/http/payouts/payout-views.ts';
import { problemSchema } from '../../src/http/openapi/problem-schema.ts';
import { type RunningGateway, startGateway } from './serve-app.ts';

const SEED = 20_261_124;
const RUNS = { seed: SEED, numRuns: 120 };
const anyJson = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
const harmlessSchema = problemSchema.extend({ moneyMoved: z.literal('no') });
const PLACES = placesIn(PAYOUT_BODY_EXAMPLE);

it(`any JSON is answered with a problem and goes no further (seed ${SEED})`, async () => {
  const gateway = await startGateway();

  await fc.assert(
    fc.asyncProperty(anyJson, async (value) => {
      expect(await handle(gateway, JSON.stringify(value))).toBe(400);
    }),
    RUNS,
  );

  expect(gateway.service.calls).toEqual([]);
});

it(`a good body with any one place replaced is judged by its schema (seed ${SEED})`, async () => {
  const gateway = await startGateway();
  const replaced = fc
    .tuple(fc.constantFrom(...PLACES), fc.oneof(anyJson, fc.constantFrom('', 0, -1, 1e21, null)))
    .map(([place, value]) => replacedAt(PAYOUT_BODY_EXAMPLE, place, value));

  await fc.assert(
    fc.asyncProperty(replaced, async (body) => {
      const status = await handle(gateway, JSON.stringify(body));
      const fits = payoutBodySchema.safeParse(JSON.parse(JSON.stringify(body))).success;

      expect(status).toBe(fits ? 202 : 400);
    }),
    RUNS,
  );
});

it(`any bytes are answered with a problem (seed ${SEED})`, async () => {
  const gateway = await startGateway();

  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const answer = await gateway.ask('POST', '/v1/payouts', {
        body: Buffer.from(bytes),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      });

      expect(problemSchema.parse(await answer.json()).status).toBe(400);
    }),
    RUNS,
  );

  expect(gateway.service.calls).toEqual([]);
});

it(`any query and any id is answered, and never with 500 (seed ${SEED})`, async () => {
  const gateway = await startGateway();
  const texts = fc.string({ unit: 'binary', maxLength: 30 }).map(encodeURIComponent);

  await fc.assert(
    fc.asyncProperty(texts, texts, texts, async (id, name, value) => {
      const answers = await Promise.all([
        gateway.ask('GET', `/v1/payouts/${id}`),
        gateway.ask('GET', `/v1/payouts?${name}=${value}`),
        gateway.ask('POST', `/callbacks/${id}?${name}`),
      ]);

      for (const answer of answers) expect(answer.status).toBeLessThan(500);
    }),
    RUNS,
  );
});

/** Posts a body; throws unless the answer is a payout, or a problem that moved no money. */
async function handle({ post }: RunningGateway, body: string): Promise<number> {
  const answer = await post(body);
  const text = await answer.text();
  const schema = answer.status === 202 ? payoutViewSchema : harmlessSchema;
  schema.parse(JSON.parse(text));

  expect(text).not.toMatch(/node_modules|\.ts:\d/);
  return answer.status;
}

type Place = readonly string[];

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inside = Object.entries(value).flatMap(([name, member]) =>
    placesIn(member).map((place) => [name, ...place]),
  );
  return [[], ...inside, ...Object.keys(value).map((name) => [name])];
}

function replacedAt(value: unknown, [name, ...rest]: Place, by: unknown): unknown {
  if (name === undefined) return by;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
  const members = new Map(Object.entries(Object(copy)));
  const member = replacedAt(members.get(name), rest, by);
  return Object.assign(Object(copy), { [name]: member });
}
