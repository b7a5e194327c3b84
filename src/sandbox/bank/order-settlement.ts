import type { BankInstruction } from './bank.ts';
import { readTerms } from '../behaviours/value-syntax.ts';
import type { ScriptedBehaviours } from '../behaviours/behaviours.ts';
import type { MoneyAccounts } from './money-accounts.ts';
import { drawOutcome, type OrderOutcome } from './order-outcome.ts';
import type { OrderRecord } from './order-record.ts';
import type { SandboxSettings } from './sandbox-settings.ts';

/** What settlement works on. */
export interface SettlementOptions {
  readonly settings: Pick<SandboxSettings, 'runtime' | 'settleMs'>;
  readonly behaviours: ScriptedBehaviours;
  readonly accounts: MoneyAccounts;
  /** Hears every status an instruction takes after its acceptance. Must not throw. */
  readonly tell: (instruction: BankInstruction) => void;
}

/** The only place where an accepted order changes and money moves. */
export interface Settlement {
  /** Draws the order's outcome and brings it about, at once or later. */
  begin(record: OrderRecord): void;
  /** Executes an accepted order now; does nothing to any other. */
  execute(record: OrderRecord): void;
  /** Ends an accepted order unexecuted and frees its reserved money; nothing to any other. */
  end(record: OrderRecord, status: 'rejected' | 'cancelled', reasonCode: string | null): void;
  /** Brings an executed order's money back, less the fee; `false` when it cannot. */
  giveBack(record: OrderRecord, reasonCode: string, feeMinor: bigint): boolean;
}

/** A return "after" without a time. */
const RETURN_MS = 1_000;

/** Builds the settlement of one bank. Each step happens in one turn, balance and status together. */
export function createSettlement(options: SettlementOptions): Settlement {
  const { settings, behaviours, accounts } = options;

  const execute: Settlement['execute'] = (record) => {
    const { status, reference, currency, amountMinor } = record.instruction;
    if (status !== 'accepted') return;
    record.stopSettlement();
    accounts.payReserved(currency, amountMinor);
    record.executedAtMs = settings.runtime.now();
    change(options, record, { status: 'executed', reasonCode: null, feeMinor: 0n });
    const returns = behaviours.strikes('returnAfter', reference, '');
    if (returns === null) return;
    const { code, delayMs, feeMinor } = readTerms(returns.value);
    settings.runtime.schedule(delayMs ?? RETURN_MS, () => {
      giveBack(options, record, code ?? 'RETURNED', feeMinor ?? 0n);
    });
  };

  /** What no honest bank does, and what a gateway can only notice. */
  const payAllTheSame = (record: OrderRecord): void => {
    const { currency, amountMinor } = record.instruction;
    if (amountMinor > accounts.availableMinor(currency)) return;
    accounts.reserve(currency, amountMinor);
    record.instruction = { ...record.instruction, status: 'accepted' };
    execute(record);
  };

  const reject = (
    record: OrderRecord,
    { reasonCode, paysAfterMs }: Extract<OrderOutcome, { readonly kind: 'reject' }>,
  ): void => {
    if (record.instruction.status !== 'accepted') return;
    end(options, record, 'rejected', reasonCode);
    if (paysAfterMs !== null) settings.runtime.schedule(paysAfterMs, () => payAllTheSame(record));
  };

  return {
    execute,
    end: (record, status, reasonCode) => end(options, record, status, reasonCode),
    giveBack: (record, reasonCode, feeMinor) => giveBack(options, record, reasonCode, feeMinor),
    begin(record) {
      const outcome = drawOutcome(behaviours, record.order.reference, settings.settleMs);
      if (outcome.kind === 'stuck') {
        const { word: reasonCode } = outcome;
        if (reasonCode === null) return;
        change(options, record, { status: 'accepted', reasonCode, feeMinor: 0n });
        return;
      }
      const settle = outcome.kind === 'pay' ? () => execute(record) : () => reject(record, outcome);
      if (outcome.afterMs === 0) settle();
      else record.stopSettlement = settings.runtime.schedule(outcome.afterMs, settle);
    },
  };
}

function change(
  { settings, tell }: SettlementOptions,
  record: OrderRecord,
  changes: Pick<BankInstruction, 'status' | 'reasonCode' | 'feeMinor'>,
): void {
  const changedAtMs = settings.runtime.now();
  const { status, reasonCode } = changes;
  record.instruction = { ...record.instruction, ...changes, changedAtMs };
  record.history.push({ status, reasonCode, atMs: changedAtMs });
  tell(record.instruction);
}

function end(
  options: SettlementOptions,
  record: OrderRecord,
  status: 'rejected' | 'cancelled',
  reasonCode: string | null,
): void {
  const { status: before, currency, amountMinor } = record.instruction;
  if (before !== 'accepted') return;
  record.stopSettlement();
  options.accounts.release(currency, amountMinor);
  change(options, record, { status, reasonCode, feeMinor: 0n });
}

function giveBack(
  options: SettlementOptions,
  record: OrderRecord,
  reasonCode: string,
  feeMinor: bigint,
): boolean {
  const { status, currency, amountMinor } = record.instruction;
  if (status !== 'executed' || feeMinor < 0n || feeMinor > amountMinor) return false;
  record.returnedMinor = amountMinor - feeMinor;
  options.accounts.receive(currency, record.returnedMinor);
  change(options, record, { status: 'returned', reasonCode, feeMinor });
  return true;
}
