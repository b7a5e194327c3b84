import type { BankInstruction } from '../../bank/bank.ts';
import type { LedgerBank } from '../../bank/ledger-bank.ts';
import type { TransferFields } from './read-order.ts';
import type { TransferView } from './show-order.ts';
import { refusedAtOnce, stagesOf } from './transfer-stages.ts';

/** An answer that a repeat of the request gets again. */
export interface FirstAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * What Adyen keeps beside the ledger: what was asked, what it answered, what it refused. The
 * ledger's reference of an order is the idempotency key of its request.
 */
export interface TransferFiles {
  /** A reference for a request without a key: each is an order of its own. */
  freshKey(reference: string | null): string;
  /** Writes down what a request says, before the ledger tells anybody about it. */
  open(bankKey: string, fields: TransferFields): void;
  /** Records a transfer that Adyen refused without reserving any money. */
  refuse(bankKey: string, fields: TransferFields, reason: string, atMs: number): TransferView;
  isRefused(bankKey: string): boolean;
  answerOf(bankKey: string): FirstAnswer | null;
  keepAnswer(bankKey: string, answer: FirstAnswer): void;
  /** The ledger's references under the caller's reference, oldest first. */
  keysUnder(reference: string): readonly string[];
  keyOfTransfer(id: string): string | null;
  /** Every transfer under one of the ledger's references. */
  views(bankKey: string): readonly TransferView[];
  find(bankKey: string, id: string): TransferView | null;
}

/** Opens the files; they live as long as the sandbox, and the ledger bounds what they hold. */
export function openTransferFiles(
  bank: Pick<LedgerBank, 'ordersUnder' | 'onChange'>,
): TransferFiles {
  const fieldsByKey = new Map<string, TransferFields>();
  const keysByReference = new Map<string, string[]>();
  const keyByTransferId = new Map<string, string>();
  const refusalByKey = new Map<string, TransferView>();
  const answerByKey = new Map<string, FirstAnswer>();

  bank.onChange(({ bankReference, reference }) => keyByTransferId.set(bankReference, reference));

  const views = (bankKey: string): readonly TransferView[] => {
    const refusal = refusalByKey.get(bankKey);
    if (refusal !== undefined) return [refusal];
    const fields = fieldsByKey.get(bankKey);
    if (fields === undefined) return [];
    return bank.ordersUnder(bankKey).map(({ instruction, history }) => {
      const stages = stagesOf(instruction, history);
      return { fields, instruction, stages, shownMinor: instruction.amountMinor };
    });
  };

  return {
    views,
    find: (bankKey, id) =>
      views(bankKey).find(({ instruction }) => instruction.bankReference === id) ?? null,
    freshKey(reference) {
      const wanted = reference ?? 'ADYEN';
      const copies = keysByReference.get(wanted)?.length ?? 0;
      return copies === 0 ? wanted : `${wanted}/${copies + 1}`;
    },
    open(bankKey, fields) {
      if (bank.ordersUnder(bankKey).length > 0) return;
      const reference = fields.reference ?? bankKey;
      const bankKeys = keysByReference.get(reference) ?? [];
      if (!bankKeys.includes(bankKey)) keysByReference.set(reference, [...bankKeys, bankKey]);
      fieldsByKey.set(bankKey, fields);
    },
    refuse(bankKey, fields, reason, atMs) {
      const instruction = refusedInstruction(bankKey, fields, reason, atMs);
      const { amountMinor } = fields;
      const stages = refusedAtOnce(amountMinor, reason, atMs);
      const view = { fields, instruction, stages, shownMinor: amountMinor };
      refusalByKey.set(bankKey, view);
      keyByTransferId.set(instruction.bankReference, bankKey);
      return view;
    },
    isRefused: (bankKey) => refusalByKey.has(bankKey),
    answerOf: (bankKey) => answerByKey.get(bankKey) ?? null,
    keepAnswer(bankKey, answer) {
      answerByKey.set(bankKey, answer);
    },
    keysUnder: (reference) => keysByReference.get(reference) ?? [],
    keyOfTransfer: (id) => keyByTransferId.get(id) ?? null,
  };
}

function refusedInstruction(
  reference: string,
  { amountMinor, currency, iban, fullName }: TransferFields,
  reasonCode: string,
  atMs: number,
): BankInstruction {
  return {
    reference,
    bankReference: `REFUSED${Buffer.from(reference, 'utf8').toString('hex').slice(0, 48)}`,
    amountMinor,
    currency,
    creditorAccount: iban,
    creditorName: fullName,
    status: 'rejected',
    reasonCode,
    feeMinor: 0n,
    placedAtMs: atMs,
    changedAtMs: atMs,
  };
}
