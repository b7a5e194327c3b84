/** How much may go wrong in one check. Each number is a budget of the whole run of one payout. */
export interface Bounds {
  /** Crashes of the gateway, at any point. */
  readonly crashes: number;
  /** Copies of one attempt, 1 to 3. */
  readonly sends: number;
  /** Attempts, 1 or 2. */
  readonly attempts: number;
  /** Whether banks call back: any number of times, late and in any order. */
  readonly callbacks: boolean;
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
  /** Copies that the network delivers twice, to partners that recognise a key. */
  readonly twins: number;
  /** What each of the two partners promises. */
  readonly partners: readonly [Profile, Profile];
  /** What counts as one state. */
  readonly merging: Merging;
  /** States after which the search stops. */
  readonly limit: number;
}

/** From the plainest to the strongest. */
export const MERGINGS = ['payouts', 'classes', 'deafness'] as const;

/**
 * `payouts`: two payouts are one state when their canonical forms are equal. `classes`: when no
 * sequence of facts can tell them apart (bisimulation; the product's answers are written out first).
 * `deafness`: the same, and what nobody will ever listen to is taken out of the world around them.
 */
export type Merging = (typeof MERGINGS)[number];

/**
 * `asks`: "not found" is proof after the drain time. `repeats`: it never is, but copies are
 * recognised by their key. `frees`: as `repeats`, but what it refused or cancelled frees the key, so
 * the next copy opens a new record in place of the old. `forgets`: copies are not recognised at all.
 */
export type Profile = 'asks' | 'repeats' | 'frees' | 'forgets';

/** Two partners, nothing but the messages themselves: where mutations are looked for. */
export const BARE: Bounds = {
  crashes: 0,
  sends: 1,
  attempts: 2,
  callbacks: false,
  returns: 0,
  cancel: false,
  holds: false,
  operators: false,
  deadline: false,
  lies: 0,
  twins: 0,
  partners: ['asks', 'asks'],
  merging: 'payouts',
  limit: 400_000,
};

/** One attempt, with people: past the partner's horizon only they can end a doubt. */
const ONE: Bounds = { ...BARE, attempts: 1, callbacks: true, operators: true };

/** Everything at once that goes wrong with one copy of each attempt. */
const ALL: Bounds = {
  ...BARE,
  crashes: 1,
  callbacks: true,
  returns: 1,
  cancel: true,
  holds: true,
  operators: true,
  partners: ['asks', 'repeats'],
  limit: 30_000_000,
};

/** A second of work each, exhausted: part of `npm test`. */
export const SMALL: ReadonlyMap<string, Bounds> = new Map([
  ['holds, a cancel and a deadline', { ...ONE, cancel: true, holds: true, deadline: true }],
  ['a crash and a cancel', { ...ONE, crashes: 1, cancel: true }],
  [
    'returns, and partners whose "not found" proves nothing',
    { ...ONE, returns: 1, partners: ['repeats', 'forgets'] },
  ],
  ['a network that delivers a copy twice', { ...ONE, twins: 1 }],
  ['a bank that lies', { ...ONE, cancel: true, returns: 1, lies: 1 }],
]);

/** Half a minute of work, exhausted: part of `npm run test:long`. */
export const MEDIUM: ReadonlyMap<string, Bounds> = new Map([
  ['two copies', { ...ONE, crashes: 1, sends: 2, merging: 'deafness' }],
  [
    'two partners, and a copy delivered twice',
    { ...BARE, operators: true, twins: 1, merging: 'deafness' },
  ],
  [
    'a refusal that frees the key, and a copy delivered twice',
    {
      ...BARE,
      operators: true,
      twins: 1,
      partners: ['frees', 'asks'],
      merging: 'deafness',
    },
  ],
  ['two partners', { ...ONE, crashes: 1, attempts: 2, merging: 'deafness' }],
]);

/** What goes wrong in the bounds in which the network delivers a copy twice. */
const TWICE: Bounds = {
  ...BARE,
  crashes: 1,
  operators: true,
  twins: 1,
  merging: 'deafness',
  limit: 8_000_000,
};

/** The bound that the proof names: two copies to each of two partners, and everything at once. */
const FULL: Bounds = { ...ALL, sends: 2, merging: 'deafness' };

/**
 * Minutes of work, exhausted: `breakwater prove model` alone. Each is a corner; all of them in one
 * are more states than this machine searches. In no bound come together: a copy delivered twice with
 * returns or holds, nor, at two partners, with callbacks or second copies; a deadline with two
 * partners or two copies; a lie with two partners. None has two crashes, two returns, three copies
 * or batches.
 */
export const LARGE: ReadonlyMap<string, Bounds> = new Map([
  [
    'a copy delivered twice, two partners, a crash and a cancel',
    { ...TWICE, cancel: true, partners: ['asks', 'repeats'] },
  ],
  [
    'the same, at a partner whose refusals free the key',
    { ...TWICE, cancel: true, partners: ['frees', 'asks'] },
  ],
  ['one of two copies delivered twice, and a crash', { ...TWICE, attempts: 1, sends: 2 }],
  ['the full bound', FULL],
]);

/** The full bound without any merging: more states than this machine holds, hence cut off. */
export const CUT_OFF: Bounds = { ...FULL, merging: 'payouts', limit: 3_000_000 };
