import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { canonicalText, onlyFieldsIn, textOf } from '../../server/json-fields.ts';
import { createOrderOperations, type OrderOperations } from '../../server/order-operations.ts';
import {
  answerManner,
  isKeyRotated,
  noticeManner,
  shownMinor,
} from '../../server/spoilt-messages.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import { type Callers, countCallers } from './callers.ts';
import { momentOf } from './clock.ts';
import type { KeyChoice } from './dialects.ts';
import { CONCURRENCY, conditionsNotMet, RECEIVED, refusalResult, type Result } from './errors.ts';
import { type CmbKeys, readCmbKeys } from './keys.ts';
import { bookedReference } from './merchant-key.ts';
import { writeNotice } from './notices.ts';
import { readPayment } from './read-order.ts';
import { readRequest, type RequestReading } from './read-request.ts';
import { sealAnswer } from './seal-answer.ts';
import { type PlacedOrder, showOrder, showResult } from './show-order.ts';
import { cmbVoice } from './voice.ts';
import { yuanOf } from './yuan.ts';

const PATH = '/cdcserver/api/v2';

/** 10 s, 30 s, 1, 3 and 10 minutes: five repeats (fixtures/cmb/SOURCES.md F9). */
const CALLBACK_RETRY_MS: readonly number[] = [10, 30, 60, 180, 600].map(
  (seconds) => seconds * 1_000,
);

/** "References are kept for thirteen months." */
const DEDUPE_WINDOW_MS = 395 * 86_400_000;

/** "Failed, returned, refused, expired or cancelled: order it again under the same reference." */
const FREE_AFTER: ReadonlySet<BankInstruction['status']> = new Set([
  'rejected',
  'returned',
  'cancelled',
]);

/** An answer before it is signed. */
interface Answer {
  readonly result: Result;
  readonly body: Readonly<Record<string, unknown>>;
}

type Call = Extract<RequestReading, { readonly kind: 'request' }>;

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: CmbKeys;
  readonly bank: LedgerBank;
  readonly callers: Callers;
  readonly orders: OrderOperations<Call, Answer>;
}

const OWN_BEHAVIOURS = [
  'unsignedAnswer',
  'badSignature',
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
] as const satisfies readonly BehaviourName[];

/**
 * Opens a simulated China Merchants Bank: single payments over cloud direct connect.
 *
 * Written against the bank's published pages alone. It understands both dialects, verifies the
 * user's signature before it looks at anything else, refuses what was signed an hour ago, and above
 * its limits of calls under way. A reference is known for thirteen months; once its order has failed
 * it makes another order, and inquiries list them all. Errors speak of the request
 * (`resultcode`), ends of the record: `rejectAtOnce`, `rejectAfter` take `R`, `D`, `C` or any code
 * (then F), `refuse` takes a `resultcode`, `stuck` one of AUT NTE OPR APW WRF, or `U`.
 *
 * Of its own: `unsignedAnswer`, `badSignature`, `rotateKey`, `echoOtherAmount` (in inquiries) and
 * `callbackBadSignature`. `clockSkew` and `signTest` have no meaning here: an answer is bound to its
 * request by a number and not by the time. A return is always of the whole amount on this wire.
 *
 * Throws when a secret is missing; see `readCmbKeys`.
 */
export function createSandboxCmb(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readCmbKeys(secret);
  const bank = createBank({
    partner: 'cmb',
    settings,
    currencies: ['CNY'],
    dedupeWindowMs: DEDUPE_WINDOW_MS,
    referenceFreeAfter: FREE_AFTER,
  });
  const sealing: Sealing = { settings, keys, bank };
  const orders = ordersOf(sealing);
  const context: Context = { ...sealing, orders, callers: countCallers(settings.runtime) };
  return {
    name: 'cmb',
    bank,
    handle: (request) => Promise.resolve(handle(context, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status) => status === 200,
    voice: cmbVoice(keys),
  };
}

/** What it takes to seal a message. */
type Sealing = Pick<Context, 'settings' | 'keys' | 'bank'>;

function ordersOf(sealing: Sealing): OrderOperations<Call, Answer> {
  const { bank, keys } = sealing;
  return createOrderOperations<Call, Answer>({
    bank,
    send: (call, reference, answer) => answered(sealing, call, reference, answer),
    words: {
      submitted: (instruction) => received({ bb1payopz1: [showResult(placed(bank, instruction))] }),
      repeated: () => refusal(conditionsNotMet('业务参考号重复')),
      otherContent: () => refusal(conditionsNotMet('业务参考号重复')),
      refused: (refused) => refusal(refusalResult(refused)),
      /** All orders under a reference, the oldest first. */
      inquired(latest) {
        const addedMinor = shownMinor(bank, latest) - latest.amountMinor;
        const orders = bank.ordersUnder(latest.reference);
        const records = orders.map(({ instruction }, index) =>
          showOrder(keys, { instruction, index }, instruction.amountMinor + addedMinor),
        );
        return received({ bb1payqrz1: records });
      },
      notFound: () => received({ bb1payqrz1: [] }),
    },
  });
}

function handle(context: Context, request: SandboxRequest): SandboxReply {
  if (request.method !== 'POST' || request.path !== PATH) return plain(404, 'Not Found');
  const reading = readRequest(context.keys, request, context.settings.runtime.now());
  if (reading.kind === 'complaint') return plain(400, `CDCServer:${reading.text}`);
  return context.callers.admit(
    reading.funcode,
    () => route(context, reading),
    () => answered(context, reading, '', refusal(CONCURRENCY)),
  );
}

function route(context: Context, call: Call): SandboxReply {
  switch (call.funcode) {
    case 'BB1PAYOP':
      return pay(context, call);
    case 'BB1PAYQR':
      return list(context, call);
    case 'NTQADINF':
      return showBalance(context, call);
    default:
      return answered(context, call, '', refusal(conditionsNotMet('接口不存在')));
  }
}

function pay({ keys, orders }: Context, call: Call): SandboxReply {
  const reading = readPayment(keys, call.body);
  return reading.kind === 'wrong'
    ? orders.refuse(call, '', refusal(conditionsNotMet(reading.field)))
    : orders.submit(call, reading.order);
}

function list({ orders }: Context, call: Call): SandboxReply {
  const question = onlyFieldsIn(call.body, 'bb1payqrx1');
  const reference = bookedReference(textOf(question, 'yurRef'));
  return textOf(question, 'busCod') === 'N02030' && reference !== ''
    ? orders.inquire(call, reference)
    : orders.ask(call, () => refusal(conditionsNotMet('bb1payqrx1')));
}

function showBalance({ bank, keys, orders }: Context, call: Call): SandboxReply {
  return orders.ask(call, () => {
    const account = textOf(onlyFieldsIn(call.body, 'ntqadinfx'), 'accnbr');
    const balance = yuanOf(bank.balanceMinor());
    const row =
      account === keys.account
        ? { accnbr: account, ccynbr: '10', avlblv: balance, onlblv: balance, errcod: 'SUC0000' }
        : { accnbr: account, errcod: 'FABZ002', errtxt: '无权限' };
    return received({ ntqadinfz: [row] });
  });
}

function placed(bank: LedgerBank, instruction: BankInstruction): PlacedOrder {
  const { reference, bankReference } = instruction;
  const orders = bank.ordersUnder(reference);
  const index = orders.findIndex((order) => order.instruction.bankReference === bankReference);
  return { instruction, index };
}

function received(body: Answer['body']): Answer {
  return { result: RECEIVED, body };
}

function refusal(result: Result): Answer {
  return { result, body: {} };
}

/** Signs and encrypts an answer in the request's own dialect, as the behaviours want it. */
function answered(
  { bank, keys, settings }: Sealing,
  call: Call,
  reference: string,
  answer: Answer,
): SandboxReply {
  const moment = momentOf(settings.runtime.now());
  const response = {
    head: {
      bizcode: '',
      funcode: call.funcode,
      reqid: call.reqid,
      resultcode: answer.result.code,
      resultmsg: answer.result.message,
      rspid: `${moment}${settings.runtime.randomHex(8)}`,
      userid: keys.userId,
    },
    body: answer.body,
  };
  const seal = {
    nowMs: settings.runtime.now(),
    key: keyFor(bank, reference),
    manner: answerManner(bank, reference),
  } as const;
  return plain(200, sealAnswer(call.dialect, canonicalText(response), seal));
}

/** Ends and returns are worth a notice; that an order waits is not. */
function noticeOf(
  { settings, keys, bank }: Context,
  instruction: BankInstruction,
): SandboxCallback | null {
  const { reference, status } = instruction;
  if (status === 'accepted') return null;
  const body = writeNotice(keys, placed(bank, instruction), {
    nowMs: settings.runtime.now(),
    key: keyFor(bank, reference),
    manner: noticeManner(bank, reference),
  });
  return { url: settings.callbackUrl, headers: { 'content-type': 'application/json' }, body };
}

function keyFor(bank: LedgerBank, reference: string): KeyChoice {
  return isKeyRotated(bank, reference) ? 'next' : 'current';
}

function plain(status: number, body: string): SandboxReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
  };
}
