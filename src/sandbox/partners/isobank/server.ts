import type { BankInstruction, Placement } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { answerByRoute, type Route } from '../../server/routes.ts';
import { signingKey } from '../../server/signing-keys.ts';
import { answerManner, clockSkewMs, noticeManner } from '../../server/spoilt-messages.ts';
import type { VoiceSeal } from '../partner-voice.ts';
import { applyWire } from '../wire-behaviours.ts';
import { bankAnswer, type BankCode, balancePage, isBankCode, REFUSALS } from './errors.ts';
import { bookingNotice } from './notices.ts';
import { CURRENCIES, decimalOf } from './currencies.ts';
import { type IsobankKeys, readIsobankKeys } from './keys.ts';
import { ledgerView, openPaymentFiles, type PaymentFiles, rejectedView } from './payment-files.ts';
import type { PaymentView } from './payment-view.ts';
import { readTransfer, type Transfer } from './read-order.ts';
import { signAnswer, signatureFault, signNotice } from './sign-message.ts';
import { statusReport } from './show-order.ts';
import { isobankVoice, XML } from './voice.ts';

const STATUS_PATH = /^\/iso20022\/status\/([A-Za-z0-9]{1,35})$/;

/** "A MsgId is taken once in 30 days" (fixtures/isobank/SOURCES.md F7). */
const DEDUPE_WINDOW_MS = 30 * 86_400_000;

/** 5 s, 30 s, 2 m, 10 m, 30 m, 1 h, 3 h, then every 12 h until five days are over. */
const CALLBACK_RETRY_MS: readonly number[] = [
  5, 30, 120, 600, 1_800, 3_600, 10_800, 43_200, 43_200, 43_200, 43_200, 43_200, 43_200, 43_200,
].map((seconds) => seconds * 1_000);

/** An answer before it is signed. */
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds?: number;
}

/** What one handling of a request works with. */
interface Context {
  readonly settings: SandboxSettings;
  readonly keys: IsobankKeys;
  readonly bank: LedgerBank;
  readonly files: PaymentFiles;
}

const OWN_BEHAVIOURS = [
  'unsignedAnswer',
  'badSignature',
  'clockSkew',
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
] as const satisfies readonly BehaviourName[];

/**
 * Opens a simulated bank that takes pain.001 over HTTPS, answers with pain.002 and pushes pain.002
 * and camt.054.
 *
 * Written against the schemas and the bank's own agreement alone
 * (fixtures/isobank/SOURCES.md F1 to F9). It verifies the client's signature first and signs each
 * answer, errors too, together with the question. A message id is taken once: equal bytes get the
 * current status again, other bytes RJCT DU01; another message with a used PmtInfId, UETR,
 * EndToEndId or InstrId is rejected with DU02 to DU05. A rejection is recorded, and inquiries
 * repeat it; refusals that are no pain.002 are not.
 *
 * `rejectAtOnce`, `rejectAfter` and `refuse` take any ISO status reason (`TM01`, `AC04`, `AB05`, a
 * longer word becomes a proprietary one), `refuse` also the bank's own codes; `giveBack` and
 * `returnAfter` take an ISO return reason. Behaviours of its own: `unsignedAnswer`, `badSignature`,
 * `clockSkew` (value: seconds, 301), `rotateKey`, `echoOtherAmount`, `callbackBadSignature`.
 *
 * Throws when a secret is missing; see `readIsobankKeys`.
 */
export function createSandboxIsobank(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readIsobankKeys(secret);
  const bank = createBank({
    partner: 'isobank',
    settings,
    currencies: CURRENCIES,
    dedupeWindowMs: DEDUPE_WINDOW_MS,
  });
  const files = openPaymentFiles();
  const context: Context = { settings, keys, bank, files };
  const bookings = new WeakSet<BankInstruction>();
  const routes = routesOf(context);
  return {
    name: 'isobank',
    bank: tellingBookings(bank, bookings),
    handle: (request) => Promise.resolve(handle(context, routes, request)),
    callback: (instruction) => noticeOf(context, instruction, bookings.has(instruction)),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status, body) => status === 200 && body.includes('TAKEN'),
    copyLifeMs: keys.copyLifeMs,
    voice: isobankVoice(keys),
  };
}

/**
 * A payment that is executed is news twice: its status changed, and an entry was booked. The second
 * news is a copy of the instruction, marked by its identity.
 */
function tellingBookings(bank: LedgerBank, bookings: WeakSet<BankInstruction>): LedgerBank {
  return {
    ...bank,
    onChange(listener) {
      bank.onChange((instruction) => {
        listener(instruction);
        if (instruction.status !== 'executed') return;
        const booking = { ...instruction };
        bookings.add(booking);
        listener(booking);
      });
    },
  };
}

function handle(context: Context, routes: readonly Route[], request: SandboxRequest): SandboxReply {
  const fault = signatureFault(context.keys, request, context.settings.runtime.now());
  if (fault !== null) return answered(context, request, '', own('SIGNATURE', fault));
  const reply = answerByRoute(routes, request);
  return reply ?? answered(context, request, '', own('FORMAT', 'no such service'));
}

function routesOf(context: Context): readonly Route[] {
  return [
    ['POST', '/iso20022/pain.001', (request) => submit(context, request)],
    ['GET', STATUS_PATH, (request, msgId = '') => inquire(context, request, msgId)],
    ['GET', '/iso20022/balance', (request) => showBalance(context, request)],
  ];
}

function submit(context: Context, request: SandboxRequest): SandboxReply {
  const { bank, keys, files, settings } = context;
  const reading = readTransfer(request.body, keys.debtorAccount);
  if (reading.kind === 'malformed') {
    return answered(context, request, '', own('FORMAT', reading.detail));
  }
  const { transfer } = reading;
  const { reference } = transfer;
  const told = `${transfer.text} ${transfer.creditorName}`;
  return applyWire(bank, 'submit', reference, told, () => {
    const nowMs = settings.runtime.now();
    const refuse = (reasonCode: string) =>
      reported(context, request, 202, rejectedView(transfer, reasonCode, nowMs));
    const repeatedId = files.repeatedId(transfer);
    if (repeatedId !== null) return refuse(repeatedId);
    const known = files.transferOf(reference);
    if (known !== null && known.content !== transfer.content) return refuse('DU01');
    const rejection = files.rejectionOf(reference);
    if (rejection !== null) return reported(context, request, 202, rejection);
    if (known === null && files.isFull())
      return answered(context, request, '', own('CLOSED', 'full'));
    if (reading.kind === 'reject') {
      return reported(context, request, 202, files.reject(transfer, reading.reasonCode, nowMs));
    }
    return placed(context, request, transfer, bank.place(transfer));
  });
}

function placed(
  context: Context,
  request: SandboxRequest,
  transfer: Transfer,
  placement: Placement,
): SandboxReply {
  const { files, settings } = context;
  const nowMs = settings.runtime.now();
  switch (placement.kind) {
    case 'taken': {
      files.keep(transfer);
      const view = ledgerView(transfer, placement.instruction);
      // The first answer speaks of the checks only: it is technically valid.
      const first = view.status === 'ACSP' ? { ...view, status: 'ACTC' } : view;
      return reported(context, request, 202, first);
    }
    case 'repeat':
      return reported(context, request, 202, ledgerView(transfer, placement.instruction));
    case 'otherContent':
      return reported(context, request, 202, rejectedView(transfer, 'DU01', nowMs));
    case 'refused': {
      const { reason, code, mistake = reason } = placement;
      const meant = code ?? REFUSALS[reason];
      if (isBankCode(meant)) {
        return answered(context, request, transfer.reference, own(meant, mistake));
      }
      // A copy may be refused while an earlier one lives; the record of that one is not touched.
      const isFirst = files.transferOf(transfer.reference) === null;
      const reject = isFirst ? files.reject : rejectedView;
      return reported(context, request, 202, reject(transfer, meant, nowMs));
    }
  }
}

function inquire(context: Context, request: SandboxRequest, msgId: string): SandboxReply {
  const { bank, files } = context;
  return applyWire(bank, 'inquire', msgId, '', () => {
    const rejection = files.rejectionOf(msgId);
    if (rejection !== null) return reported(context, request, 200, rejection);
    const instruction = bank.find(msgId);
    const transfer = files.transferOf(msgId);
    return instruction === null || transfer === null
      ? answered(context, request, msgId, own('NOTFOUND', 'no such message', msgId))
      : reported(context, request, 200, ledgerView(transfer, instruction));
  });
}

function showBalance(context: Context, request: SandboxRequest): SandboxReply {
  return applyWire(context.bank, 'inquire', '', '', () => {
    const [currency = ''] = CURRENCIES;
    const decimal = decimalOf(context.bank.balanceMinor(currency), currency);
    return answered(context, request, '', { status: 200, body: balancePage(decimal, currency) });
  });
}

function own(code: BankCode, detail: string, msgId: string | null = null): Answer {
  return bankAnswer(code, detail, msgId);
}

function reported(
  context: Context,
  request: SandboxRequest,
  status: number,
  view: PaymentView,
): SandboxReply {
  const { reference } = view.transfer;
  const lies = context.bank.behaviours.strikes('echoOtherAmount', reference, '') !== null;
  const shown = lies ? { ...view, shownMinor: view.shownMinor + 1n } : view;
  return answered(context, request, reference, { status, body: statusReport(shown) });
}

/** Signs an answer the way the behaviours want it for this order. */
function answered(
  context: Context,
  request: SandboxRequest,
  reference: string,
  { status, body, retryAfterSeconds }: Answer,
): SandboxReply {
  const manner = answerManner(context.bank, reference);
  const skewMs = clockSkewMs(context.bank, reference);
  const headers = {
    'content-type': XML,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...signAnswer(request, { status, body }, signing(context, reference, skewMs, manner)),
  };
  return { kind: 'answer', status, headers, body };
}

/** What is pushed for a change: nothing for `accepted`, which the answer to the submit has said. */
function noticeOf(
  context: Context,
  instruction: BankInstruction,
  isBooking: boolean,
): SandboxCallback | null {
  const { bank, files, keys, settings } = context;
  const { reference, status } = instruction;
  const transfer = files.transferOf(reference);
  if (transfer === null || status === 'accepted') return null;
  const isEntry = isBooking || status === 'returned';
  const body = isEntry
    ? bookingNotice(transfer, instruction, status === 'returned' ? 'return' : 'debit', keys)
    : statusReport(ledgerView(transfer, instruction));
  const manner = noticeManner(bank, reference);
  const headers = {
    'content-type': XML,
    ...signNotice(body, signing(context, reference, 0, manner)),
  };
  return { url: settings.callbackUrl, headers, body };
}

function signing(
  { bank, keys, settings }: Context,
  reference: string,
  skewMs: number,
  manner: VoiceSeal['manner'],
) {
  const key = signingKey(bank, reference, keys);
  return { key, nowMs: settings.runtime.now() + skewMs, manner };
}
