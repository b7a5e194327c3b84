import type { Bank, BankInstruction, BankOrder, GroupPlacement } from './bank.ts';
import { readNumber } from '../behaviours/value-syntax.ts';
import { createBehaviours, type ScriptedBehaviours } from '../behaviours/behaviours.ts';
import { type MoneyAccounts, openAccounts } from './money-accounts.ts';
import { createIntake } from './order-intake.ts';
import { bookEntryOf, type OrderRecord, type StatusLine } from './order-record.ts';
import { createSettlement } from './order-settlement.ts';
import type { SandboxSettings } from './sandbox-settings.ts';

/** What a bank is built from. */
export interface LedgerBankOptions {
  readonly partner: string;
  readonly settings: SandboxSettings;
  /** The currencies it keeps an account in; the first is the one `balanceMinor()` means. */
  readonly currencies: readonly string[];
  /** Each account's opening balance; `settings.openingBalanceMinor` when absent. */
  readonly balanceMinor?: bigint;
  /** How long a reference is known, in ms; for ever when absent. */
  readonly dedupeWindowMs?: number;
  /** After these ends a reference is free: the same one makes another order. None when absent. */
  readonly referenceFreeAfter?: ReadonlySet<BankInstruction['status']>;
}

/** A bank with what its admin needs beyond the common type. */
export interface LedgerBank extends Bank {
  readonly behaviours: ScriptedBehaviours;
  /** Takes several orders of one message, all or none: see `Intake.placeGroup`. */
  placeGroup(reference: string, orders: readonly BankOrder[]): GroupPlacement;
  /** The booked balance of one currency; of the bank's first currency when absent. */
  balanceMinor(currency?: string): bigint;
  /** Executes what is accepted now, stuck or not; `false` when nothing under it is accepted. */
  settle(reference: string): boolean;
  /** Every order taken under a reference, oldest first, with its statuses. No behaviour lies. */
  ordersUnder(reference: string): readonly OrderHistory[];
  /** The latest order under each of the newest `countMax` references, oldest first. */
  latestOrders(countMax: number): readonly OrderHistory[];
  /** The money equation's terms, one line per currency. */
  totals(): readonly MoneyTotals[];
}

/** One order with all its statuses. */
interface OrderHistory {
  readonly instruction: BankInstruction;
  readonly history: readonly StatusLine[];
}

/**
 * One currency's sums in minor units. `balance + executed - returned = opening` must hold;
 * executed and returned are summed over the orders, the balance is kept by its own bookings.
 */
export interface MoneyTotals {
  readonly currency: string;
  readonly openingMinor: bigint;
  readonly balanceMinor: bigint;
  readonly executedMinor: bigint;
  readonly returnedMinor: bigint;
}

/** How long an inquiry lies when a behaviour names no time. */
const NOT_FOUND_MS = 5_000;

/**
 * Opens a stateful bank.
 *
 * Everything happens in one turn of the event loop, so no two copies of an order can pass each
 * other. An order that is taken reserves its amount; the balance moves when it is executed, and
 * back when it is returned. Listeners hear every status, `accepted` included, in the order in
 * which they came. Nothing is written to disk: the books live as long as the sandbox.
 */
export function createBank(options: LedgerBankOptions): LedgerBank {
  const { partner, settings, currencies, dedupeWindowMs = Infinity } = options;
  const { referenceFreeAfter = new Set() } = options;
  const { runtime, log, seed } = settings;
  const behaviours = createBehaviours({ runtime, seed });
  const accounts = openAccounts(currencies, options.balanceMinor ?? settings.openingBalanceMinor);
  const recordsByReference = new Map<string, OrderRecord[]>();
  const { tell, onChange } = createTeller(`sandbox ${partner}`, log);
  const settlement = createSettlement({ settings, behaviours, accounts, tell });
  const common = { partner, settings, behaviours, accounts, settlement, tell };
  const intake = createIntake({
    ...common,
    recordsByReference,
    dedupeWindowMs,
    referenceFreeAfter,
  });
  const recordsOf = (reference: string) => recordsByReference.get(reference) ?? [];

  return {
    partner,
    behaviours,
    place: intake.place,
    placeGroup: intake.placeGroup,
    onChange,
    find(reference) {
      const record = recordsOf(reference).at(-1);
      if (record === undefined) return null;
      const ageMs = runtime.now() - record.instruction.placedAtMs;
      const isYoung = (value: string | null) => ageMs < readNumber(value, NOT_FOUND_MS);
      const lies = behaviours.strikesWhere('inquiryNotFoundFor', reference, '', isYoung);
      return lies === null ? record.instruction : null;
    },
    cancel(reference) {
      const record = recordsOf(reference).at(-1);
      if (record === undefined) return 'notFound';
      settlement.end(record, 'cancelled', null);
      return record.instruction.status === 'cancelled' ? 'cancelled' : 'tooLate';
    },
    giveBack(reference, reasonCode, feeMinor) {
      const record = lastIn(recordsOf(reference), 'executed');
      return record !== undefined && settlement.giveBack(record, reasonCode, feeMinor);
    },
    settle(reference) {
      const record = lastIn(recordsOf(reference), 'accepted');
      if (record !== undefined) settlement.execute(record);
      return record !== undefined;
    },
    balanceMinor: (currency) => accounts.balanceMinor(currency ?? currencies[0] ?? ''),
    books: () =>
      [...recordsByReference.values()].flatMap((records) => bookEntryOf(partner, records) ?? []),
    ordersUnder: (reference) => recordsOf(reference).map(historyOf),
    latestOrders: (countMax) =>
      [...recordsByReference.values()]
        .slice(-countMax)
        .flatMap((records) => records.slice(-1).map(historyOf)),
    totals: () => {
      const records = [...recordsByReference.values()].flat();
      return currencies.map((currency) => totalsOf(currency, accounts, records));
    },
  };
}

/** True when the bank came from `createBank`. */
export function isLedgerBank(bank: Bank): bank is LedgerBank {
  return 'totals' in bank;
}

interface Teller {
  readonly tell: (instruction: BankInstruction) => void;
  readonly onChange: Bank['onChange'];
}

function createTeller(who: string, log: (line: string) => void): Teller {
  const listeners: ((instruction: BankInstruction) => void)[] = [];
  return {
    onChange(listener) {
      listeners.push(listener);
    },
    tell(instruction) {
      for (const listener of listeners) {
        try {
          listener(instruction);
        } catch (error) {
          // The money has moved whether or not somebody could be told.
          log(`${who}: a listener failed: ${String(error)}`);
        }
      }
    },
  };
}

function lastIn(
  records: readonly OrderRecord[],
  status: BankInstruction['status'],
): OrderRecord | undefined {
  return records.findLast(({ instruction }) => instruction.status === status);
}

function historyOf({ instruction, history }: OrderRecord): OrderHistory {
  return { instruction, history: [...history] };
}

function totalsOf(
  currency: string,
  accounts: MoneyAccounts,
  records: readonly OrderRecord[],
): MoneyTotals {
  let executedMinor = 0n;
  let returnedMinor = 0n;
  for (const record of records) {
    if (record.instruction.currency !== currency || record.executedAtMs === null) continue;
    executedMinor += record.instruction.amountMinor;
    returnedMinor += record.returnedMinor;
  }
  const openingMinor = accounts.openingMinor(currency);
  const balanceMinor = accounts.balanceMinor(currency);
  return { currency, openingMinor, balanceMinor, executedMinor, returnedMinor };
}
