import * as z from 'zod';

import type { Runtime } from '../../runtime/runtime.ts';
import { timeoutSignal } from '../../runtime/timeout-signal.ts';
import { createLoanBooks, type LoanBooks, toldSchema } from './loan-books.ts';
import { openRelay } from './relay.ts';
import type { Loan } from './statement.ts';

const HEADERS = { authorization: 'Bearer demo', 'content-type': 'application/json' };
const CALL_MS_MAX = 15_000;
const OTHER_AMOUNT_MINOR = 500_000;

const webhookSchema = z.object({ timestamp: z.string(), data: toldSchema });

/** A lender that owes many loans, asks too often, and writes down every word it is told. */
export interface StormClient {
  /** Posts the loan with this number under its own key; false when nobody said that it was taken. */
  post(no: number): Promise<boolean>;
  /** The loan's key with another amount: it must not be taken. */
  misuseKey(no: number): Promise<void>;
  /** The loan's obligation under another key: it may only be held. */
  secondKey(no: number): Promise<void>;
  /** Asks for the loan's payout; the state, or `null` when it is not known or nobody answers. */
  look(no: number): Promise<string | null>;
  /** Every loan with everything that was said of it. */
  loans(): readonly Loan[];
  /** Misuses that were taken all the same. Must stay empty. */
  mistakes(): readonly string[];
  readonly webhookUrl: string;
  close(): Promise<void>;
}

/** Opens the client and its webhook address. `gatewayUrl` is the gateway that is alive now. */
export async function openStormClient(
  runtime: Runtime,
  seed: string,
  gatewayUrl: () => string,
): Promise<StormClient> {
  const books = createLoanBooks(seed);
  const hook = await openWebhookAddress(books);
  const mistakes: string[] = [];
  const call = callsTo(runtime, gatewayUrl);
  const send = (key: string, body: object) =>
    call('/v1/payouts', {
      method: 'POST',
      headers: { ...HEADERS, 'idempotency-key': key },
      body: JSON.stringify(body),
    });

  return {
    async post(no) {
      const { key, body } = books.orderOf(no);
      const sinceMs = runtime.now();
      const reply = await send(key, body);
      const told = await read(reply);
      if (told !== null) books.hear(no, told, { sinceMs, by: 'post' });
      return told !== null;
    },
    async misuseKey(no) {
      const { key, body } = books.orderOf(no);
      const { value, currency } = body.amount;
      const amount = { value: value + OTHER_AMOUNT_MINOR, currency };
      const reply = await send(key, { ...body, amount });
      if (reply?.ok === true) mistakes.push(`${key} was taken with another amount`);
    },
    async secondKey(no) {
      const { key, body } = books.orderOf(no);
      const told = await read(await send(`${key}-again`, body));
      if (told === null || told.state === 'HELD') return;
      mistakes.push(`${body.obligation} was taken under a second key`);
    },
    async look(no) {
      const id = books.payoutOf(no);
      if (id === undefined) return null;
      const sinceMs = runtime.now();
      const reply = await call(`/v1/payouts/${id}`, { headers: HEADERS });
      if (reply?.status === 404) return books.forgotten(no);
      const told = await read(reply);
      if (told !== null) books.hear(no, told, { sinceMs, by: 'get' });
      return told?.state ?? null;
    },
    loans: () => books.loans(),
    mistakes: () => mistakes,
    webhookUrl: `${hook.url}/hook`,
    close: () => hook.close(),
  };
}

/** Calls to the gateway; `null` while it is dead, or when it says nothing in time. */
function callsTo(runtime: Runtime, gatewayUrl: () => string) {
  return async (path: string, init: RequestInit): Promise<Response | null> => {
    try {
      const signal = timeoutSignal(runtime, CALL_MS_MAX);
      return await fetch(`${gatewayUrl()}${path}`, { ...init, signal });
    } catch {
      return null;
    }
  };
}

/** What a good answer says of a payout. */
async function read(reply: Response | null): Promise<z.output<typeof toldSchema> | null> {
  if (reply?.ok !== true) return null;
  const told = toldSchema.safeParse(await reply.json().catch(() => null));
  return told.success ? told.data : null;
}

function openWebhookAddress(books: LoanBooks) {
  return openRelay((message, response) => {
    const read = webhookSchema.safeParse(JSON.parse(message.body.toString()));
    if (read.success) books.hearWebhook(read.data.data, Date.parse(read.data.timestamp));
    response.writeHead(204).end();
    return Promise.resolve();
  });
}
