import type { BehaviourName } from '../../src/sandbox/bank.ts';
import { mulberry32 } from '../support/virtual-runtime.ts';

/** One thing that happens to the world at a moment of a seed. Plain JSON: a scenario file. */
export type Trouble = { readonly atMs: number } & (
  | { readonly kind: 'fault'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'behaviour';
      readonly partner: string;
      readonly name: BehaviourName;
      readonly rate: number;
      readonly value: string | null;
      readonly forMs: number;
    }
  | { readonly kind: 'crash'; readonly downMs: number }
  | { readonly kind: 'jump'; readonly byMs: number }
);

/** Everything that a seed decides beforehand. */
export interface Plan {
  readonly seed: number;
  readonly payouts: number;
  readonly troubles: readonly Trouble[];
}

/** How long callers keep ordering and troubles keep coming. */
export const STORM_MS = 60_000;

const PARTNERS = ['alipay', 'wechat', 'isobank'] as const;

const FAULTS = [
  { fault: 'connect.refused' },
  { fault: 'tcp.rst' },
  { fault: 'http.status', code: 503 },
  { fault: 'http.status', code: 502, delivered: true },
  { fault: 'commit.lost_answer', as: 'rst' },
  { fault: 'commit.lost_answer', as: 'timeout' },
  { fault: 'commit.lost_answer', as: '5xx' },
  { fault: 'delay', dist: { uniform: [500, 20_000] } },
] as const;

/** Honest banks on a bad day; a bank that executes copies breaks the assumptions of every proof. */
const BEHAVIOURS = [
  ['rejectAfter', null],
  ['rejectAtOnce', null],
  ['returnAfter', null],
  ['payAtOnce', null],
  ['throttle', null],
  ['resetBeforeExecution', null],
  ['resetAfterExecution', null],
  ['silentAfterExecution', null],
  ['answerLate', null],
  ['error500BeforeExecution', null],
  ['error500AfterExecution', null],
  ['garbage', null],
  ['inquiryDown', null],
  ['inquiryNotFoundFor', '4000'],
  ['callbackLate', null],
  ['callbackDuplicate', null],
  ['callbackReorder', null],
  ['callbackLost', null],
  ['callbackEarly', null],
  ['callbackBadSignature', null],
  ['badSignature', null],
  ['down', 'all'],
] as const satisfies readonly (readonly [BehaviourName, string | null])[];

/** Each bank's own word for a closed account: a word outside its tables would be doubt for ever. */
const REFUSALS: Readonly<Record<(typeof PARTNERS)[number], string>> = {
  alipay: 'PAYEE_NOT_EXIST',
  wechat: 'ACCOUNT_NOT_EXIST',
  isobank: 'AC04',
};

/** Behaviours whose value is a word of the bank's. */
const WITH_WORD: ReadonlySet<BehaviourName> = new Set([
  'rejectAfter',
  'rejectAtOnce',
  'returnAfter',
]);

/**
 * WeChat tells nobody of a return, and a return whose only notice is lost would be known from a
 * statement alone, which the gateway does not read yet.
 */
function canBeLearned(troubles: readonly Trouble[]): readonly Trouble[] {
  const returning = new Set(
    troubles.flatMap((trouble) =>
      trouble.kind === 'behaviour' && trouble.name === 'returnAfter' ? [trouble.partner] : [],
    ),
  );
  return troubles.filter(
    (trouble) =>
      trouble.kind !== 'behaviour' ||
      !(
        (trouble.name === 'returnAfter' && trouble.partner === 'wechat') ||
        (trouble.name === 'callbackLost' && returning.has(trouble.partner))
      ),
  );
}

/** Draws the troubles of a seed; the same seed draws the same plan for ever. */
export function drawPlan(seed: number, payouts: number): Plan {
  const random = mulberry32(seed ^ 0x5eed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <const L extends readonly [unknown, ...unknown[]]>(list: L): L[number] =>
    list[below(list.length)] ?? list[0];
  const troubles = Array.from({ length: 4 + below(6) }, (): Trouble => {
    const atMs = below(STORM_MS);
    const roll = random();
    if (roll < 0.4) {
      const body = {
        ...pick(FAULTS),
        on: { partner: pick(PARTNERS), ...(random() < 0.8 ? { op: 'submit' } : {}) },
        rate: 0.3 + 0.7 * random(),
        ttl: `${5 + below(30)}s`,
        seed,
      };
      return { atMs, kind: 'fault', body };
    }
    if (roll < 0.85) {
      const [name, value] = pick(BEHAVIOURS);
      const rate = 0.1 + 0.6 * random();
      const forMs = 5_000 + below(30_000);
      const partner = pick(PARTNERS);
      const word = WITH_WORD.has(name) ? REFUSALS[partner] : value;
      return { atMs, kind: 'behaviour', partner, name, rate, value: word, forMs };
    }
    if (roll < 0.94) return { atMs, kind: 'crash', downMs: 1 + below(5_000) };
    return { atMs, kind: 'jump', byMs: below(240_000) - 120_000 };
  });
  return { seed, payouts, troubles: canBeLearned(troubles.toSorted((a, b) => a.atMs - b.atMs)) };
}
