import type { BankInstruction } from '../../bank/bank.ts';
import type { LedgerBank } from '../../bank/ledger-bank.ts';
import type { SandboxReply } from '../messages.ts';
import type { SandboxSettings } from '../../bank/sandbox-settings.ts';
import { jsonReply } from '../../server/json-reply.ts';
import { shownMinor } from '../../server/spoilt-messages.ts';
import type { AdyenKeys } from './keys.ts';
import type { AdyenProblem } from './errors.ts';
import type { TransferView } from './show-order.ts';
import type { TransferFiles } from './transfer-files.ts';

/** What one handling of a request works with. */
export interface Context {
  readonly settings: SandboxSettings;
  readonly keys: AdyenKeys;
  readonly bank: LedgerBank;
  readonly files: TransferFiles;
  /** Tells of the nth stage of a transfer, as a letter of its own. */
  readonly tell: (instruction: BankInstruction, stages: number) => void;
}

/** An answer in JSON; Adyen signs none. */
export function answered(
  { settings }: Pick<Context, 'settings'>,
  status: number,
  json: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): SandboxReply {
  return jsonReply(
    { status, json },
    {
      'content-type': 'application/json;charset=utf-8',
      pspreference: settings.runtime.randomHex(8).toUpperCase(),
      ...headers,
    },
  );
}

/** A problem, with the id of the request under the name it has in either form. */
export function failed(
  context: Pick<Context, 'settings'>,
  { status, body, headers = {} }: AdyenProblem,
): SandboxReply {
  const requestId = context.settings.runtime.randomHex(8).toUpperCase();
  const id = 'errorType' in body ? { pspReference: requestId } : { requestId };
  return answered(context, status, { ...body, ...id }, headers);
}

/** The transfer as an answer shows it: a behaviour may make its amount lie. */
export function shown({ bank }: Pick<Context, 'bank'>, view: TransferView): TransferView {
  const addedMinor = shownMinor(bank, view.instruction) - view.instruction.amountMinor;
  return { ...view, shownMinor: view.shownMinor + addedMinor };
}
