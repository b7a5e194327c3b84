import type { SandboxReply, SandboxRequest } from '../sandbox-partner.ts';
import { applyWire } from '../wire-behaviours.ts';
import { invalidRequest, refusalOf } from './adyen-problems.ts';
import { answered, type Desk, failed, shown } from './server-context.ts';
import { readTransfer, type TransferFields } from './read-transfer.ts';
import { showSubmitted, type TransferView } from './show-transfer.ts';

const KEY_LENGTH_MAX = 64;

/**
 * Takes `POST /transfers`.
 *
 * A repeat of an idempotency key gets the first answer again, whatever its body says and whatever
 * has happened since. A request without a key is never a repeat.
 */
export function submitTransfer(desk: Desk, request: SandboxRequest): SandboxReply {
  const { bank, keys, files } = desk;
  const idempotencyKey = request.headers['idempotency-key'] ?? null;
  if (idempotencyKey !== null && idempotencyKey.length > KEY_LENGTH_MAX) {
    return failed(desk, invalidRequest([{ name: 'Idempotency-Key', message: 'is too long' }]));
  }
  const reading = readTransfer(keys, request.body);
  if (reading.kind === 'wrong') return failed(desk, invalidRequest(reading.invalidFields));
  const { fields } = reading;
  const bankKey = idempotencyKey ?? files.freshKey(fields.reference);
  const told = `${fields.description ?? ''} ${fields.fullName}`;
  return applyWire(bank, 'submit', bankKey, told, () => {
    const problem = place(desk, bankKey, fields);
    if (problem !== null) return failed(desk, problem);
    const { status, json } = files.answerOf(bankKey) ?? { status: 500, json: {} };
    const echoed = idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey };
    return answered(desk, status, json, echoed);
  });
}

/** Places the order and keeps the answer to it, or gives the problem of which nothing is kept. */
function place(desk: Desk, bankKey: string, fields: TransferFields) {
  const { bank, files, settings, tell } = desk;
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
      if (view !== null) keepAnswer(desk, bankKey, view);
      return null;
    }
    case 'repeat':
    case 'otherContent':
      return null;
    case 'refused': {
      const refusal = refusalOf(placement.reason, placement.code);
      if (refusal.kind === 'problem') return refusal.problem;
      const view = files.refuse(bankKey, fields, refusal.reason, settings.runtime.now());
      view.stages.forEach((_stage, index) => tell(view.instruction, index + 1));
      keepAnswer(desk, bankKey, view);
      return null;
    }
  }
}

function keepAnswer(desk: Desk, bankKey: string, view: TransferView): void {
  const json = showSubmitted(desk.keys, shown(desk, view));
  desk.files.keepAnswer(bankKey, { status: 202, json });
}
