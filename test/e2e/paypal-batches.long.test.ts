/**
 * Goal: a thousand payouts that travel in batches keep their own truth each, on a day with a lost
 * answer, an expired token, a batch id that is refused as a duplicate and ten failed items.
 * Method: the whole gateway on real HTTP and a real journal against the simulated PayPal on real
 * sockets. Callbacks are lost, so that only inquiries tell. Afterwards books and gateway are held
 * against each other item by item, by the key that each item travelled under.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';

import {
  type GatewayWorld,
  openGateway,
  openSandboxWorld,
  type SandboxWorld,
  until,
} from '../support/world.ts';

const PAYOUTS = 1_000;
const FAILED = 10;
const AT_ONCE = 50;

interface Attempt {
  readonly partnerKey: string;
  readonly epoch: number;
  readonly partnerReference: string | null;
}

interface View {
  readonly id: string;
  readonly state: string;
  readonly moneyMoved: string;
  readonly amount: { readonly value: number };
  readonly attempts: readonly Attempt[];
}

let banks: SandboxWorld;
let world: GatewayWorld;

beforeEach(async () => {
  banks = await openSandboxWorld();
  world = await openGateway({ sandboxUrl: banks.sandbox.url });
  banks.sendCallbacksTo(world.gateway.url);
  banks.arm('paypal', 'callbackLost');
  // One message is executed and its answer lost; one meets a token that has expired.
  banks.arm('paypal', 'resetAfterExecution', { times: 1 });
  banks.arm('paypal', 'tokenExpired', { times: 1 });
});

afterEach(async () => {
  await world.close();
  await banks.close();
});

it(
  `pays ${PAYOUTS} in batches, and books and gateway agree item by item`,
  { timeout: 180_000 },
  async () => {
    const failing = new Set(Array.from({ length: FAILED }, (_, index) => index * 97 + 3));

    const ids = await forEach((index) => create(index, failing.has(index)));
    const views = await forEach((index) => ended(ids[index] ?? ''));

    const books = new Map(banks.books().map((entry) => [entry.reference, entry]));
    const wrong = views.filter(({ state, amount, attempts }, index) => {
      const entry = books.get(attempts[0]?.partnerKey ?? '');
      const paid = entry?.status === 'executed' && entry.executions === 1;
      const right = entry?.amountMinor === String(amount.value);
      return failing.has(index) ? state !== 'FAILED' || entry !== undefined : !paid || !right;
    });
    expect(wrong).toEqual([]);
    expect(views.filter(({ state }) => state === 'PAID')).toHaveLength(PAYOUTS - FAILED);
    expect(views.filter(({ moneyMoved }) => moneyMoved === 'no')).toHaveLength(FAILED);
    expect(books.size).toBe(PAYOUTS - FAILED);

    expect(leftToStrike()).toEqual([]);
    const resent = views.filter(({ attempts }) => attempts[0]?.epoch === 2);
    expect(views.every(({ attempts }) => attempts.length === 1)).toBe(true);
    expect(new Set(resent.map(({ attempts }) => attempts[0]?.partnerReference)).size).toBe(1);
    expect(await evidenceOf(resent[0]?.id ?? '')).toContain('duplicate');

    const messages = new Set(views.map(({ attempts }) => attempts[0]?.partnerReference));
    expect(messages.size).toBeLessThan(PAYOUTS / 10);
  },
);

/** The day's mishaps that have not happened yet. */
function leftToStrike(): readonly string[] {
  const paypal = banks.partners.find(({ name }) => name === 'paypal');
  const armed = paypal?.bank.behaviours.list() ?? [];
  return armed.filter(({ times }) => times !== null && times > 0).map(({ name }) => name);
}

/** As many at once as a caller has connections, far below what the gateway takes of one source. */
async function forEach<T>(task: (index: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < PAYOUTS; index = next++) results[index] = await task(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function create(index: number, fails: boolean): Promise<string> {
  const reply = await world.post(`paypal-${index}`, {
    obligation: `paypal-${index}`,
    amount: { value: 1_000 + index, currency: 'USD' },
    creditor: {
      name: 'Ann Lee',
      account: { type: 'paypal_email', value: `borrower-${index}@example.com` },
    },
    remittance: fails ? 'sim:rejectAfter=RECEIVER_ACCOUNT_LOCKED:10' : `loan ${index}`,
  });
  expect(reply.status).toBe(202);
  return ((await reply.json()) as View).id;
}

function ended(id: string): Promise<View> {
  return until(
    async () => (await (await world.get(`/v1/payouts/${id}`)).json()) as View,
    ({ state }) => state === 'PAID' || state === 'FAILED',
  );
}

async function evidenceOf(id: string): Promise<readonly unknown[]> {
  const { data } = (await (await world.get(`/v1/payouts/${id}/events`)).json()) as {
    readonly data: readonly { readonly data: Readonly<Record<string, unknown>> }[];
  };
  return data.map((line) => line.data['verdict']);
}
