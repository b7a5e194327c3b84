import type { Runtime } from '../../runtime/runtime.ts';
import {
  type Reading,
  readArm,
  readClear,
  readReturn,
  readSettle,
  type SettleRequest,
} from './admin-fields.ts';
import { BEHAVIOURS, isBehaviourName } from '../behaviours/behaviour-table.ts';
import { VALUE_SYNTAX } from '../behaviours/value-syntax.ts';
import { booksPage, equationPage } from './books-page.ts';
import type { CallbackDispatcher } from '../callbacks/callback-dispatcher.ts';
import { type FieldMistake, json, problem } from './json-answer.ts';
import { indexPage } from './index-page.ts';
import type { SandboxCallName } from './sandbox-calls.ts';
import type { LedgerBank } from '../bank/ledger-bank.ts';
import type { SandboxReply, SandboxRequest } from '../partners/messages.ts';

/** What the sandbox's own pages show and change. */
export interface SandboxPagesOptions {
  readonly banks: readonly LedgerBank[];
  readonly callbacks: Pick<CallbackDispatcher, 'lines' | 'pending'>;
  readonly runtime: Runtime;
}

/** Answers a request that is for no partner; 404 and 405 included. Never throws. */
export type SandboxPages = (request: SandboxRequest) => SandboxReply;

interface PageRequest {
  readonly query: URLSearchParams;
  readonly body: string;
  readonly accept: string;
  /** The banks the query asks for: the one it names, or all. */
  readonly banks: readonly LedgerBank[];
}

type Page = (request: PageRequest) => SandboxReply;

/** How many instructions a list without a reference shows. */
const LIST_MAX = 200;

/**
 * The pages beside the partners: books for the oracle, health, and the admin of behaviours.
 *
 * Bodies are JSON and must say so, which keeps a web page in somebody's browser from posting here.
 * Mistakes come back as problem+json naming each field; nothing is armed or moved by half.
 */
export function createSandboxPages(options: SandboxPagesOptions): SandboxPages {
  const { banks } = options;
  const names = new Set(banks.map((bank) => bank.partner));
  const pages = new Map<string, Page>([
    ...readingPages(options, names),
    ...behaviourPages(options, names),
    ...orderPages(options, names),
  ]);

  return ({ method, path, headers, body }) => {
    const mark = path.indexOf('?');
    const pathname = mark === -1 ? path : path.slice(0, mark);
    const query = new URLSearchParams(mark === -1 ? '' : path.slice(mark));
    const page = pages.get(`${method} ${pathname}`);
    if (page === undefined) return noPage(pages, pathname);
    if (method === 'POST' && body !== '' && !isJson(headers)) {
      return problem(415, 'The body must be application/json.');
    }
    const asked = query.get('partner');
    if (asked !== null && !names.has(asked)) {
      const detail = `must be one of ${[...names].join(', ')}`;
      return problem(404, 'No such partner.', [{ pointer: 'partner', detail }]);
    }
    const chosen = banks.filter((bank) => asked === null || bank.partner === asked);
    return page({ query, body, accept: headers['accept'] ?? '', banks: chosen });
  };
}

type PageLine = readonly [SandboxCallName, Page];

function readingPages(
  { callbacks }: SandboxPagesOptions,
  names: ReadonlySet<string>,
): readonly PageLine[] {
  return [
    ['GET /', ({ banks, accept }) => indexPage(banks, accept)],
    ['GET /health', () => json(200, { status: 'ok', partners: [...names] })],
    ['GET /books', ({ banks }) => json(200, booksPage(banks))],
    ['GET /books/equation', ({ banks }) => json(200, equationPage(banks))],
    ['GET /admin/instructions', ({ banks, query }) => json(200, ordersPage(banks, query))],
    [
      'GET /admin/callbacks',
      ({ query }) => {
        const lines = callbacks.lines(query.get('partner') ?? undefined);
        return json(200, { pending: callbacks.pending(), lines });
      },
    ],
  ];
}

function behaviourPages(
  { banks: everyBank, runtime }: SandboxPagesOptions,
  names: ReadonlySet<string>,
): readonly PageLine[] {
  return [
    ['GET /admin/behaviours', ({ banks }) => json(200, behavioursPage(banks))],
    [
      'POST /admin/behaviours',
      ({ body }) =>
        withBank(everyBank, readArm(body, names), (bank, { behaviour, ttlMs }) => {
          bank.behaviours.arm({ ...behaviour, endsAtMs: runtime.now() + ttlMs });
          return json(201, { partner: bank.partner, armed: bank.behaviours.list() });
        }),
    ],
    ['DELETE /admin/behaviours', ({ banks, query }) => clearByQuery(banks, query)],
    [
      'POST /admin/behaviours/clear',
      ({ body }) => {
        const reading = readClear(body, names);
        if (reading.kind === 'wrong') return wrong(reading.mistakes);
        const { partner } = reading.value;
        const cleared = everyBank.filter((bank) => partner === null || bank.partner === partner);
        for (const bank of cleared) bank.behaviours.clear();
        return json(200, { cleared: cleared.map((bank) => bank.partner) });
      },
    ],
  ];
}

function orderPages(
  { banks }: SandboxPagesOptions,
  names: ReadonlySet<string>,
): readonly PageLine[] {
  return [
    [
      'POST /admin/return',
      ({ body }) =>
        withBank(banks, readReturn(body, names), (bank, request) => {
          const { reference, reasonCode, feeMinor } = request;
          const done = bank.giveBack(reference, reasonCode, feeMinor);
          return done ? shown(bank, request) : missed(bank, request, 'executed');
        }),
    ],
    [
      'POST /admin/settle',
      ({ body }) =>
        withBank(banks, readSettle(body, names), (bank, request) =>
          bank.settle(request.reference) ? shown(bank, request) : missed(bank, request, 'accepted'),
        ),
    ],
  ];
}

/** Runs `act` on the bank the request names, or says what is wrong with the request. */
function withBank<T extends { readonly partner: string }>(
  banks: readonly LedgerBank[],
  reading: Reading<T>,
  act: (bank: LedgerBank, value: T) => SandboxReply,
): SandboxReply {
  if (reading.kind === 'wrong') return wrong(reading.mistakes);
  const bank = banks.find(({ partner }) => partner === reading.value.partner);
  return bank === undefined ? problem(404, 'No such partner.') : act(bank, reading.value);
}

function wrong(mistakes: readonly FieldMistake[]): SandboxReply {
  return problem(422, 'The request is wrong.', mistakes);
}

function noPage(pages: ReadonlyMap<string, Page>, pathname: string): SandboxReply {
  const methods = [...pages.keys()]
    .map((key) => key.split(' '))
    .flatMap(([method = '', known]) => (known === pathname ? [method] : []));
  if (methods.length === 0) return problem(404, 'No such page in the sandbox.');
  return problem(405, `This page knows ${methods.join(' and ')} only.`);
}

function isJson(headers: SandboxRequest['headers']): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function behavioursPage(banks: readonly LedgerBank[]) {
  return {
    armed: banks.flatMap((bank) =>
      bank.behaviours.list().map((behaviour) => ({ partner: bank.partner, ...behaviour })),
    ),
    known: Object.entries(BEHAVIOURS).map(([name, { says, layer, value }]) => ({
      name,
      says,
      layer,
      value: VALUE_SYNTAX[value].describes,
    })),
  };
}

function ordersPage(banks: readonly LedgerBank[], query: URLSearchParams) {
  const reference = query.get('reference');
  const orders = banks.flatMap((bank) => {
    const found = reference === null ? bank.latestOrders(LIST_MAX) : bank.ordersUnder(reference);
    return found.map(({ instruction, history }) => ({
      partner: bank.partner,
      ...instruction,
      history,
    }));
  });
  return { orders };
}

function clearByQuery(banks: readonly LedgerBank[], query: URLSearchParams): SandboxReply {
  const name = query.get('name');
  if (name !== null && !isBehaviourName(name)) {
    const detail = 'must be the name of a behaviour; GET /admin/behaviours lists them';
    return wrong([{ pointer: 'name', detail }]);
  }
  for (const bank of banks) bank.behaviours.clear(name ?? undefined);
  return json(200, { armed: behavioursPage(banks).armed });
}

function shown(bank: LedgerBank, { reference }: SettleRequest): SandboxReply {
  return json(200, { partner: bank.partner, orders: bank.ordersUnder(reference) });
}

function missed(bank: LedgerBank, { reference }: SettleRequest, needed: string): SandboxReply {
  return bank.ordersUnder(reference).length === 0
    ? problem(404, 'The bank has no order under this reference.')
    : problem(409, `No order under this reference is ${needed}, or the fee exceeds its amount.`);
}
