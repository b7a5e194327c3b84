import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { type Fields, textOf } from '../../server/json-fields.ts';
import {
  createOrderOperations,
  type OrderOperations,
  type OrderWords,
} from '../../server/order-operations.ts';
import { signingKey } from '../../server/signing-keys.ts';
import { answerManner, noticeManner, shownMinor } from '../../server/spoilt-messages.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import { alipayError, isAlipayError, refusalError } from './errors.ts';
import { type AlipayKeys, readAlipayKeys } from './keys.ts';
import { orderNotice } from './notices.ts';
import { readCall } from './read-call.ts';
import { readTransfer } from './read-order.ts';
import { numbersOf, reasonOf, showOrder, showTransfer } from './show-order.ts';
import { signedAnswer } from './sign-answer.ts';
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
  /** Its requests are the methods that were called: an answer is named after one. */
  readonly orders: OrderOperations<string, object>;
  /** Our reference by either of Alipay's numbers; as long as the bank's own memory. */
  readonly referenceByNumber: ReadonlyMap<string, string>;
}

const OWN_BEHAVIOURS = [
  'unsignedAnswer',
  'badSignature',
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
] as const satisfies readonly BehaviourName[];

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
  bank.onChange((instruction) => {
    const { orderId, payFundOrderId } = numbersOf(instruction);
    referenceByNumber.set(orderId, instruction.reference);
    referenceByNumber.set(payFundOrderId, instruction.reference);
  });
  const send = (method: string, reference: string, node: object) =>
    signedAnswer(nodeName(method), node, {
      key: signingKey(bank, reference, keys),
      manner: answerManner(bank, reference),
    });
  const orders = createOrderOperations({ bank, send, words: wordsOf(bank) });
  const context: Context = { settings, keys, bank, orders, referenceByNumber };
  return {
    name: 'alipay',
    bank,
    handle: (request) => Promise.resolve(handle(context, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status, body) => status === 200 && body === 'success',
    voice: alipayVoice(keys),
  };
}

/** An order as Alipay words it. A rejected one answers its transfer as the business failure it is. */
function wordsOf(bank: LedgerBank): OrderWords<object> {
  return {
    submitted(instruction) {
      const { reference, status, amountMinor } = instruction;
      if (status === 'rejected') {
        return { ...alipayError(reasonOf(instruction)), out_biz_no: reference };
      }
      const shown = shownMinor(bank, instruction, OTHER_AMOUNT_FEN);
      const amount = shown === amountMinor ? {} : { amount: yuanOf(shown) };
      return { ...OK, ...showTransfer(instruction), ...amount };
    },
    otherContent({ reference }) {
      const told = '两次请求商户单号一样，但是参数不一致';
      return { ...alipayError('PAYMENT_INFO_INCONSISTENCY', told), out_biz_no: reference };
    },
    refused: (refused, { reference }) => ({ ...refusalError(refused), out_biz_no: reference }),
    inquired(instruction) {
      const shown = shownMinor(bank, instruction, OTHER_AMOUNT_FEN);
      return { ...OK, ...showOrder(instruction, shown) };
    },
    notFound: () => alipayError('ORDER_NOT_EXIST', '转账订单不存在'),
  };
}

function handle(context: Context, request: SandboxRequest): SandboxReply {
  if (!/^\/gateway\.do(?:\?|$)/.test(request.path)) return NOT_FOUND;
  const reading = readCall(context.keys, request);
  const { method } = reading;
  if (reading.kind === 'fault') {
    const manner = reading.signed ? 'true' : 'none';
    return signedAnswer(nodeName(method), reading.error, {
      key: signingKey(context.bank, '', context.keys),
      manner,
    });
  }
  const { bizContent } = reading;
  if (method === TRANSFER) return transfer(context, bizContent);
  return method === QUERY ? query(context, bizContent) : balance(context, bizContent);
}

function transfer({ orders }: Context, fields: Fields): SandboxReply {
  const order = readTransfer(fields);
  return isAlipayError(order)
    ? orders.refuse(TRANSFER, textOf(fields, 'out_biz_no'), order)
    : orders.submit(TRANSFER, order);
}

/** `pay_fund_order_id` goes before `order_id` goes before `out_biz_no`; the others are ignored. */
function query({ orders, referenceByNumber }: Context, fields: Fields): SandboxReply {
  const number = ['pay_fund_order_id', 'order_id']
    .map((name) => textOf(fields, name))
    .find(Boolean);
  if (number !== undefined) return orders.inquire(QUERY, referenceByNumber.get(number) ?? '');
  return namesProduct(fields)
    ? orders.inquire(QUERY, textOf(fields, 'out_biz_no'))
    : orders.ask(QUERY, () => alipayError('INVALID_PARAMETER', '参数有误'));
}

/** With our own number Alipay wants product and scene named as well. */
function namesProduct(fields: Fields): boolean {
  return (
    textOf(fields, 'out_biz_no') !== '' &&
    ['TRANS_ACCOUNT_NO_PWD', 'TRANS_BANKCARD_NO_PWD'].includes(textOf(fields, 'product_code')) &&
    textOf(fields, 'biz_scene') === 'DIRECT_TRANSFER'
  );
}

function balance({ bank, keys, orders }: Context, fields: Fields): SandboxReply {
  return orders.ask(BALANCE, () => {
    const isOwn = textOf(fields, 'alipay_user_id') === keys.payerUserId;
    if (!isOwn || textOf(fields, 'account_type') !== 'ACCTRANS_ACCOUNT') {
      return alipayError('INVALID_PARAMETER', '参数有误');
    }
    return { ...OK, available_amount: yuanOf(bank.balanceMinor()), freeze_amount: '0.00' };
  });
}

/** Only ends are worth a message; DEALING has none. */
function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank } = context;
  const { reference, status } = instruction;
  if (status === 'accepted' || status === 'cancelled') return null;
  return orderNotice({
    url: settings.callbackUrl,
    appId: keys.appId,
    instruction,
    nowMs: settings.runtime.now(),
    signing: { key: signingKey(bank, reference, keys), manner: noticeManner(bank, reference) },
  });
}

function nodeName(method: string): string {
  return method === '' ? 'error_response' : `${method.replaceAll('.', '_')}_response`;
}

const NOT_FOUND: SandboxReply = {
  kind: 'answer',
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>',
};
