import type { CallbackNews } from '../../src/contract/adapter.ts';
import { type Json, type JsonMembers, readMembers } from './json.ts';
import { partnerKeyOf } from './reference.ts';
import { unreadable } from './words.ts';

/** Far above any notice; a larger one is read no further. */
const VALUES_MAX = 5_000;

/**
 * What is left of a genuine notice that cannot be read: nothing where no reference in it has the form
 * of ours, else doubt about each that has, whatever field it stands in. Outside a notice of payments
 * any word of 27 letters and digits looks like one: there, what the journal does not know is somebody
 * else's. Looks inside the texts that hold JSON, as `notdat` does. Total.
 */
export function namedInNotice(notice: JsonMembers, isPayment: boolean): readonly CallbackNews[] {
  const keys = new Set<string>();
  const open: Json[] = [...notice.values()];
  for (let seen = 0; seen < VALUES_MAX; seen++) {
    const value = open.pop();
    if (value === undefined) break;
    if (typeof value === 'string') {
      const key = partnerKeyOf(value);
      if (key !== null) keys.add(key);
    }
    open.push(...insideOf(value));
  }
  const verdict = unreadable('a notice that names us, of a kind that is not catalogued');
  return [...keys].map((partnerKey) => ({
    partnerKey,
    ...(isPayment ? {} : { mayBeAnothers: true }),
    verdict,
  }));
}

function insideOf(value: Json): readonly Json[] {
  if (typeof value === 'string') return [...(readMembers(value)?.values() ?? [])];
  if (value instanceof Map) return [...(value as JsonMembers).values()];
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
