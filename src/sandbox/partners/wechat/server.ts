import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { applyWire } from '../wire-behaviours.ts';
import { billNotice } from './notices.ts';
import { authorizationFault } from './check-authorization.ts';
import { isWechatError, readTransfer } from './read-order.ts';
import { showBill } from './show-order.ts';
import { type Signing, signatureHeaders } from './sign-message.ts';
import { wechatVoice } from './voice.ts';
import { type WechatError, refusalError, wechatError } from './errors.ts';
import { readWechatKeys, type WechatKeys } from './keys.ts';

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';
const ONE_BILL = /^\/v3\/fund-app\/mch-transfer\/transfer-bills\/out-bill-no\/([0-9A-Za-z]{1,32})$/;
const CANCEL = /^(.+)\/cancel$/;
const BALANCE = /^\/v3\/merchant\/fund\/balance\/(?:BASIC|OPERATION|FEES)$/;

/** One second more than a merchant may tolerate. */
const SKEW_SECONDS = 301;

/** 15 s, 15 s, 30 s, 3 m, 10 m, 20 m, three times 30 m, 60 m, three times 3 h, twice 6 h. */
const CALLBACK_RETRY_MS: readonly number[] = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
].map((seconds) => seconds * 1_000);

/** An answer before it is signed. */
interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: WechatKeys;
  readonly bank: LedgerBank;
}

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
  const bank = createBank({ partner: 'wechat', settings, currencies: ['CNY'] });
  const context: Context = { settings, keys, bank };
  return {
    name: 'wechat',
    bank,
    handle: (request) => Promise.resolve(handle(context, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    callbackTaken: (status) => status === 200 || status === 204,
    voice: wechatVoice(keys),
  };
}

function handle(context: Context, request: SandboxRequest): SandboxReply {
  const fault = authorizationFault(context.keys, request, context.settings.runtime.now());
  if (fault !== null) return signed(context, '', errorAnswer(wechatError('SIGN_ERROR', fault)));
  const { accept, 'user-agent': userAgent } = request.headers;
  if (accept === undefined || userAgent === undefined) {
    const error = wechatError('PARAM_ERROR', '缺少 Accept 或 User-Agent');
    return signed(context, '', errorAnswer(error));
  }
  return route(context, request);
}

function route(context: Context, request: SandboxRequest): SandboxReply {
  const { method, path } = request;
  const question = `${method} ${path}`;
  if (question === `POST ${BILLS}/transfer`) return submit(context, request);
  const reference = ONE_BILL.exec(path)?.[1];
  if (method === 'GET' && reference !== undefined) return inquire(context, reference);
  const cancelled = ONE_BILL.exec(CANCEL.exec(path)?.[1] ?? '')?.[1];
  if (method === 'POST' && cancelled !== undefined) return cancel(context, cancelled);
  if (method === 'GET' && BALANCE.test(path)) return showBalance(context);
  return signed(context, '', errorAnswer(wechatError('NOT_FOUND', '接口不存在')));
}

function submit(context: Context, request: SandboxRequest): SandboxReply {
  const { bank, keys } = context;
  const order = readTransfer(keys, request.body, request.headers['wechatpay-serial'] ?? '');
  if (isWechatError(order)) return signed(context, '', errorAnswer(order));
  const { reference } = order;
  return applyWire(bank, 'submit', reference, `${order.text} ${order.creditorName}`, () => {
    const placement = bank.place(order);
    switch (placement.kind) {
      case 'taken':
      case 'repeat':
        return signed(context, reference, billAnswer(context, placement.instruction, 'submitted'));
      case 'otherContent': {
        const error = wechatError('INVALID_REQUEST', '商户单号已存在，但请求参数不一致');
        return signed(context, reference, errorAnswer(error));
      }
      case 'refused':
        return signed(context, reference, errorAnswer(refusalError(placement)));
    }
  });
}

function inquire(context: Context, reference: string): SandboxReply {
  return applyWire(context.bank, 'inquire', reference, '', () => {
    const instruction = context.bank.find(reference);
    return instruction === null
      ? signed(context, reference, errorAnswer(wechatError('NOT_FOUND', '记录不存在')))
      : signed(context, reference, billAnswer(context, instruction, 'inquired'));
  });
}

/** That the cancel was taken is all that this answer says; the end comes by notice or inquiry. */
function cancel(context: Context, reference: string): SandboxReply {
  return applyWire(context.bank, 'cancel', reference, '', () => {
    switch (context.bank.cancel(reference)) {
      case 'notFound':
        return signed(context, reference, errorAnswer(wechatError('NOT_FOUND', '记录不存在')));
      case 'tooLate': {
        const error = wechatError('INVALID_REQUEST', '当前单据状态不支持撤销');
        return signed(context, reference, errorAnswer(error));
      }
      case 'cancelled': {
        const cancelled = context.bank.ordersUnder(reference).at(-1)?.instruction;
        const json = {
          out_bill_no: reference,
          transfer_bill_no: cancelled?.bankReference ?? '',
          state: 'CANCELING',
        };
        return signed(context, reference, { status: 200, json });
      }
    }
  });
}

function showBalance(context: Context): SandboxReply {
  return applyWire(context.bank, 'inquire', '', '', () => {
    const json = { available_amount: Number(context.bank.balanceMinor()), pending_amount: 0 };
    return signed(context, '', { status: 200, json });
  });
}

function billAnswer(
  { keys, bank }: Context,
  instruction: BankInstruction,
  view: 'submitted' | 'inquired',
): Answer {
  const bill = showBill(keys, instruction, view);
  const lies = bank.behaviours.strikes('echoOtherAmount', instruction.reference, '') !== null;
  const json = lies ? { ...bill, transfer_amount: Number(instruction.amountMinor) + 1 } : bill;
  return { status: 200, json };
}

function errorAnswer({ status, code, message }: WechatError): Answer {
  return { status, json: { code, message } };
}

/** Signs an answer the way the behaviours want it for this order. */
function signed(context: Context, reference: string, { status, json }: Answer): SandboxReply {
  const { bank, settings } = context;
  const body = JSON.stringify(json);
  const strike = (name: 'unsignedAnswer' | 'badSignature' | 'clockSkew') =>
    bank.behaviours.strikes(name, reference, '');
  const signTest = bank.behaviours.strikesWhere(
    'signTest',
    reference,
    '',
    (value) => value === 'answer',
  );
  const skew = strike('clockSkew');
  const skewSeconds = skew === null ? 0 : Number(skew.value ?? SKEW_SECONDS);
  const manner = mannerOf([
    ['none', strike('unsignedAnswer') !== null],
    ['signTest', signTest !== null],
    ['wrong', strike('badSignature') !== null],
  ]);
  const nowMs = settings.runtime.now() + (Number.isFinite(skewSeconds) ? skewSeconds : 0) * 1_000;
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'request-id': settings.runtime.randomHex(16),
    ...signatureHeaders(body, signing(context, reference, nowMs, manner)),
  };
  return { kind: 'answer', status, headers, body };
}

/** Only final states are worth a notice. */
function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank } = context;
  const { reference, status } = instruction;
  if (status === 'accepted' || status === 'returned') return null;
  const body = billNotice(keys, instruction, settings.runtime.randomHex(6));
  const signTest = bank.behaviours.strikesWhere(
    'signTest',
    reference,
    '',
    (value) => value !== 'answer',
  );
  const manner = mannerOf([
    ['signTest', signTest !== null],
    ['wrong', bank.behaviours.strikes('callbackBadSignature', reference, '') !== null],
  ]);
  return {
    url: settings.callbackUrl,
    headers: {
      'content-type': 'application/json',
      ...signatureHeaders(body, signing(context, reference, settings.runtime.now(), manner)),
    },
    body,
  };
}

function mannerOf(spoilers: readonly (readonly [Signing['manner'], boolean])[]): Signing['manner'] {
  return spoilers.find(([, struck]) => struck)?.[0] ?? 'true';
}

/** The key in use signs; after a rotation the next one, whose serial the merchant must know. */
function signing(
  { keys, bank, settings }: Context,
  reference: string,
  nowMs: number,
  manner: Signing['manner'],
): Signing {
  const rotated = bank.behaviours.strikes('rotateKey', reference, '') !== null;
  const key = keys.platformKeys[rotated ? 1 : 0] ?? keys.platformKeys[0];
  if (key === undefined) throw new Error('wechat sandbox: PLATFORM_PRIVATE_KEYS is empty');
  return { key, nowMs, nonce: settings.runtime.randomHex(16), manner };
}
