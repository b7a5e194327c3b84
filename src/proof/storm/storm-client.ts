import * as z from 'zod';

import { readSamplePayouts } from '../../config/sample-payouts.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { payerOf } from '../crash/crash-order.ts';
import { openRelay, type Relay } from './relay.ts';
import type { Loan, Statement } from './statement.ts';

const HEADERS = { authorization: 'Bearer demo', 'content-type': 'application/json' };
const AMOUNT_MINOR_FIRST = 20_000;
const CALL_MS_MAX = 15_000;

const toldSchema = z.object({
  id: z.string(),
  state: z.string(),
  moneyMoved: z.string(),
  safeToResubmit: z.boolean(),
});
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

interface Book {
  readonly order: Order;
  readonly payoutIds: string[];
  readonly statements: Statement[];
  end: Statement | null;
}

interface Order {
  readonly key: string;
  readonly partner: string;
  readonly body: {
    readonly obligation: string;
    readonly amount: { readonly value: number; readonly currency: string };
    readonly creditor: { readonly account: { readonly value: string } };
  };
}

/** Opens the client and its webhook address. `gatewayUrl` is the gateway that is alive now. */
export async function openStormClient(
  runtime: Runtime,
  seed: string,
  gatewayUrl: () => string,
): Promise<StormClient> {
  const books = new Map<number, Book>();
  const noOf = new Map<string, number>();
  const mistakes: string[] = [];

  function bookOf(no: number): Book {
    const known = books.get(no);
    if (known !== undefined) return known;
    const book = { order: orderOf(seed, no), payoutIds: [], statements: [], end: null };
    books.set(no, book);
    return book;
  }

  function hear(book: Book, told: z.output<typeof toldSchema>, about: Omit<Heard, 'payoutId'>) {
    const { id: payoutId, state, moneyMoved, safeToResubmit } = told;
    const statement = { payoutId, state, moneyMoved, safeToResubmit, ...about };
    book.statements.push(statement);
    if (about.by !== 'webhook') book.end = statement;
  }

  async function call(path: string, init: RequestInit): Promise<Response | null> {
    try {
      const signal = AbortSignal.timeout(CALL_MS_MAX);
      return await fetch(`${gatewayUrl()}${path}`, { ...init, signal });
    } catch {
      return null; // The gateway was killed, or is not back yet.
    }
  }

  const send = (key: string, body: object) =>
    call('/v1/payouts', {
      method: 'POST',
      headers: { ...HEADERS, 'idempotency-key': key },
      body: JSON.stringify(body),
    });

  const hook = await openRelay((message, response) => {
    const read = webhookSchema.safeParse(JSON.parse(message.body.toString()));
    const no = read.success ? noOf.get(read.data.data.id) : undefined;
    if (read.success && no !== undefined) {
      const sinceMs = Date.parse(read.data.timestamp);
      hear(bookOf(no), read.data.data, { sinceMs, by: 'webhook' });
    }
    response.writeHead(204).end();
    return Promise.resolve();
  });

  return {
    async post(no) {
      const book = bookOf(no);
      const sinceMs = runtime.now();
      const reply = await send(book.order.key, book.order.body);
      if (reply === null) return false;
      const told = toldSchema.safeParse(await reply.json().catch(() => null));
      if (!reply.ok || !told.success) return false;
      if (!book.payoutIds.includes(told.data.id)) book.payoutIds.push(told.data.id);
      noOf.set(told.data.id, no);
      hear(book, told.data, { sinceMs, by: 'post' });
      return true;
    },
    async misuseKey(no) {
      const { key, body } = bookOf(no).order;
      const other = { ...body, amount: { ...body.amount, value: body.amount.value + 500_000 } };
      const reply = await send(key, other);
      if (reply?.ok === true) mistakes.push(`${key} was taken with another amount`);
    },
    async secondKey(no) {
      const { key, body } = bookOf(no).order;
      const reply = await send(`${key}-again`, body);
      const told = toldSchema.safeParse(await reply?.json().catch(() => null));
      const isTaken = reply?.ok === true && told.success && told.data.state !== 'HELD';
      if (isTaken) mistakes.push(`${body.obligation} was taken under a second key`);
    },
    async look(no) {
      const book = bookOf(no);
      const id = book.payoutIds.at(-1);
      if (id === undefined) return null;
      const sinceMs = runtime.now();
      const reply = await call(`/v1/payouts/${id}`, { headers: HEADERS });
      if (reply?.status === 404) book.end = null;
      const told = toldSchema.safeParse(await reply?.json().catch(() => null));
      if (reply?.ok !== true || !told.success) return null;
      hear(book, told.data, { sinceMs, by: 'get' });
      return told.data.state;
    },
    loans: () =>
      [...books.values()].map(({ order, payoutIds, statements, end }) => ({
        obligation: order.body.obligation,
        partner: order.partner,
        currency: order.body.amount.currency,
        amountMinor: BigInt(order.body.amount.value),
        account: order.body.creditor.account.value,
        payoutIds,
        statements,
        end,
      })),
    mistakes: () => mistakes,
    webhookUrl: `${hook.url}/hook`,
    close: (): ReturnType<Relay['close']> => hook.close(),
  };
}

type Heard = Pick<Statement, 'payoutId' | 'sinceMs' | 'by'>;

/** A loan whose amount no other loan has, paid to a creditor of its own. */
function orderOf(seed: string, no: number): Order {
  const partner = payerOf(no);
  const { account, currency, route } = readSamplePayouts(partner, FIXTURES_FOLDER);
  return {
    key: `${seed}-${no}`,
    partner,
    body: {
      obligation: `${seed}-loan-${no}`,
      amount: { value: AMOUNT_MINOR_FIRST + no, currency },
      creditor: { name: 'Zhang San', account: account(no) } as never,
      remittance: 'loan',
      ...(route === undefined ? {} : { route: [partner] }),
    } as Order['body'],
  };
}
