import { createHash } from 'node:crypto';

import type { BankInstruction } from '../../bank/bank.ts';
import { offsetTime } from '../../server/times.ts';
import type { AdyenKeys } from './keys.ts';
import type { TransferFields } from './read-order.ts';
import type { Stage } from './transfer-stages.ts';

/** A transfer with all that happened to it. */
export interface TransferView {
  readonly fields: TransferFields;
  readonly instruction: BankInstruction;
  readonly stages: readonly Stage[];
  /** What the answer shows as the amount: a behaviour may make it lie. */
  readonly shownMinor: bigint;
}

type Json = Readonly<Record<string, unknown>>;

/** The answer to a submit: the schema Transfer, without what only lists and webhooks tell. */
export function showSubmitted(keys: AdyenKeys, view: TransferView): Json {
  const { fields, instruction, shownMinor } = view;
  const { status, reason } = latest(view.stages);
  return {
    id: instruction.bankReference,
    accountHolder: { description: 'Lender', id: 'AH0000DEMO000000000000001' },
    amount: { currency: fields.currency, value: Number(shownMinor) },
    balanceAccount: { description: 'Loans', id: keys.balanceAccountId },
    category: 'bank',
    categoryData: { priority: fields.priority, type: 'bank' },
    counterparty: {
      bankAccount: {
        accountHolder: { fullName: fields.fullName, type: 'unknown' },
        accountIdentification: {
          type: 'iban',
          iban: fields.iban,
          ...(fields.bic === null ? {} : { bic: fields.bic }),
        },
      },
    },
    createdAt: timeOf(instruction.placedAtMs),
    ...(fields.description === null ? {} : { description: fields.description }),
    direction: 'outgoing',
    reason,
    reference: fields.reference ?? instruction.reference,
    status,
    type: 'bankTransfer',
  };
}

/** An item of a list and the data of a webhook: the schema TransferData, up to its last stage. */
export function showTransfer(keys: AdyenKeys, view: TransferView): Json {
  const { fields, instruction, stages } = view;
  const { isCredited, atMs } = latest(stages);
  return {
    ...showSubmitted(keys, view),
    balancePlatform: keys.balancePlatform,
    balances: [{ currency: fields.currency, ...sums(stages) }],
    creationDate: timeOf(instruction.placedAtMs),
    events: stages.map((stage, index) =>
      event(stage, `${instruction.bankReference}${index}`, fields),
    ),
    sequenceNumber: stages.length,
    ...(isCredited ? { tracking: { status: 'credited', type: 'confirmation' } } : {}),
    updatedAt: timeOf(atMs),
  };
}

/** The status after the last stage: a tracking changes none. */
function latest(stages: readonly Stage[]) {
  const last = stages.at(-1);
  const accounting = stages.findLast(({ kind }) => kind !== 'tracking');
  return {
    status: accounting?.kind ?? 'received',
    reason: accounting?.reason ?? 'approved',
    isCredited: last?.kind === 'tracking',
    atMs: last?.atMs ?? 0,
  };
}

function event(stage: Stage, seed: string, { currency }: TransferFields): Json {
  const id = `EV${createHash('sha256').update(seed).digest('hex').slice(0, 28).toUpperCase()}`;
  if (stage.kind === 'tracking') {
    const trackingData = { status: 'credited', type: 'confirmation' };
    return { id, trackingData, type: 'tracking', updateDate: timeOf(stage.atMs) };
  }
  return {
    bookingDate: timeOf(stage.atMs),
    id,
    mutations: [{ currency, ...numbers(stage.mutation) }],
    ...(stage.reason === 'approved' ? {} : { reason: stage.reason }),
    status: stage.kind,
    type: 'accounting',
    valueDate: timeOf(stage.atMs),
  };
}

function sums(stages: readonly Stage[]) {
  const total = (name: keyof Stage['mutation']) =>
    Number(stages.reduce((sum, { mutation }) => sum + (mutation[name] ?? 0n), 0n));
  return { balance: total('balance'), received: total('received'), reserved: total('reserved') };
}

function numbers(mutation: Stage['mutation']): Json {
  return Object.fromEntries(Object.entries(mutation).map(([name, minor]) => [name, Number(minor)]));
}

/** ISO 8601 extended with an offset, to the second, as Adyen writes times: here Amsterdam in winter. */
function timeOf(ms: number): string {
  return offsetTime(ms, 1);
}
