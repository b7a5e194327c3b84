import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { applyWire } from '../wire-behaviours.ts';
import { type Callers, countCallers } from './callers.ts';
import { momentOf } from './clock.ts';
import { type CmbKeys, readCmbKeys } from './keys.ts';
import type { KeyChoice } from './dialects.ts';
import { bookedReference } from './merchant-key.ts';
import { writeNotice } from './notices.ts';
import { readPayment } from './read-order.ts';
import { readRequest, type RequestReading } from './read-request.ts';
import { CONCURRENCY, conditionsNotMet, RECEIVED, refusalResult, type Result } from './errors.ts';
import { sealAnswer } from './seal-answer.ts';
import { type PlacedOrder, showOrder, showResult } from './show-order.ts';
import { onlyRecord, sortedText, textOf } from './sorted-text.ts';
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

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: CmbKeys;
  readonly bank: LedgerBank;
  readonly callers: Callers;
}

type Call = Extract<RequestReading, { readonly kind: 'request' }>;

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
  const context: Context = { settings, keys, bank, callers: countCallers(settings.runtime) };
  return {
    name: 'cmb',
    bank,
    handle: (request) => Promise.resolve(handle(context, request)),
    callback: (instruction) => noticeOf(context, instruction),
    callbackRetryMs: CALLBACK_RETRY_MS,
    callbackTaken: (status) => status === 200,
    voice: cmbVoice(keys),
  };
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

function pay(context: Context, call: Call): SandboxReply {
  const { bank, keys } = context;
  const reading = readPayment(keys, call.body);
  if (reading.kind === 'wrong') {
    return applyWire(bank, 'submit', '', '', () =>
      answered(context, call, '', refusal(conditionsNotMet(reading.field))),
    );
  }
  const { order } = reading;
  const { reference } = order;
  return applyWire(bank, 'submit', reference, `${order.text} ${order.creditorName}`, () => {
    const placement = bank.place(order);
    switch (placement.kind) {
      case 'taken': {
        const result = showResult(placed(context, placement.instruction));
        return answered(context, call, reference, received({ bb1payopz1: [result] }));
      }
      case 'repeat':
      case 'otherContent':
        return answered(context, call, reference, refusal(conditionsNotMet('业务参考号重复')));
      case 'refused':
        return answered(context, call, reference, refusal(refusalResult(placement)));
    }
  });
}

/** All orders under a reference, the oldest first; none at all when the bank lies or knows none. */
function list(context: Context, call: Call): SandboxReply {
  const { bank, keys } = context;
  const question = onlyRecord(call.body, 'bb1payqrx1');
  const reference = bookedReference(textOf(question, 'yurRef'));
  return applyWire(bank, 'inquire', reference, '', () => {
    if (textOf(question, 'busCod') !== 'N02030' || reference === '') {
      return answered(context, call, reference, refusal(conditionsNotMet('bb1payqrx1')));
    }
    const known = bank.find(reference) === null ? [] : bank.ordersUnder(reference);
    const lies = bank.behaviours.strikes('echoOtherAmount', reference, '') !== null;
    const records = known.map(({ instruction }, index) =>
      showOrder(keys, { instruction, index }, instruction.amountMinor + (lies ? 1n : 0n)),
    );
    return answered(context, call, reference, received({ bb1payqrz1: records }));
  });
}

function showBalance(context: Context, call: Call): SandboxReply {
  return applyWire(context.bank, 'inquire', '', '', () => {
    const account = textOf(onlyRecord(call.body, 'ntqadinfx'), 'accnbr');
    const balance = yuanOf(context.bank.balanceMinor());
    const row =
      account === context.keys.account
        ? { accnbr: account, ccynbr: '10', avlblv: balance, onlblv: balance, errcod: 'SUC0000' }
        : { accnbr: account, errcod: 'FABZ002', errtxt: '无权限' };
    return answered(context, call, '', received({ ntqadinfz: [row] }));
  });
}

function placed({ bank }: Context, instruction: BankInstruction): PlacedOrder {
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
function answered(context: Context, call: Call, reference: string, answer: Answer): SandboxReply {
  const { bank, keys, settings } = context;
  const struck = (name: 'unsignedAnswer' | 'badSignature') =>
    bank.behaviours.strikes(name, reference, '') !== null;
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
    key: keyOf(context, reference),
    manner: struck('unsignedAnswer') ? 'none' : struck('badSignature') ? 'wrong' : 'true',
  } as const;
  return plain(200, sealAnswer(call.dialect, sortedText(response), seal));
}

/** Ends and returns are worth a notice; that an order waits is not. */
function noticeOf(context: Context, instruction: BankInstruction): SandboxCallback | null {
  const { settings, keys, bank } = context;
  const { reference, status } = instruction;
  if (status === 'accepted') return null;
  const body = writeNotice(keys, placed(context, instruction), {
    nowMs: settings.runtime.now(),
    key: keyOf(context, reference),
    manner:
      bank.behaviours.strikes('callbackBadSignature', reference, '') === null ? 'true' : 'wrong',
  });
  return { url: settings.callbackUrl, headers: { 'content-type': 'application/json' }, body };
}

function keyOf({ bank }: Context, reference: string): KeyChoice {
  return bank.behaviours.strikes('rotateKey', reference, '') === null ? 'current' : 'next';
}

function plain(status: number, body: string): SandboxReply {
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body,
  };
}
