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

/** How each partner is addressed; the numbers are made up and belong to nobody. */
const ACCOUNTS = {
  alipay: (digits) => ({ type: 'alipay_user_id', value: `2088${digits.slice(0, 12)}` }),
  wechat: (digits) => ({ type: 'wechat_openid', value: `oDemo${digits.slice(0, 12)}_borrower` }),
  isobank: (digits) => ({
    type: 'cn_bank_account',
    value: `6225${digits.slice(0, 12)}`,
    bank: '308584000013',
  }),
} as const satisfies Record<string, (digits: string) => Account>;

/** Who pays the payouts of a phase, in turn: while the bank is broken, most go to it. */
const TURNS = {
  before: ['alipay', 'wechat', 'isobank'],
  during: ['isobank', 'alipay', 'isobank', 'wechat', 'isobank'],
  after: ['alipay', 'wechat', 'isobank'],
} as const satisfies Record<Phase, readonly (keyof typeof ACCOUNTS)[]>;

/** The whole session, chosen by the seed: the same payouts in every run, under keys of this run. */
export function planPayouts(count: number, seed: string, runId: string): readonly PlannedPayout[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = (purpose: string) => keyedDraw(seed, purpose, index);
    const digits = String(Math.floor(draw('account') * 1e12)).padStart(12, '0');
    const phase = phaseOf(index / count);
    const turns = TURNS[phase];
    const account = ACCOUNTS[turns[index % turns.length] ?? 'alipay'](digits);
    const name = `${SURNAMES[Math.floor(draw('name') * SURNAMES.length)] ?? 'Wang'} ${index}`;
    const key = `demo-${runId}-${index}`;
    return {
      key,
      phase,
      body: {
        obligation: key,
        amount: {
          value: AMOUNT_MINOR_MIN + Math.floor(draw('amount') * AMOUNT_MINOR_SPAN),
          currency: 'CNY',
        },
        creditor: { name, account },
        remittance: `loan ${index}`,
      },
    };
  });
}

function phaseOf(position: number): Phase {
  if (position < SHARES.before) return 'before';
  return position < SHARES.before + SHARES.during ? 'during' : 'after';
}
