import type { CallbackNews } from './adapter.ts';

/** Our keys: 32 characters of RFC 4648 base 32. */
const KEY = /^[A-Z2-7]{32}$/;

/** Far above any callback; a larger one is read no further. */
const VALUES_MAX = 5_000;

/** True for text that has the form of our keys; somebody else's may have it too. */
export function isOurKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Every key of ours that stands anywhere in a message, whatever field it stands in: whose news it
 * is, is asked before what it says. Total; looks at 5,000 values at most.
 */
export function namedKeys(message: unknown): readonly string[] {
  const keys = new Set<string>();
  const open: unknown[] = [message];
  for (let seen = 0; seen < VALUES_MAX && open.length > 0; seen++) {
    const value = open.pop();
    if (typeof value === 'string' && isOurKey(value)) keys.add(value);
    if (typeof value === 'object' && value !== null) open.push(...Object.values(value));
  }
  return [...keys];
}

/**
 * What is left of a genuine message that cannot be read: nothing where it names nobody of ours, for
 * then it is somebody else's business; else doubt about each key that it names.
 */
export function unreadNews(message: unknown, detail: string): readonly CallbackNews[] {
  const verdict = { kind: 'unknown', failure: 'technical.thirdparty.contract', detail } as const;
  return namedKeys(message).map((partnerKey) => ({ partnerKey, verdict }));
}
