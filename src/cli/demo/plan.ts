import { keyedDraw } from '../../runtime/keyed-draw.ts';

/** One loan to pay out, as the demo posts it. */
export interface PlannedPayout {
  readonly key: string;
  readonly phase: Phase;
  readonly body: {
    readonly obligation: string;
    readonly amount: { readonly value: number; readonly currency: string };
    readonly creditor: {
      readonly name: string;
      readonly account: { readonly type: string; readonly value: string; readonly bank?: string };
    };
    readonly remittance: string;
    /** The partners that may pay it, in this order; absent: any that can. */
    readonly route?: readonly string[];
  };
}

export const PHASES = ['before', 'during', 'after'] as const;
export type Phase = (typeof PHASES)[number];

/** The share of all payouts that each phase posts. */
const SHARES = { before: 0.3, during: 0.4, after: 0.3 } as const satisfies Record<Phase, number>;

const SURNAMES = ['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Zhao', 'Huang', 'Zhou', 'Wu'];
const AMOUNT_MINOR_MIN = 10_000;
const AMOUNT_MINOR_SPAN = 190_000;

type Account = PlannedPayout['body']['creditor']['account'];

/** A loan as one partner pays it: to whom, in which money, and who else may step in. */
interface Loan {
  readonly currency: 'CNY' | 'EUR' | 'USD';
  readonly account: (digits: string) => Account;
  readonly route?: readonly string[];
}

const CARD = (digits: string): Account => ({
  type: 'cn_bank_account',
  value: `6225${digits}`,
  bank: '308584000013',
});

/** How each partner is addressed; the numbers are made up and belong to nobody. */
const LOANS = {
  alipay: {
    currency: 'CNY',
    account: (digits) => ({ type: 'alipay_user_id', value: `2088${digits}` }),
  },
  wechat: {
    currency: 'CNY',
    account: (digits) => ({ type: 'wechat_openid', value: `oDemo${digits}_borrower` }),
  },
  // Its caller insists on the bank that breaks: these payouts wait for it.
  isobank: { currency: 'CNY', account: CARD, route: ['isobank'] },
  // This caller takes another bank, too: these go there, as soon as that is proven safe.
  isobankOrCmb: { currency: 'CNY', account: CARD, route: ['isobank', 'cmb'] },
  cmb: { currency: 'CNY', account: CARD, route: ['cmb', 'isobank'] },
  adyen: {
    currency: 'EUR',
    account: (digits) => ({ type: 'iban', value: germanIban(digits) }),
    route: ['adyen', 'isobank'],
  },
  paypal: {
    currency: 'USD',
    account: (digits) => ({ type: 'paypal_email', value: `borrower-${digits}@example.com` }),
  },
} as const satisfies Record<string, Loan>;

type Payer = keyof typeof LOANS;

const EVERYBODY = ['alipay', 'wechat', 'isobank', 'cmb', 'adyen', 'paypal'] as const;

/** Who pays the payouts of a phase, in turn: while the bank is broken, most go to it. */
const TURNS = {
  before: EVERYBODY,
  during: EVERYBODY.flatMap((payer): Payer[] => ['isobankOrCmb', 'isobank', payer]),
  after: EVERYBODY,
} as const satisfies Record<Phase, readonly Payer[]>;

/** The whole session, chosen by the seed: the same payouts in every run, under keys of this run. */
export function planPayouts(count: number, seed: string, runId: string): readonly PlannedPayout[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = (purpose: string) => keyedDraw(seed, purpose, index);
    const digits = String(Math.floor(draw('account') * 1e12)).padStart(12, '0');
    const phase = phaseOf(index / count);
    const turns = TURNS[phase];
    const { currency, account, route }: Loan = LOANS[turns[index % turns.length] ?? 'alipay'];
    const name = `${SURNAMES[Math.floor(draw('name') * SURNAMES.length)] ?? 'Wang'} ${index}`;
    const key = `demo-${runId}-${index}`;
    return {
      key,
      phase,
      body: {
        obligation: key,
        amount: {
          value: AMOUNT_MINOR_MIN + Math.floor(draw('amount') * AMOUNT_MINOR_SPAN),
          currency,
        },
        creditor: { name, account: account(digits) },
        remittance: `loan ${index}`,
        ...(route === undefined ? {} : { route }),
      },
    };
  });
}

/** An account at a bank that exists, with the check digits of ISO 13616 (ISO 7064, mod 97-10). */
function germanIban(digits: string): string {
  const bban = `37040044${digits.slice(-10)}`;
  const check = 98n - (BigInt(`${bban}131400`) % 97n);
  return `DE${check.toString().padStart(2, '0')}${bban}`;
}

function phaseOf(position: number): Phase {
  if (position < SHARES.before) return 'before';
  return position < SHARES.before + SHARES.during ? 'during' : 'after';
}
