import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { BankInstruction } from '../../bank/bank.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { type JsonAnswer, jsonReply } from '../../server/json-reply.ts';
import { createOrderOperations } from '../../server/order-operations.ts';
import { answerByRoute, type Route } from '../../server/routes.ts';
import { signingKey } from '../../server/signing-keys.ts';
import {
  answerManner,
  clockSkewMs,
  noticeManner,
  shownMinor,
} from '../../server/spoilt-messages.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import { authorizationFault } from './check-authorization.ts';
import { errorAnswer, refusalError, wechatError } from './errors.ts';
import { readWechatKeys, type WechatKeys } from './keys.ts';
import { billNotice } from './notices.ts';
import { isWechatError, readTransfer } from './read-order.ts';
import { type BillView, showBill } from './show-order.ts';
import { type Signing, signatureHeaders } from './sign-message.ts';
import { wechatVoice } from './voice.ts';

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';
const ONE_BILL = /^\/v3\/fund-app\/mch-transfer\/transfer-bills\/out-bill-no\/([0-9A-Za-z]{1,32})$/;
const CANCEL =
  /^\/v3\/fund-app\/mch-transfer\/transfer-bills\/out-bill-no\/([0-9A-Za-z]{1,32})\/cancel$/;
const BALANCE = /^\/v3\/merchant\/fund\/balance\/(?:BASIC|OPERATION|FEES)$/;

/**
 * Three calendar days of the batch interface, the first one included, are 48 hours at the least. Of
 * single bills nothing is said (fixtures/wechat/SOURCES.md F7): this bank keeps to the least.
 */
const DEDUPE_WINDOW_MS = 2 * 86_400_000;

/** 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, 60 m, three times 3 h, twice 6 h. */
const CALLBACK_RETRY_MS: readonly number[] = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
].map((seconds) => seconds * 1_000);

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: WechatKeys;
  readonly bank: LedgerBank;
}

const OWN_BEHAVIOURS = [
  'unsignedAnswer',
  'badSignature',
  'clockSkew',
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
  'signTest',
] as const satisfies readonly BehaviourName[];

/**
 * Opens a simulated WeChat Pay: merchant transfer to payees who authorised it, under APIv3.
 *
 * Written against WeChat's protocol alone. It verifies the merchant's signature before it looks at
 * anything else, deduplicates by `out_bill_no`, signs each answer, errors too, and sends encrypted
 * and signed notices of final states. Behaviours: those of the bank and the wire, and of its own
 * `unsignedAnswer`, `badSignature`, `clockSkew` (value: seconds, 301), `rotateKey` (the next
 * platform key signs), `echoOtherAmount`, `callbackBadSignature`, and `signTest` (value `answer`
 * for the answer; else the notice comes once as a probe before it comes truly).
 *
 * Throws when a secret is missing; see `readWechatKeys`.
 */
export function createSandboxWechat(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readWechatKeys(secret);
  const bank = createBank({
    partner: 'wechat',
    settings,
    currencies: ['CNY'],
    dedupeWindowMs: DEDUPE_WINDOW_MS,
  });
  const context: Context = { settings, keys, bank };
  const routes = routesOf(context);
  return {
    name: 'wechat',
    bank,
    handle: (request) => Promise.resolve(handle(context, routes, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status) => status === 200 || status === 204,
    voice: wechatVoice(keys),
  };
}

function handle(context: Context, routes: readonly Route[], request: SandboxRequest): SandboxReply {
  const refuse = (code: string, message: string) =>
    signed(context, '', errorAnswer(wechatError(code, message)));
  const fault = authorizationFault(context.keys, request, context.settings.runtime.now());
  if (fault !== null) return refuse('SIGN_ERROR', fault);
  const { accept, 'user-agent': userAgent } = request.headers;
  if (accept === undefined || userAgent === undefined) {
    return refuse('PARAM_ERROR', '缺少 Accept 或 User-Agent');
  }
  return answerByRoute(routes, request) ?? refuse('NOT_FOUND', '接口不存在');
}

function routesOf(context: Context): readonly Route[] {
  const { bank, keys } = context;
  const error = (code: string, message: string) => errorAnswer(wechatError(code, message));
  const orders = createOrderOperations<SandboxRequest, JsonAnswer>({
    bank,
    send: (_request, reference, answer) => signed(context, reference, answer),
    words: {
      submitted: (instruction) => billAnswer(context, instruction, 'submitted'),
      inquired: (instruction) => billAnswer(context, instruction, 'inquired'),
      otherContent: () => error('INVALID_REQUEST', '商户单号已存在，但请求参数不一致'),
      refused: (refused) => errorAnswer(refusalError(refused)),
      notFound: () => error('NOT_FOUND', '记录不存在'),
      tooLate: () => error('INVALID_REQUEST', '当前单据状态不支持撤销'),
      cancelled: cancelAnswer,
    },
  });
  const submit = (request: SandboxRequest) => {
    const order = readTransfer(keys, request.body, request.headers['wechatpay-serial'] ?? '');
    if (isWechatError(order)) return signed(context, '', errorAnswer(order));
    return orders.submit(request, order);
  };
  const showBalance = (request: SandboxRequest) =>
    orders.ask(request, () => {
      const json = { available_amount: Number(bank.balanceMinor()), pending_amount: 0 };
      return { status: 200, json };
    });
  return [
    ['POST', `${BILLS}/transfer`, submit],
    ['GET', ONE_BILL, orders.inquire],
    ['POST', CANCEL, orders.cancel],
    ['GET', BALANCE, showBalance],
  ];
}

function billAnswer(
  { keys, bank }: Context,
  instruction: BankInstruction,
  view: BillView,
): JsonAnswer {
  const bill = showBill(keys, instruction, view);
  const json = { ...bill, transfer_amount: Number(shownMinor(bank, instruction)) };
  return { status: 200, json };
}

/** That the cancel was taken is all that this answer says; the end comes by notice or inquiry. */
function cancelAnswer({ reference, bankReference }: BankInstruction): JsonAnswer {
  const json = { out_bill_no: reference, transfer_bill_no: bankReference, state: 'CANCELING' };
  return { status: 200, json };
}

/** Signs an answer the way the behaviours want it for this order. */
function signed(context: Context, reference: string, answer: JsonAnswer): SandboxReply {
  const { bank, settings } = context;
  const isProbe = isSignTest(bank, reference, (value) => value === 'answer');
  const usual = answerManner(bank, reference);
  const manner = isProbe && usual !== 'none' ? 'signTest' : usual;
  const nowMs = settings.runtime.now() + clockSkewMs(bank, reference);
  return jsonReply(answer, {
    'content-type': 'application/json; charset=utf-8',
    'request-id': settings.runtime.randomHex(16),
    ...signatureHeaders(JSON.stringify(answer.json), signing(context, reference, nowMs, manner)),
  });
}

/** Only final states are worth a notice. */
function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank } = context;
  const { reference, status } = instruction;
  if (status === 'accepted' || status === 'returned') return null;
  const body = billNotice(keys, instruction, settings.runtime.randomHex(6));
  const isProbe = isSignTest(bank, reference, (value) => value !== 'answer');
  const usual = noticeManner(bank, reference);
  const signed = signing(context, reference, settings.runtime.now(), isProbe ? 'signTest' : usual);
  const headers = { 'content-type': 'application/json', ...signatureHeaders(body, signed) };
  return { url: settings.callbackUrl, headers, body };
}

function isSignTest(
  { behaviours }: LedgerBank,
  reference: string,
  accepts: (value: string | null) => boolean,
): boolean {
  return behaviours.strikesWhere('signTest', reference, '', accepts) !== null;
}

/** The key in use signs; after a rotation the next one, whose serial the merchant must know. */
function signing(
  { keys, bank, settings }: Context,
  reference: string,
  nowMs: number,
  manner: Signing['manner'],
): Signing {
  const key = signingKey(bank, reference, keys.signingKeys);
  return { key, nowMs, nonce: settings.runtime.randomHex(16), manner };
}
