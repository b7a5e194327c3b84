import type { BankInstruction } from '../../sandbox/bank/bank.ts';

/** One time that money left a partner's account, or came back. */
export interface Movement {
  readonly kind: 'paid' | 'returned';
  /** The address whose books it is in. */
  readonly endpoint: string;
  /** Our key. */
  readonly reference: string;
  readonly bankReference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly account: string;
  readonly atMs: number;
}

/**
 * The storm's own books: every movement of money as each bank makes it, written down at that moment
 * and never read from the bank's books. A payment is known by its amount alone, which no two loans
 * share, so that neither keys nor ids of the gateway decide whose it is.
 */
export interface Ledger {
  /** To be called for each change of an instruction at a bank, by the name of its address. */
  note(endpoint: string, instruction: BankInstruction, atMs: number): void;
  /** What was paid and given back under this amount, oldest first. */
  of(currency: string, amountMinor: bigint): readonly Movement[];
  /** Every amount that money moved under. */
  amounts(): readonly { readonly currency: string; readonly amountMinor: bigint }[];
}

/** Books with nothing in them. */
export function createLedger(): Ledger {
  const movements = new Map<string, Movement[]>();
  /** A bank tells of one change as often as it writes to somebody about it. */
  const noted = new Set<string>();

  return {
    note(endpoint, instruction, atMs) {
      const { status, currency, amountMinor } = instruction;
      if (status !== 'executed' && status !== 'returned') return;
      const change = `${endpoint} ${instruction.bankReference} ${status} ${instruction.changedAtMs}`;
      if (noted.has(change)) return;
      noted.add(change);
      const key = keyOf(currency, amountMinor);
      const movement: Movement = {
        kind: status === 'executed' ? 'paid' : 'returned',
        endpoint,
        reference: instruction.reference,
        bankReference: instruction.bankReference,
        amountMinor,
        currency,
        account: instruction.creditorAccount,
        atMs,
      };
      movements.set(key, [...(movements.get(key) ?? []), movement]);
    },
    of: (currency, amountMinor) => movements.get(keyOf(currency, amountMinor)) ?? [],
    amounts: () =>
      [...movements.values()].flatMap(([first]) =>
        first === undefined ? [] : [{ currency: first.currency, amountMinor: first.amountMinor }],
      ),
  };
}

function keyOf(currency: string, amountMinor: bigint): string {
  return `${currency} ${amountMinor}`;
}
