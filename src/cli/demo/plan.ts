import assert from 'node:assert/strict';

import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { readSamplePayouts, type SamplePayouts } from '../../config/sample-payouts.ts';
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
      readonly account: ReturnType<SamplePayouts['account']>;
    };
    readonly remittance: string;
    /** The partners that may pay it, in this order; absent: any that can. */
    readonly route?: readonly string[];
  };
}

/** The parts of a demo run: before the fault, while it is armed, and after it. */
export const PHASES = ['before', 'during', 'after'] as const;

/** One part of a demo run. */
export type Phase = (typeof PHASES)[number];

/** The share of all payouts that each phase posts. */
const SHARES = { before: 0.3, during: 0.4, after: 0.3 } as const satisfies Record<Phase, number>;

const SURNAMES = ['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Zhao', 'Huang', 'Zhou', 'Wu'];
const AMOUNT_MINOR_MIN = 10_000;
const AMOUNT_MINOR_SPAN = 190_000;

/** Account numbers are drawn below this; they are made up and belong to nobody. */
const ACCOUNT_NUMBERS = 1e12;

/** The bank that breaks in the middle of the session. */
export const FAULTY_PARTNER = 'isobank';

/** A loan as one partner pays it: to whom, in which money, and who else may step in. */
type Loan = Pick<SamplePayouts, 'account' | 'currency' | 'route'>;

/** The loans of a phase, in turn: while the bank is broken, most go to it. */
function turnsOf(partners: readonly string[]): Readonly<Record<Phase, readonly Loan[]>> {
  const samples = new Map<string, Loan>(
    partners.map((name) => [name, readSamplePayouts(name, FIXTURES_FOLDER)]),
  );
  const faulty = samples.get(FAULTY_PARTNER);
  assert(faulty !== undefined, `the demo breaks ${FAULTY_PARTNER}, which must be registered`);
  const [standIn] = [...samples].find(
    ([, { currency, route }]) =>
      currency === faulty.currency && route?.includes(FAULTY_PARTNER) === true,
  ) ?? [null];
  // One caller insists on the bank that breaks: these payouts wait for it.
  const insists = { ...faulty, route: [FAULTY_PARTNER] };
  // Another takes a second bank, too: these go there, as soon as that is proven safe.
  const yields = { ...faulty, route: [FAULTY_PARTNER, ...(standIn === null ? [] : [standIn])] };
  samples.set(FAULTY_PARTNER, insists);
  const everybody = [...samples.values()];
  return {
    before: everybody,
    during: everybody.flatMap((loan) => [yields, insists, loan]),
    after: everybody,
  };
}

/**
 * The whole session over these partners, chosen by the seed: the same payouts in every run, under
 * keys of this run. Throws a ConfigError when the sample payouts of a partner cannot be read.
 */
export function planPayouts(
  count: number,
  seed: string,
  runId: string,
  partners: readonly string[],
): readonly PlannedPayout[] {
  const turns = turnsOf(partners);
  return Array.from({ length: count }, (_, index) => {
    const draw = (purpose: string) => keyedDraw(seed, purpose, index);
    const phase = phaseOf(index / count);
    const { currency, account, route } = inTurn(turns[phase], index);
    const name = `${inTurn(SURNAMES, Math.floor(draw('name') * SURNAMES.length))} ${index}`;
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
        creditor: { name, account: account(Math.floor(draw('account') * ACCOUNT_NUMBERS)) },
        remittance: `loan ${index}`,
        ...(route === undefined ? {} : { route }),
      },
    };
  });
}

function inTurn<T>(all: readonly T[], index: number): T {
  const one = all[index % all.length];
  assert(one !== undefined, 'there is something to take turns with');
  return one;
}

function phaseOf(position: number): Phase {
  if (position < SHARES.before) return 'before';
  return position < SHARES.before + SHARES.during ? 'during' : 'after';
}
