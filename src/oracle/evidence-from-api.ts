import { PAYOUT_STATES, type PayoutState } from '../payouts/model/payout.ts';
import { type BankOrder, END, type Evidence, type PayoutRecord, START } from './evidence.ts';

/** A payout as the gateway's API tells it; only what the judge needs. */
export interface ToldPayout {
  readonly id: string;
  readonly state: string;
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  readonly safeToResubmit: boolean;
  readonly obligation: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly attempts: readonly {
    readonly no: number;
    readonly partner: string;
    readonly partnerKey: string;
  }[];
}

/** A line of a partner's own books: one reference that was executed. */
export interface BookLine {
  readonly partner: string;
  readonly reference: string;
  readonly amountMinor: string;
  readonly currency: string;
  /** How often; the amount is that of the first. */
  readonly executions: number;
  /** `returned` when the money came back. */
  readonly status: string;
}

/** What an outside client of a gateway knows when all is over. */
export interface ApiView {
  /** Payouts whose acceptance was acknowledged. */
  readonly acceptedIds: readonly string[];
  /** What the API tells of each of them, by id; one that it does not know is missing. */
  readonly told: ReadonlyMap<string, ToldPayout>;
  readonly books: readonly BookLine[];
  /** Whether these are all payouts that were ever ordered at these banks. */
  readonly isAll: boolean;
}

/**
 * Evidence from outside: the banks' books against what the API tells in the end. Blind to everything
 * the gateway believes about partners: an execution belongs to a payout when its reference is one
 * of the keys that the API shows for it, and to nobody otherwise. Throws for a state that is none.
 */
export function evidenceFromApi({ acceptedIds, told, books, isAll }: ApiView): Evidence {
  const payouts = acceptedIds.flatMap((id) => {
    const payout = told.get(id);
    return payout === undefined ? [] : [payout];
  });
  return {
    orders: books.flatMap(ordersOf),
    copies: [],
    payouts: payouts.map(recordOf),
    webhooks: null,
    told: {
      acknowledged: new Set(acceptedIds),
      statements: payouts.map(({ id, state, moneyMoved, safeToResubmit }) => {
        const claim = { state: stateOf(state), moneyMoved, safeToResubmit };
        return { payoutId: id, how: 'GET', ...claim, asOf: END };
      }),
      webhooks: new Set(),
      finalStates: new Map(payouts.map(({ id, state }) => [id, state])),
      restores: [],
    },
    liars: new Set(),
    othersOrder: !isAll,
  };
}

function ordersOf(line: BookLine): readonly BankOrder[] {
  const { partner, reference, amountMinor, currency, executions, status } = line;
  const order = {
    partner,
    reference,
    amount: { currency, minor: BigInt(amountMinor) },
    payee: null,
    leftAt: START,
    executedAt: START,
    isPending: false,
  };
  return Array.from({ length: executions }, (_, index) => {
    // The status is that of the first.
    return { ...order, returnedAt: index === 0 && status === 'returned' ? START : null };
  });
}

function recordOf({ id, state, obligation, amount, attempts }: ToldPayout): PayoutRecord {
  return {
    id,
    loan: obligation,
    amount: { currency: amount.currency, minor: BigInt(amount.value) },
    payee: null,
    state: stateOf(state),
    isDue: true,
    conflictAt: null,
    quarantine: null,
    distrust: null,
    attempts: attempts.map(({ no, partner, partnerKey }) => {
      return { no, partner, partnerKey, startedAtMs: START, deadAt: null, death: null };
    }),
  };
}

function stateOf(text: string): PayoutState {
  const state = PAYOUT_STATES.find((known) => known === text);
  if (state === undefined) throw new Error(`the API told a state that is none: ${text}`);
  return state;
}
