import type { BankInstruction } from '../../bank/bank.ts';
import type { PaymentView } from './payment-view.ts';
import type { Transfer } from './read-order.ts';

/** What the bank keeps beside its ledger: the ids it has seen and the orders it has rejected. */
export interface PaymentFiles {
  /** The ISO code that says which id of the transfer another message has used, or `null`. */
  repeatedId(transfer: Transfer): string | null;
  keep(transfer: Transfer): void;
  transferOf(msgId: string): Transfer | null;
  /** Keeps a rejection, so that a repeat and an inquiry get the same answer for ever. */
  reject(transfer: Transfer, reasonCode: string, atMs: number): PaymentView;
  rejectionOf(msgId: string): PaymentView | null;
  isFull(): boolean;
}

/** As many as the ledger takes: a bank must stop before its memory ends. */
const FILES_MAX = 500_000;

/** Opens the files; they live as long as the bank. */
export function openPaymentFiles(): PaymentFiles {
  const transfers = new Map<string, Transfer>();
  const rejections = new Map<string, PaymentView>();
  const msgIdByOtherId = new Map<string, string>();

  const keep = (transfer: Transfer): void => {
    if (transfers.has(transfer.ids.msgId)) return;
    transfers.set(transfer.ids.msgId, transfer);
    for (const [, id] of otherIds(transfer)) msgIdByOtherId.set(id, transfer.ids.msgId);
  };

  return {
    keep,
    repeatedId(transfer) {
      const { msgId } = transfer.ids;
      const repeated = otherIds(transfer).find(([, id]) => {
        const owner = msgIdByOtherId.get(id);
        return owner !== undefined && owner !== msgId;
      });
      return repeated?.[0] ?? null;
    },
    transferOf: (msgId) => transfers.get(msgId) ?? null,
    reject(transfer, reasonCode, atMs) {
      const view = rejectedView(transfer, reasonCode, atMs);
      keep(transfer);
      rejections.set(transfer.ids.msgId, view);
      return view;
    },
    rejectionOf: (msgId) => rejections.get(msgId) ?? null,
    isFull: () => transfers.size >= FILES_MAX,
  };
}

/** A payment that was rejected before the ledger knew it. */
export function rejectedView(transfer: Transfer, reasonCode: string, atMs: number): PaymentView {
  const shownMinor = transfer.amountMinor;
  return { transfer, instruction: null, status: 'RJCT', reasonCode, atMs, shownMinor };
}

/** How the ledger's statuses read in ISO. A return is told by its booking, not by the status. */
const STATUSES = {
  accepted: 'ACSP',
  executed: 'ACSC',
  returned: 'ACSC',
  rejected: 'RJCT',
  cancelled: 'CANC',
} as const satisfies Record<BankInstruction['status'], string>;

/** A payment as the ledger has it now. */
export function ledgerView(transfer: Transfer, instruction: BankInstruction): PaymentView {
  return {
    transfer,
    instruction,
    status: STATUSES[instruction.status],
    reasonCode: instruction.status === 'rejected' ? instruction.reasonCode : null,
    atMs: instruction.changedAtMs,
    shownMinor: instruction.amountMinor,
  };
}

function otherIds({ ids }: Transfer): readonly (readonly [code: string, id: string])[] {
  const all: readonly (readonly [string, string, string | null])[] = [
    ['DU02', 'PmtInfId', ids.pmtInfId],
    ['DU03', 'UETR', ids.uetr],
    ['DU04', 'EndToEndId', ids.endToEndId],
    ['DU05', 'InstrId', ids.instrId],
  ];
  return all.flatMap(([code, kind, id]) => (id === null ? [] : [[code, `${kind}:${id}`] as const]));
}
