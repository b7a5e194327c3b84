import type { SandboxReply } from '../messages.ts';
import { readFields } from '../../server/json-fields.ts';
import { applyWire } from '../wire-behaviours.ts';
import { invalidRequest, NO_TRANSFER } from './errors.ts';
import { answered, type Context, failed, shown } from './server-context.ts';
import { readListQuery } from './list-query.ts';
import { showTransfer } from './show-order.ts';

/** Answers `GET /transfers`. The list may lag behind the submits: a behaviour's doing. */
export function listTransfers(context: Context, query: string): SandboxReply {
  const { bank, keys, files } = context;
  const reading = readListQuery(keys, new URLSearchParams(query));
  if (reading.kind === 'wrong') return failed(context, invalidRequest(reading.invalidFields));
  const { reference, sinceMs, untilMs, limit } = reading.query;
  const bankKeys =
    reference === null
      ? bank.latestOrders(limit).map(({ instruction }) => instruction.reference)
      : files.keysUnder(reference);
  const asked = reference === null ? '' : (bankKeys[0] ?? reference);
  return applyWire(bank, 'inquire', asked, '', () => {
    const views = bankKeys
      .filter((bankKey) => files.isRefused(bankKey) || bank.find(bankKey) !== null)
      .flatMap((bankKey) => files.views(bankKey))
      .filter(({ instruction: { placedAtMs } }) => placedAtMs >= sinceMs && placedAtMs <= untilMs);
    const data = views.slice(0, limit).map((view) => showTransfer(keys, shown(context, view)));
    const next = { next: { href: 'https://adyen.example/btl/v4/transfers?cursor=2' } };
    return answered(context, 200, { data, _links: views.length > limit ? next : {} });
  });
}

/** Answers `GET /transfers/{id}`. */
export function showTransferById(context: Context, id: string): SandboxReply {
  const { bank, files, keys } = context;
  const bankKey = files.keyOfTransfer(id) ?? '';
  return applyWire(bank, 'inquire', bankKey, '', () => {
    const view = files.find(bankKey, id);
    return view === null
      ? failed(context, NO_TRANSFER)
      : answered(context, 200, showTransfer(keys, shown(context, view)));
  });
}

/** Answers `POST /transfers/cancel`: that it was heard. The end comes by webhook. */
export function cancelTransfers(context: Context, body: string): SandboxReply {
  const { bank, files } = context;
  const bankKeys = transferIds(body).flatMap((id) => files.keyOfTransfer(id) ?? []);
  return applyWire(bank, 'cancel', bankKeys[0] ?? '', '', () => {
    const outcomes = bankKeys.map((bankKey) => bank.cancel(bankKey));
    const isHeard = outcomes.length > 0 && outcomes.every((outcome) => outcome === 'cancelled');
    const wrong = [{ name: 'transferIds', message: 'A transfer cannot be cancelled.' }];
    return isHeard ? answered(context, 200, {}) : failed(context, invalidRequest(wrong));
  });
}

function transferIds(body: string): readonly string[] {
  const ids = readFields(body)?.get('transferIds');
  return Array.isArray(ids) ? ids.map(String) : [];
}
