import type { BankInstruction } from '../../bank/bank.ts';
import { createBank, type LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxCallback, SandboxPartner } from '../sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { BehaviourName } from '../../behaviours/behaviour.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { answerByRoute, type Route } from '../../server/routes.ts';
import { signingKey } from '../../server/signing-keys.ts';
import { noticeManner } from '../../server/spoilt-messages.ts';
import { readAdyenKeys } from './keys.ts';
import { NO_TRANSFER, SUBMIT_UNAUTHORISED, UNAUTHORISED } from './errors.ts';
import { cancelTransfers, listTransfers, showTransferById } from './ask-transfers.ts';
import { type Context, failed } from './server-context.ts';
import { submitTransfer } from './submit-transfer.ts';
import { openTransferFiles, type TransferFiles } from './transfer-files.ts';
import { noticeHeaders, transferNotice } from './notices.ts';
import { STAGES_OF_STATUS } from './transfer-stages.ts';
import { adyenVoice } from './voice.ts';

const LIST = /^\/btl\/v4\/transfers(?:\?(.*))?$/;
const CANCEL = /^\/btl\/v4\/transfers\/cancel(?:\?.*)?$/;
const ONE_TRANSFER = /^\/btl\/v4\/transfers\/([0-9A-Za-z]{1,64})(?:\?.*)?$/;

const CURRENCIES = ['EUR', 'GBP', 'CHF', 'DKK', 'NOK', 'SEK', 'PLN', 'CZK', 'HUF', 'RON'];

/** The shortest time for which Adyen's page has ever promised to recognise a key. */
const KEY_WINDOW_MS = 7 * 86_400_000;

/** 9, 18 and 27 s; 2, 5, 10, 15, 30 m; 1, 2, 4 h; then every 8 h until thirty days are over. */
const CALLBACK_RETRY_MS: readonly number[] = [
  9, 18, 27, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400,
]
  .concat(Array.from({ length: 88 }, () => 28_800))
  .map((seconds) => seconds * 1_000);

/** Which of a transfer's stages a letter tells of, by the letter's own instruction. */
type StageMarks = WeakMap<BankInstruction, number>;

const OWN_BEHAVIOURS = [
  'rotateKey',
  'echoOtherAmount',
  'callbackBadSignature',
] as const satisfies readonly BehaviourName[];

/**
 * Opens a simulated Adyen: its Transfers API v4 for bank transfers by IBAN, and the webhooks
 * `balancePlatform.transfer.created` and `.updated`.
 *
 * Written against Adyen's specification alone. A transfer is received and authorised, then booked
 * and confirmed. `rejectAtOnce` and `rejectAfter` take a `reason` of Adyen's, and so does `refuse`,
 * which records a transfer that Adyen refused, or takes the code of a problem (`704`, `00_401`,
 * `00_403`, `00_429`, `00_500`, `30_700`: no route), of which nothing is kept. `giveBack` and
 * `returnAfter` take a reason too; with `failed.` before it the transfer shows as failed after its
 * booking.
 *
 * Each stage has a webhook with the next `sequenceNumber`. Behaviours of its own: `echoOtherAmount`,
 * `callbackBadSignature`, `rotateKey` (the next HMAC key signs). Answers are not signed, so
 * `unsignedAnswer`, `badSignature` and `clockSkew` change nothing. More lenient than Adyen in one
 * thing: any transfer that is not booked can be cancelled, not only one that waits for approval.
 *
 * Throws when a secret is missing; see `readAdyenKeys`.
 */
export function createSandboxAdyen(
  settings: SandboxSettings,
  secret: (name: string) => string,
): SandboxPartner {
  const keys = readAdyenKeys(secret);
  const ledger = createBank({
    partner: 'adyen',
    settings,
    currencies: CURRENCIES,
    dedupeWindowMs: KEY_WINDOW_MS,
  });
  const files = openTransferFiles(ledger);
  const marks: StageMarks = new WeakMap();
  const { bank, tell } = tellingStages(ledger, files, marks);
  const context: Context = { settings, keys, bank, files, tell };
  const routes = routesOf(context);
  return {
    name: 'adyen',
    bank,
    handle: (request) => Promise.resolve(handle(context, routes, request)),
    callback: (instruction) => noticeOf(context, instruction, marks.get(instruction)),
    callbackRetryMs: CALLBACK_RETRY_MS,
    ownBehaviours: OWN_BEHAVIOURS,
    callbackTaken: (status) => status >= 200 && status < 300,
    // "Idempotency keys will not be checked for duplication in other regions."
    endpointsShareKeys: false,
    voice: adyenVoice(keys),
  };
}

/** One change of the ledger may be several of Adyen's stages; each is a letter of its own. */
function tellingStages(
  ledger: LedgerBank,
  files: TransferFiles,
  marks: StageMarks,
): Pick<Context, 'bank' | 'tell'> {
  const listeners: ((instruction: BankInstruction) => void)[] = [];
  const tell = (instruction: BankInstruction, stages: number): void => {
    const letter = { ...instruction };
    marks.set(letter, stages);
    for (const listener of listeners) listener(letter);
  };
  ledger.onChange((instruction) => {
    const { reference, bankReference, status } = instruction;
    const total = files.find(reference, bankReference)?.stages.length ?? 0;
    for (let left = STAGES_OF_STATUS[status] - 1; left >= 0; left -= 1) {
      tell(instruction, total - left);
    }
  });
  return { tell, bank: { ...ledger, onChange: (listener) => void listeners.push(listener) } };
}

function handle(context: Context, routes: readonly Route[], request: SandboxRequest): SandboxReply {
  const { method, path, headers } = request;
  if (headers['x-api-key'] !== context.keys.apiKey) {
    const isSubmit = method === 'POST' && LIST.test(path);
    return failed(context, isSubmit ? SUBMIT_UNAUTHORISED : UNAUTHORISED);
  }
  return answerByRoute(routes, request) ?? failed(context, NO_TRANSFER);
}

function routesOf(context: Context): readonly Route[] {
  return [
    ['POST', LIST, (request) => submitTransfer(context, request)],
    ['POST', CANCEL, ({ body }) => cancelTransfers(context, body)],
    ['GET', LIST, (_request, query = '') => listTransfers(context, query)],
    ['GET', ONE_TRANSFER, (_request, id = '') => showTransferById(context, id)],
  ];
}

/** The webhook about one stage. */
function noticeOf(
  { settings, keys, bank, files }: Context,
  { reference, bankReference }: BankInstruction,
  stages: number | undefined,
): SandboxCallback | null {
  const view = files.find(reference, bankReference);
  if (stages === undefined || view === null) return null;
  const body = transferNotice(keys, { ...view, stages: view.stages.slice(0, stages) });
  const headers = noticeHeaders(body, {
    key: signingKey(bank, reference, keys.hmacKeys),
    manner: noticeManner(bank, reference),
  });
  return { url: settings.callbackUrl, headers, body };
}
