import type {
  BankInstruction,
  BankOrder,
  GroupPlacement,
  Placement,
  RefusalReason,
} from './bank.ts';
import { readNumber } from '../behaviours/value-syntax.ts';
import type { ScriptedBehaviours } from '../behaviours/behaviours.ts';
import type { MoneyAccounts } from './money-accounts.ts';
import { readRefusal } from './order-outcome.ts';
import { bankReferenceOf, openRecord, type OrderRecord, sameContent } from './order-record.ts';
import type { Settlement } from './order-settlement.ts';
import type { SandboxSettings } from './sandbox-settings.ts';

/** What the intake works on. */
export interface IntakeOptions {
  readonly partner: string;
  readonly settings: Pick<SandboxSettings, 'runtime' | 'log'>;
  readonly behaviours: ScriptedBehaviours;
  readonly accounts: MoneyAccounts;
  readonly settlement: Settlement;
  /** Every order ever taken, oldest first under its reference; the intake alone adds to it. */
  readonly recordsByReference: Map<string, OrderRecord[]>;
  /** How long a reference is known, in ms; `Infinity` for ever. */
  readonly dedupeWindowMs: number;
  readonly referenceFreeAfter: ReadonlySet<BankInstruction['status']>;
  readonly tell: (instruction: BankInstruction) => void;
}

/** The counter of a bank. */
export interface Intake {
  place(order: BankOrder): Placement;
  /**
   * Takes several orders that came in one message: all, or none.
   *
   * A partner that takes groups has a number of its own for the message, and recognises repeats,
   * throttles and reads the message's magic values by that before it comes here. `reference` is
   * that number: a refusal is drawn once, by it. It must differ from the references of the orders,
   * which keep their own magic values for what happens to them later.
   */
  placeGroup(reference: string, orders: readonly BankOrder[]): GroupPlacement;
}

/** A bank never forgets an order, so it must stop taking them before its memory ends. */
const REFERENCES_MAX = 500_000;

/**
 * Builds the counter at which a bank takes, recognises or refuses orders.
 *
 * An order is looked at in this order: its magic values, throttling, whether it is a repeat, and
 * only then whether it may be taken. So a throttled repeat is refused although the first copy was
 * taken, as it is at real banks, and such a refusal proves nothing about the first copy.
 */
export function createIntake(options: IntakeOptions): Intake {
  const { behaviours } = options;
  return {
    place(order) {
      const { reference } = order;
      const mistake = mistakeIn(options, order);
      if (mistake !== null) return { kind: 'refused', reason: 'invalid', code: null, mistake };
      const throttle = behaviours.strikes('throttle', reference, '');
      if (throttle !== null) return { kind: 'refused', reason: 'throttled', code: throttle.value };
      const earlier = earlierOrder(options, order);
      if (earlier !== null) {
        const kind = sameContent(earlier.order, order) ? 'repeat' : 'otherContent';
        return { kind, instruction: earlier.instruction };
      }
      const refuse = behaviours.strikes('refuse', reference, '');
      if (refuse !== null) return { kind: 'refused', ...readRefusal(refuse.value) };
      const reason = refusalOf(options, order);
      if (reason !== null) return { kind: 'refused', reason, code: null };
      return { kind: 'taken', instruction: take(options, order) };
    },

    placeGroup(reference, orders) {
      for (const [orderIndex, order] of orders.entries()) {
        const mistake = mistakeIn(options, order);
        if (mistake === null) continue;
        return { kind: 'refused', reason: 'invalid', code: null, orderIndex, mistake };
      }
      const refuse = behaviours.strikes('refuse', reference, '');
      if (refuse !== null) {
        return { kind: 'refused', ...readRefusal(refuse.value), orderIndex: null };
      }
      return (
        groupRefusal(options, orders) ?? {
          kind: 'taken',
          instructions: orders.map((order) => take(options, order)),
        }
      );
    },
  };
}

/** Keeps an order's magic values, or says what is wrong with one of them. */
function mistakeIn(
  { partner, settings, behaviours }: IntakeOptions,
  { reference, text, creditorName }: BankOrder,
): string | null {
  const mistake = behaviours.remember(reference, `${text} ${creditorName}`);
  if (mistake !== null) settings.log(`sandbox ${partner}: order refused: ${mistake}`);
  return mistake;
}

/** The earlier order a new one would repeat, as far as this bank still knows. */
function earlierOrder(options: IntakeOptions, { reference }: BankOrder): OrderRecord | null {
  const { behaviours, recordsByReference, settings } = options;
  const record = recordsByReference.get(reference)?.at(-1);
  if (record === undefined) return null;
  if (options.referenceFreeAfter.has(record.instruction.status)) return null;
  const ageMs = settings.runtime.now() - record.instruction.placedAtMs;
  if (ageMs >= options.dedupeWindowMs) return null;
  const isOld = (value: string | null) => ageMs >= readNumber(value, 0);
  const forgets = behaviours.strikesWhere('forgetKeyAfter', reference, '', isOld);
  if (forgets !== null || behaviours.strikes('dedupeOff', reference, '') !== null) return null;
  return record;
}

/** Judges an order; `spentMinor` is what the same message has asked for before it. */
function refusalOf(
  { accounts, recordsByReference }: IntakeOptions,
  { reference, currency, amountMinor }: BankOrder,
  spentMinor = 0n,
): RefusalReason | null {
  if (reference === '' || amountMinor <= 0n || !accounts.has(currency)) return 'invalid';
  if (spentMinor + amountMinor > accounts.availableMinor(currency)) return 'noFunds';
  const isNew = !recordsByReference.has(reference);
  return isNew && recordsByReference.size >= REFERENCES_MAX ? 'busy' : null;
}

/** Money and room lack for the whole message; only a bad order is to blame itself. */
function groupRefusal(
  options: IntakeOptions,
  orders: readonly BankOrder[],
): Extract<GroupPlacement, { readonly kind: 'refused' }> | null {
  const spentMinor = new Map<string, bigint>();
  const seen = new Set<string>();
  for (const [index, order] of orders.entries()) {
    const before = spentMinor.get(order.currency) ?? 0n;
    const reason = seen.has(order.reference) ? 'invalid' : refusalOf(options, order, before);
    if (reason !== null) {
      const orderIndex = reason === 'invalid' ? index : null;
      return { kind: 'refused', reason, code: null, orderIndex };
    }
    spentMinor.set(order.currency, before + order.amountMinor);
    seen.add(order.reference);
  }
  return null;
}

function take(options: IntakeOptions, order: BankOrder): BankInstruction {
  const { partner, settings, accounts, recordsByReference, settlement, tell } = options;
  const earlier = recordsByReference.get(order.reference) ?? [];
  const nowMs = settings.runtime.now();
  const number = bankReferenceOf(partner, order.reference, earlier.length, nowMs);
  const record = openRecord(order, number, nowMs);
  recordsByReference.set(order.reference, [...earlier, record]);
  accounts.reserve(order.currency, order.amountMinor);
  tell(record.instruction);
  settlement.begin(record);
  return record.instruction;
}
