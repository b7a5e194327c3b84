import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { applyWire } from '../wire-behaviours.ts';
import { alipayError, isAlipayError, refusalError } from './errors.ts';
import { type AlipayKeys, readAlipayKeys } from './keys.ts';
import { orderNotice } from './notices.ts';
import { type Fields, readCall } from './read-call.ts';
import { readTransfer } from './read-order.ts';
import { numbersOf, reasonOf, showOrder, showTransfer } from './show-order.ts';
import { type Signing, signedAnswer } from './sign-answer.ts';
import { alipayVoice } from './voice.ts';
import { yuanOf } from './yuan.ts';

const TRANSFER = 'alipay.fund.trans.uni.transfer';
const QUERY = 'alipay.fund.trans.common.query';
const BALANCE = 'alipay.fund.account.query';

const OK = { code: '10000', msg: 'Success' } as const;

/** What `echoOtherAmount` adds: ten yuan, so that no rounding explains it. */
const OTHER_AMOUNT_FEN = 1_000n;

/** 2 m, 10 m, 10 m, 1 h, 2 h, 6 h, 15 h: eight deliveries in 25 hours. */
const CALLBACK_RETRY_MS: readonly number[] = [2, 10, 10, 60, 120, 360, 900].map(
  (minutes) => minutes * 60_000,
);

/** What one handling of a call works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: AlipayKeys;
  readonly bank: LedgerBank;
  /** Our reference by either of Alipay's numbers; as long as the bank's own memory. */
  readonly referenceByNumber: Map<string, string>;
}

/**
 * Opens a simulated Alipay: transfers to Alipay accounts under the v2 gateway, certificate mode.
 *
 * Written against Alipay's protocol alone. It verifies the merchant's signature before it looks at
 * the content, takes parameters from query and body, deduplicates by `out_biz_no` (other content:
 * PAYMENT_INFO_INCONSISTENCY), signs the exact text of each node, and sends signed messages of final
 * states. An order that the bank rejects before the answer is refused like a business failure, 40004
 * with the code; an inquiry then shows it as FAIL with that `error_code`. So `rejectAtOnce`,
 * `rejectAfter` and `refuse` take Alipay's `sub_code`s; gateway words (`isv.…`, `isp.unknow-error`)
 * come in their own group.
 *
 * Behaviours: those of the bank and the wire, and of its own `unsignedAnswer`, `badSignature`,
 * `rotateKey` (the next certificate signs), `echoOtherAmount` (ten yuan more, in inquiries and, as
 * `amount`, in transfers) and `callbackBadSignature`. `clockSkew` and `signTest` have no meaning
 * here: answers carry no time, and Alipay sends no probes. A return is always of the whole amount
 * on this wire; a fee that the bank keeps stands in its books alone.
 *
 * Throws when a secret is missing; see `readAlipayKeys`.
 */
export function createSandboxAlipay(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readAlipayKeys(secret);
  const bank = createBank({ partner: 'alipay', settings, currencies: ['CNY'] });
  const referenceByNumber = new Map<string, string>();
  const context: Context = { settings, keys, bank, referenceByNumber };
  bank.onChange((instruction) => {
    const { orderId, payFundOrderId } = numbersOf(instruction);
    referenceByNumber.set(orderId, instruction.reference);
    referenceByNumber.set(payFundOrderId, instruction.reference);
  });
  return {
    name: 'alipay',
    bank,
    handle: (request) => Promise.resolve(handle(context, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    callbackTaken: (status, body) => status === 200 && body === 'success',
    voice: alipayVoice(keys),
  };
}

function handle(context: Context, request: SandboxRequest): SandboxReply {
  if (!/^\/gateway\.do(?:\?|$)/.test(request.path)) return NOT_FOUND;
  const reading = readCall(context.keys, request);
  const { method } = reading;
  if (reading.kind === 'fault') {
    const { key } = signingOf(context, '');
    const manner = reading.signed ? 'true' : 'none';
    return signedAnswer(nodeName(method), reading.error, { key, manner });
  }
  const { bizContent } = reading;
  if (method === TRANSFER) return transfer(context, bizContent);
  return method === QUERY ? query(context, bizContent) : balance(context, bizContent);
}

function transfer(context: Context, fields: Fields): SandboxReply {
  const { bank } = context;
  const order = readTransfer(fields);
  if (isAlipayError(order)) {
    const reference = textOf(fields, 'out_biz_no');
    return applyWire(bank, 'submit', reference, '', () => answer(context, TRANSFER, '', order));
  }
  const { reference } = order;
  return applyWire(bank, 'submit', reference, `${order.text} ${order.creditorName}`, () => {
    const placement = bank.place(order);
    switch (placement.kind) {
      case 'taken':
      case 'repeat':
        return answer(context, TRANSFER, reference, transferNode(context, placement.instruction));
      case 'otherContent': {
        const error = alipayError(
          'PAYMENT_INFO_INCONSISTENCY',
          '两次请求商户单号一样，但是参数不一致',
        );
        return answer(context, TRANSFER, reference, { ...error, out_biz_no: reference });
      }
      case 'refused': {
        const error = refusalError(placement);
        return answer(context, TRANSFER, reference, { ...error, out_biz_no: reference });
      }
    }
  });
}

/** A rejected order answers its transfer as the business failure that it is. */
function transferNode({ bank }: Context, instruction: BankInstruction): object {
  const { reference, status, amountMinor } = instruction;
  if (status === 'rejected') {
    return { ...alipayError(reasonOf(instruction)), out_biz_no: reference };
  }
  const lies = bank.behaviours.strikes('echoOtherAmount', reference, '') !== null;
  const amount = lies ? { amount: yuanOf(amountMinor + OTHER_AMOUNT_FEN) } : {};
  return { ...OK, ...showTransfer(instruction), ...amount };
}

/** `pay_fund_order_id` goes before `order_id` goes before `out_biz_no`; the others are ignored. */
function query(context: Context, fields: Fields): SandboxReply {
  const { bank, referenceByNumber } = context;
  const number = ['pay_fund_order_id', 'order_id']
    .map((name) => textOf(fields, name))
    .find(Boolean);
  const reference =
    number === undefined ? textOf(fields, 'out_biz_no') : (referenceByNumber.get(number) ?? '');
  return applyWire(bank, 'inquire', reference, '', () => {
    if (number === undefined && !namesProduct(fields)) {
      return answer(context, QUERY, reference, alipayError('INVALID_PARAMETER', '参数有误'));
    }
    const instruction = reference === '' ? null : bank.find(reference);
    if (instruction === null) {
      return answer(context, QUERY, reference, alipayError('ORDER_NOT_EXIST', '转账订单不存在'));
    }
    const lies = bank.behaviours.strikes('echoOtherAmount', reference, '') !== null;
    const amountMinor = instruction.amountMinor + (lies ? OTHER_AMOUNT_FEN : 0n);
    return answer(context, QUERY, reference, { ...OK, ...showOrder(instruction, amountMinor) });
  });
}

/** With our own number Alipay wants product and scene named as well. */
function namesProduct(fields: Fields): boolean {
  return (
    textOf(fields, 'out_biz_no') !== '' &&
    ['TRANS_ACCOUNT_NO_PWD', 'TRANS_BANKCARD_NO_PWD'].includes(textOf(fields, 'product_code')) &&
    textOf(fields, 'biz_scene') === 'DIRECT_TRANSFER'
  );
}

function balance(context: Context, fields: Fields): SandboxReply {
  return applyWire(context.bank, 'inquire', '', '', () => {
    const isOwn = textOf(fields, 'alipay_user_id') === context.keys.payerUserId;
    if (!isOwn || textOf(fields, 'account_type') !== 'ACCTRANS_ACCOUNT') {
      return answer(context, BALANCE, '', alipayError('INVALID_PARAMETER', '参数有误'));
    }
    const available = yuanOf(context.bank.balanceMinor());
    return answer(context, BALANCE, '', {
      ...OK,
      available_amount: available,
      freeze_amount: '0.00',
    });
  });
}

/** Only ends are worth a message; DEALING has none. */
function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank } = context;
  const { reference, status } = instruction;
  if (status === 'accepted' || status === 'cancelled') return null;
  const spoilt = bank.behaviours.strikes('callbackBadSignature', reference, '') !== null;
  const { key } = signingOf(context, reference);
  return orderNotice({
    url: settings.callbackUrl,
    appId: keys.appId,
    instruction,
    nowMs: settings.runtime.now(),
    signing: { key, manner: spoilt ? 'wrong' : 'true' },
  });
}

function answer(context: Context, method: string, reference: string, node: object): SandboxReply {
  const { behaviours } = context.bank;
  const signing = signingOf(context, reference);
  if (behaviours.strikes('unsignedAnswer', reference, '') !== null) {
    return signedAnswer(nodeName(method), node, { ...signing, manner: 'none' });
  }
  const spoilt = behaviours.strikes('badSignature', reference, '') !== null;
  return signedAnswer(nodeName(method), node, { ...signing, manner: spoilt ? 'wrong' : 'true' });
}

/** The certificate in use, or after a rotation the next one. */
function signingOf({ keys, bank }: Context, reference: string): Signing {
  const rotated = bank.behaviours.strikes('rotateKey', reference, '') !== null;
  return { key: rotated ? keys.next : keys.current, manner: 'true' };
}

function nodeName(method: string): string {
  return method === '' ? 'error_response' : `${method.replaceAll('.', '_')}_response`;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

const NOT_FOUND: SandboxReply = {
  kind: 'answer',
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>',
};
