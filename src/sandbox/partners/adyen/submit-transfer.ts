import type { SandboxReply, SandboxRequest } from '../messages.ts';
import { applyWire } from '../wire-behaviours.ts';
import { invalidRequest, refusalOf } from './errors.ts';
import { answered, type Context, failed, shown } from './server-context.ts';
import { readTransfer, type TransferFields } from './read-order.ts';
import { showSubmitted, type TransferView } from './show-order.ts';

const KEY_LENGTH_MAX = 64;

/**
 * Takes `POST /transfers`.
 *
 * A repeat of an idempotency key gets the first answer again, whatever its body says and whatever
 * has happened since. A request without a key is never a repeat.
 */
export function submitTransfer(context: Context, request: SandboxRequest): SandboxReply {
  const { bank, keys, files } = context;
  const idempotencyKey = request.headers['idempotency-key'] ?? null;
  if (idempotencyKey !== null && idempotencyKey.length > KEY_LENGTH_MAX) {
    return failed(context, invalidRequest([{ name: 'Idempotency-Key', message: 'is too long' }]));
  }
  const reading = readTransfer(keys, request.body);
  if (reading.kind === 'wrong') return failed(context, invalidRequest(reading.invalidFields));
  const { fields } = reading;
  const bankKey = idempotencyKey ?? files.freshKey(fields.reference);
  const told = `${fields.description ?? ''} ${fields.fullName}`;
  return applyWire(bank, 'submit', bankKey, told, () => {
    const problem = place(context, bankKey, fields);
    if (problem !== null) return failed(context, problem);
    const { status, json } = files.answerOf(bankKey) ?? { status: 500, json: {} };
    const echoed = idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey };
    return answered(context, status, json, echoed);
  });
}

/** Places the order and keeps the answer to it, or gives the problem of which nothing is kept. */
function place(context: Context, bankKey: string, fields: TransferFields) {
  const { bank, files, settings, tell } = context;
  // The ledger knows nothing of a transfer that Adyen refused before it.
  if (files.isRefused(bankKey)) return null;
  files.open(bankKey, fields);
  const { amountMinor, currency, iban, fullName, content, description } = fields;
  const placement = bank.place({
    reference: bankKey,
    amountMinor,
    currency,
    creditorAccount: iban,
    creditorName: fullName,
    content,
    text: description ?? '',
  });
  switch (placement.kind) {
    case 'taken': {
      const view = files.find(bankKey, placement.instruction.bankReference);
      if (view !== null) keepAnswer(context, bankKey, view);
      return null;
    }
    case 'repeat':
    case 'otherContent':
      return null;
    case 'refused': {
      const refusal = refusalOf(placement);
      if (refusal.kind === 'problem') return refusal.problem;
      const view = files.refuse(bankKey, fields, refusal.reason, settings.runtime.now());
      view.stages.forEach((_stage, index) => tell(view.instruction, index + 1));
      keepAnswer(context, bankKey, view);
      return null;
    }
  }
}

function keepAnswer(context: Context, bankKey: string, view: TransferView): void {
  const json = showSubmitted(context.keys, shown(context, view));
  context.files.keepAnswer(bankKey, { status: 202, json });
}
