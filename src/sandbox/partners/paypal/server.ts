import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { jsonReply } from '../../server/json-reply.ts';
import { answerByRoute, type Route } from '../../server/routes.ts';
import { signingKey } from '../../server/signing-keys.ts';
import { clockSkewMs, noticeManner, shownMinor } from '../../server/spoilt-messages.ts';
import { withMistake } from '../mistake-header.ts';
import { applyWire } from '../wire-behaviours.ts';
import { type BatchBook, createBatchBook, messageOf } from './batch-book.ts';
import type { PayoutBatch, PayoutItem } from './payout-batch.ts';
import { CURRENCIES } from './currencies.ts';
import { itemNotice } from './notices.ts';
import {
  invalid,
  type PaypalError,
  paypalError,
  refusalError,
  TEST_VALUES,
  throttleError,
} from './errors.ts';
import { readPaypalKeys, type PaypalKeys } from './keys.ts';
import { isPaypalError, readBatch, type SentBatch } from './read-order.ts';
import { type PageQuestion, readPage } from './read-page.ts';
import { batchLink, showHeader, showItem, showNewBatch, stateOf } from './show-order.ts';
import { signatureHeaders } from './sign-notice.ts';
import { createAccessTokens, type AccessTokens } from './access-tokens.ts';
import { paypalVoice } from './voice.ts';

const TOKEN = '/v1/oauth2/token';
const BATCH = /^\/v1\/payments\/payouts\/([A-Za-z0-9]{1,64})(?:\?(.*))?$/;
const ITEM = /^\/v1\/payments\/payouts-item\/([A-Za-z0-9]{1,32})$/;
const CANCEL = /^\/v1\/payments\/payouts-item\/([A-Za-z0-9]{1,32})\/cancel$/;

/** "Up to 25 times over 3 days": the number and the span are PayPal's, the pauses are assumed. */
const CALLBACK_RETRY_MS: readonly number[] = [
  ...Array.from({ length: 3 }, () => 60_000),
  ...Array.from({ length: 3 }, () => 300_000),
  ...Array.from({ length: 4 }, () => 1_800_000),
  ...Array.from({ length: 5 }, () => 7_200_000),
  ...Array.from({ length: 10 }, () => 21_480_000),
];

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: PaypalKeys;
  readonly bank: LedgerBank;
  readonly book: BatchBook;
  readonly tokens: AccessTokens;
}

const OWN_BEHAVIOURS = [
  'tokenExpired',
  'clockSkew',
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
] as const satisfies readonly BehaviourName[];

/**
 * Opens a simulated PayPal: Payouts, REST v1, for one app.
 *
 * Written against PayPal's protocol alone. It asks for an access token, takes batches whole or not at
 * all, recognises `sender_batch_id` for 30 days and answers its repeats with a link to the original,
 * settles each item for itself, and sends signed webhooks about items. Receivers in
 * `@unclaimed.example` have no account: their payouts are UNCLAIMED until an admin settles them, the
 * sender cancels them, or 30 days have passed.
 *
 * Behaviours: those of the wire, `throttle`, `refuse`, `forgetKeyAfter` and `dedupeOff` strike whole
 * messages, those of settlement single items; of its own it has `tokenExpired`, `echoOtherAmount`,
 * `callbackBadSignature`, `rotateKey` (the next certificate signs) and `clockSkew` (value: seconds,
 * 301). A note of `ERRPYO…` in the first item does what it does at PayPal's own sandbox. The token
 * call has a door of its own that no wire behaviour touches.
 *
 * Throws when a secret is missing; see `readPaypalKeys`.
 */
export function createSandboxPaypal(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readPaypalKeys(secret);
  const { runtime } = settings;
  const bank = createBank({ partner: 'paypal', settings, currencies: CURRENCIES });
  const book = createBatchBook(runtime, bank);
  const context: Context = {
    settings,
    keys,
    bank,
    book,
    tokens: createAccessTokens(runtime, keys),
  };
  const routes = routesOf(context);
  return {
    name: 'paypal',
    bank,
    handle: (request) => Promise.resolve(handle(context, routes, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status) => status >= 200 && status <= 299,
    voice: paypalVoice(keys),
  };
}

function handle(context: Context, routes: readonly Route[], request: SandboxRequest): SandboxReply {
  const { tokens } = context;
  if (request.method === 'POST' && request.path === TOKEN) return tokens.grant(request);
  return tokens.refusalOf(request) ?? answerByRoute(routes, request) ?? notFound(context);
}

function routesOf(context: Context): readonly Route[] {
  return [
    ['POST', '/v1/payments/payouts', (request) => submit(context, request)],
    ['GET', BATCH, (request, id = '', query = '') => inquire(context, request, id, query)],
    ['GET', ITEM, (_request, id = '') => showOne(context, id)],
    ['POST', CANCEL, (_request, id = '') => cancel(context, id)],
  ];
}

function submit(context: Context, request: SandboxRequest): SandboxReply {
  const { bank, tokens } = context;
  const sent = readBatch(request.body);
  if (isPaypalError(sent)) return errorAnswer(context, sent);
  const message = messageOf(sent.senderBatchId);
  // Any item's note may ask for something that happens to the message; mistakes are found later.
  for (const { note } of sent.items) bank.behaviours.remember(message, note);
  if (bank.behaviours.strikes('tokenExpired', message, '') !== null) return tokens.expire(request);
  return applyWire(bank, 'submit', message, '', () => take(context, sent, message));
}

function take(context: Context, sent: SentBatch, message: string): SandboxReply {
  const { bank, book } = context;
  const throttle = bank.behaviours.strikes('throttle', message, '');
  if (throttle !== null) {
    return errorAnswer(context, throttleError(throttle.value));
  }
  const testValue = TEST_VALUES.get(sent.items[0]?.note ?? '');
  if (testValue !== undefined) return errorAnswer(context, paypalError(testValue, 'A test value.'));
  const known = book.known(sent.senderBatchId);
  if (known !== null) return errorAnswer(context, duplicateOf(known));
  const opened = book.open(sent);
  return 'kind' in opened
    ? withMistake(errorAnswer(context, refusalError(opened)), opened.mistake)
    : jsonReply({ status: 201, json: showNewBatch(opened) });
}

function inquire(
  context: Context,
  request: SandboxRequest,
  batchId: string,
  query: string,
): SandboxReply {
  const { bank, book, tokens, settings } = context;
  const batch = book.find(batchId);
  const message = batch === null ? '' : messageOf(batch.sent.senderBatchId);
  if (bank.behaviours.strikes('tokenExpired', message, '') !== null) return tokens.expire(request);
  return applyWire(bank, 'inquire', message, '', () => {
    const page = readPage(query);
    if (page === null) {
      return errorAnswer(context, invalid([{ field: 'page', issue: 'Value is invalid' }]));
    }
    const ageMs = batch === null ? 0 : settings.runtime.now() - batch.createdAtMs;
    const isYoung = (value: string | null) => ageMs < Number(value ?? NOT_FOUND_MS);
    const lies = bank.behaviours.strikesWhere('inquiryNotFoundFor', message, '', isYoung);
    return batch === null || lies !== null ? notFound(context) : showBatch(context, batch, page);
  });
}

/** How long an inquiry lies when the behaviour names no time. */
const NOT_FOUND_MS = 5_000;

function showBatch({ bank, book }: Context, batch: PayoutBatch, page: PageQuestion): SandboxReply {
  const lines = batch.items.flatMap((item) => {
    const instruction = book.instructionOf(item);
    return instruction === null ? [] : [{ item, instruction }];
  });
  const states = lines.map(({ item, instruction }) => stateOf(item, instruction));
  const start = (page.page - 1) * page.pageSize;
  const shown = lines.slice(start, start + page.pageSize).map(({ item, instruction }) => {
    return showItem(item, instruction, shownMinor(bank, instruction));
  });
  const totals = {
    total_items: lines.length,
    total_pages: Math.ceil(lines.length / page.pageSize),
  };
  const json = {
    ...(page.totalRequired ? totals : {}),
    batch_header: showHeader(batch, states),
    items: shown,
    links: [batchLink(batch.id)],
  };
  return jsonReply({ status: 200, json });
}

function showOne(context: Context, itemId: string): SandboxReply {
  const item = context.book.findItem(itemId);
  return item === null ? notFound(context) : itemAnswer(context, item);
}

/** Only what nobody has claimed can be called back; it is RETURNED then. */
function cancel(context: Context, itemId: string): SandboxReply {
  const { bank, book } = context;
  const item = book.findItem(itemId);
  if (item === null) return notFound(context);
  const { reference } = item.sent;
  return applyWire(bank, 'cancel', messageOf(item.senderBatchId), '', () => {
    const instruction = book.instructionOf(item);
    if (instruction === null || stateOf(item, instruction).status !== 'UNCLAIMED') {
      const words = 'You can only cancel items that are unclaimed.';
      return errorAnswer(context, paypalError('ITEM_INCORRECT_STATUS', words));
    }
    bank.cancel(reference);
    return itemAnswer(context, item);
  });
}

function itemAnswer(context: Context, item: PayoutItem): SandboxReply {
  const instruction = context.book.instructionOf(item);
  if (instruction === null) return notFound(context);
  const json = { ...showItem(item, instruction), sender_batch_id: item.senderBatchId };
  return jsonReply({ status: 200, json });
}

function duplicateOf(batch: PayoutBatch): PaypalError {
  const issue = 'Batch with given sender_batch_id already exists';
  const details = [{ field: 'SENDER_BATCH_ID', issue, link: [batchLink(batch.id)] }];
  return paypalError('USER_BUSINESS_ERROR', 'User business error.', details);
}

function notFound(context: Context): SandboxReply {
  return errorAnswer(
    context,
    paypalError('INVALID_RESOURCE_ID', 'Requested resource ID was not found.'),
  );
}

function errorAnswer({ settings }: Context, error: PaypalError): SandboxReply {
  const { status, name, message, details = [] } = error;
  const json = {
    name,
    message,
    debug_id: settings.runtime.randomHex(7).slice(0, 13),
    information_link: 'https://developer.paypal.com/docs/api/payments.payouts-batch/#errors',
    details,
    links: [],
  };
  return jsonReply({ status, json });
}

function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank, book } = context;
  const item = book.itemOf(instruction);
  const body = item === null ? null : itemNotice(item, instruction);
  if (body === null) return null;
  const { reference } = instruction;
  const headers = signatureHeaders(body, {
    key: signingKey(bank, reference, keys.webhookKeys),
    webhookId: keys.webhookId,
    transmissionId: settings.runtime.randomHex(16),
    nowMs: settings.runtime.now() + clockSkewMs(bank, reference),
    manner: noticeManner(bank, reference),
  });
  return {
    url: settings.callbackUrl,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
}
