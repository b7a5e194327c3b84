/** How much may go wrong in one check. Each number is a budget of the whole run of one payout. */
export interface Bounds {
  /** Crashes of the gateway, at any point. */
  readonly crashes: number;
  /** Copies of one attempt, 1 to 3. */
  readonly sends: number;
  /** Attempts, 1 or 2. */
  readonly attempts: number;
  /** Callbacks under way at one moment, 0 to 2. */
  readonly callbacks: number;
  /** Payments that come back. */
  readonly returns: number;
  /** Whether the caller or an operator may cancel. */
  readonly cancel: boolean;
  /** Whether policy or a partner's refusal may hold the payout, for a person to review. */
  readonly holds: boolean;
  /** Whether two operators may speak; the first of them need not tell the truth. */
  readonly operators: boolean;
  /** Whether the caller set a deadline that may pass. */
  readonly deadline: boolean;
  /** Refusals that a bank reports of what it accepted or paid: no honest bank has any. */
  readonly lies: number;
  /** What each of the two partners promises. */
  readonly partners: readonly [Profile, Profile];
  /** States after which the search stops. */
  readonly limit: number;
}

/**
 * `asks`: "not found" is proof after the drain time. `repeats`: it never is, but copies are
 * recognised by their key. `forgets`: copies are not recognised at all.
 */
export type Profile = 'asks' | 'repeats' | 'forgets';

const BASE: Bounds = {
  crashes: 0,
  sends: 1,
  attempts: 2,
  callbacks: 0,
  returns: 0,
  cancel: false,
  holds: false,
  operators: false,
  deadline: false,
  lies: 0,
  partners: ['asks', 'asks'],
  limit: 400_000,
};

/**
 * One attempt. Past the partner's horizon only people can end a doubt, and only a callback (or a
 * statement) what was accepted; hence both are there.
 */
const ONE: Bounds = { ...BASE, attempts: 1, callbacks: 1, operators: true };

/** Seconds of work. All but those with a limit are exhausted: reaching an end is decided too. */
export const SMALL: ReadonlyMap<string, Bounds> = new Map([
  [
    'holds, cancel and a deadline',
    { ...ONE, cancel: true, holds: true, deadline: true, limit: 100_000 },
  ],
  ['a crash', { ...ONE, crashes: 1 }],
  [
    'a callback and a return',
    { ...ONE, callbacks: 1, returns: 1, partners: ['repeats', 'forgets'] },
  ],
  ['two copies', { ...ONE, sends: 2, limit: 300_000 }],
  ['a bank that lies', { ...ONE, callbacks: 1, lies: 1 }],
]);

/** Half a minute of work each, all exhausted. */
export const MIDDLE: ReadonlyMap<string, Bounds> = new Map([
  [
    'two partners and a return',
    { ...BASE, operators: true, returns: 1, callbacks: 1, limit: 6_000_000 },
  ],
  [
    'two copies, a crash and a callback',
    { ...ONE, sends: 2, crashes: 1, callbacks: 1, limit: 6_000_000 },
  ],
]);

/** The bound that the proof names; more states than any memory holds, hence cut off. */
export const FULL: Bounds = {
  ...BASE,
  crashes: 1,
  sends: 2,
  callbacks: 1,
  returns: 1,
  cancel: true,
  holds: true,
  operators: true,
  partners: ['asks', 'repeats'],
  limit: 6_000_000,
};

/** Two partners, nothing but the messages themselves: where mutations are looked for. */
export const BARE: Bounds = BASE;
