import assert from 'node:assert/strict';
import { createHash, timingSafeEqual } from 'node:crypto';

import { isSamePerson, personOf } from '../payouts/model/person.ts';

/** What a key may do; each route names those of which it needs one. */
export const API_SCOPES = ['payouts:write', 'payouts:read', 'ops', 'chaos'] as const;

/** What an API key may do. */
export type ApiScope = (typeof API_SCOPES)[number];

/** One API key as the configuration holds it: never the key itself. */
export interface KeyEntry {
  /** Names the key in the audit trail. Unique, however it is spelt. */
  readonly name: string;
  /** Who holds it; the name when left out. Where two people are needed, two keys of one are one. */
  readonly person?: string | undefined;
  /** Whose payouts it makes and sees: the owner of idempotency keys and obligations. */
  readonly caller: string;
  /** SHA-256 of the whole key (`bw_...`) in lower-case hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly ApiScope[];
}

/** Who is asking, once a key was recognised. */
export interface ApiKey {
  readonly name: string;
  /** Who holds it, in the one spelling in which people are compared. */
  readonly person: string;
  readonly caller: string;
  readonly scopes: ReadonlySet<ApiScope>;
}

/** Recognises keys. */
export interface KeyRing {
  /** The key's owner, or `null`. Takes the same time for every key of the same length. */
  find(presented: string): ApiKey | null;
}

/** The key of a first try on one's own machine: all scopes, caller `demo`. Known to the world. */
export const DEMO_KEY = 'demo';

/** Keys compared with each request. */
export const KEYS_MAX = 1_000;

/** Longer texts are no keys of ours and are not hashed. */
const KEY_LENGTH_MAX = 256;

const KEY = /^bw_[A-Za-z0-9_-]{20,}$/;

/**
 * Makes a key ring from the configuration.
 *
 * SHA-256 without salt or stretching is enough because a key is long and random, unlike a
 * password: write at least 128 bits after `bw_`. With `allowDemo: false` (production) neither the
 * demo key nor an entry that holds its digest opens anything.
 *
 * Throws when an entry is malformed, when two share a digest or a name (in any spelling, unless both
 * name the same `person`), or when one would smuggle the demo key in: a gateway must not start with
 * keys nobody meant.
 */
export function createKeyRing(
  entries: readonly KeyEntry[],
  options: { readonly allowDemo: boolean },
): KeyRing {
  assert(entries.length <= KEYS_MAX, `at most ${KEYS_MAX} API keys`);
  const keys = entries.map((entry) => {
    assert(entry.name !== '' && entry.caller !== '', 'an API key needs a name and a caller');
    assert(personOf(heldBy(entry)) !== '', `API key "${entry.name}": nobody can read that name`);
    assert(/^[0-9a-f]{64}$/.test(entry.sha256), `API key "${entry.name}": sha256 is 64 hex digits`);
    assert(entry.sha256 !== DEMO_DIGEST.toString('hex'), `API key "${entry.name}" is the demo key`);
    for (const scope of entry.scopes) {
      assert(API_SCOPES.includes(scope), `API key "${entry.name}": unknown scope "${scope}"`);
    }
    return stored(entry, Buffer.from(entry.sha256, 'hex'));
  });
  assertDistinct(entries.map((entry) => entry.name));
  assertDistinct(entries.map((entry) => entry.sha256));
  assertOfOnePerson(entries);
  const all = options.allowDemo ? [...keys, stored(DEMO_ENTRY, DEMO_DIGEST)] : keys;

  return {
    find(presented) {
      if (presented.length > KEY_LENGTH_MAX) return null;
      if (presented !== DEMO_KEY && !KEY.test(presented)) return null;
      const digest = sha256(presented);
      let found: ApiKey | null = null;
      // To the end on purpose: where a match is found must not show in the time it takes.
      for (const { key, sha256 } of all) {
        if (timingSafeEqual(digest, sha256)) found = key;
      }
      return found;
    },
  };
}

interface StoredKey {
  readonly key: ApiKey;
  readonly sha256: Buffer;
}

const DEMO_DIGEST = sha256(DEMO_KEY);

const DEMO_ENTRY = { name: 'demo', caller: 'demo', scopes: API_SCOPES } as const;

function stored(entry: Omit<KeyEntry, 'sha256'>, digest: Buffer): StoredKey {
  const { name, caller, scopes } = entry;
  const person = personOf(heldBy(entry));
  return { key: { name, person, caller, scopes: new Set(scopes) }, sha256: digest };
}

function heldBy({ name, person }: Pick<KeyEntry, 'name' | 'person'>): string {
  return person ?? name;
}

/** Two names that differ in spelling alone are a mistake, unless both say whose they are. */
function assertOfOnePerson(entries: readonly KeyEntry[]): void {
  for (const [, alike] of Map.groupBy(entries, ({ name }) => personOf(name))) {
    const [first, second] = alike;
    if (first === undefined || second === undefined) continue;
    const areStated = alike.every(
      ({ person }) => person !== undefined && isSamePerson(person, heldBy(first)),
    );
    assert(
      areStated,
      `the API keys "${first.name}" and "${second.name}" differ in spelling alone: give each ` +
        'another name, or the same "person" where one person holds both',
    );
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function assertDistinct(values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  assert(twice === undefined, `two API keys share the name or digest "${twice}"`);
}
