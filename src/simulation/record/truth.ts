import type { BankOrder, SentCopy } from '../../oracle/evidence.ts';
import type { BankInstruction } from '../../sandbox/bank/bank.ts';

/**
 * What really happened, told by the wire and the banks and by nobody else. Moments are numbers of
 * one sequence over the whole run, so that what was said can be held against what was true then.
 */
export interface Truth {
  /** The next moment. */
  now(): number;
  /** A copy of an instruction leaves for a partner; returns how to say what became of it. */
  copyLeaves(partner: string, payoutId: string): Copy;
  /** Hears every change of a bank's instruction. */
  hear(partner: string, instruction: BankInstruction): void;
  readonly copies: readonly Copy[];
  readonly orders: readonly Order[];
  ordersUnder(partner: string, reference: string): readonly Order[];
  /** True while a copy is on its way to the partner: nobody can say yet that nothing will come. */
  hasCopyUnderWay(partner: string): boolean;
  /** Accepted orders that are neither executed nor ended. */
  pending(): readonly Order[];
}

/** One copy on the wire. */
export interface Copy extends SentCopy {
  readonly partner: string;
  /** The partner takes it in hand; what it does meanwhile is this copy's doing. */
  arrive<T>(handle: () => T): T;
}

/** One order in a bank's hands. */
export interface Order extends BankOrder {
  readonly bankReference: string;
  executedAt: number | null;
  returnedAt: number | null;
  isPending: boolean;
  status: BankInstruction['status'];
}

/** Opens an account of a run in which nothing has happened yet. */
export function createTruth(): Truth {
  const copies: Copy[] = [];
  const orders = new Map<string, Order>();
  const byReference = new Map<string, Order[]>();
  const underWay = new Map<string, number>();
  let moment = 0;
  let arriving: Copy | null = null;

  function take(partner: string, instruction: BankInstruction): Order {
    const { reference, bankReference, amountMinor: minor, currency } = instruction;
    const order: Order = {
      partner,
      reference,
      bankReference,
      amount: { currency, minor },
      payee: instruction.creditorAccount,
      leftAt: arriving?.leftAt ?? moment,
      executedAt: null,
      returnedAt: null,
      isPending: true,
      status: 'accepted',
    };
    const key = keyOf(partner, reference);
    orders.set(`${key} ${bankReference}`, order);
    byReference.set(key, [...(byReference.get(key) ?? []), order]);
    return order;
  }

  return {
    now: () => ++moment,
    copies,
    get orders() {
      return [...orders.values()];
    },
    copyLeaves(partner, payoutId) {
      underWay.set(partner, (underWay.get(partner) ?? 0) + 1);
      const copy: Copy = {
        partner,
        payoutId,
        leftAt: ++moment,
        arrive(handle) {
          arriving = copy;
          underWay.set(partner, (underWay.get(partner) ?? 0) - 1);
          try {
            return handle();
          } finally {
            arriving = null;
          }
        },
      };
      copies.push(copy);
      return copy;
    },
    hear(partner, instruction) {
      const { reference, bankReference, status } = instruction;
      const key = `${keyOf(partner, reference)} ${bankReference}`;
      const order = orders.get(key) ?? take(partner, instruction);
      order.status = status;
      order.isPending = status === 'accepted';
      moment += 1;
      if (status === 'executed') order.executedAt ??= moment;
      if (status === 'returned') order.returnedAt ??= moment;
    },
    ordersUnder: (partner, reference) => byReference.get(keyOf(partner, reference)) ?? [],
    hasCopyUnderWay: (partner) => (underWay.get(partner) ?? 0) > 0,
    pending: () => [...orders.values()].filter(({ isPending }) => isPending),
  };
}

function keyOf(partner: string, reference: string): string {
  return `${partner} ${reference}`;
}
