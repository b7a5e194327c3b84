import type { z } from 'zod';

import { knownKeys } from './known-keys.ts';
import { nearestName } from '../../text/nearest-name.ts';
import type { Complaint } from './complaint.ts';

/** What one finding of the schema says about the file, in the words of its author. */
export function complaintsOf(issue: z.core.$ZodIssue, schema: z.ZodType): readonly Complaint[] {
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, atKey: true, text: `expected ${messageOf(issue.issues)}` }];
  }
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: issue.path, atKey: false, text: expectation(issue) }];
  }
  const known = knownKeys(schema, issue.path);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    atKey: true,
    text: `expected a known key${hint(key, known)}`,
  }));
}

/** The known word that was most likely meant, or all of them. */
export function hint(word: string, known: readonly string[]): string {
  const guess = nearestName(word, known);
  if (guess !== null) return `, did you mean "${guess}"?`;
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `expected at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'invalid_type') {
    return `expected ${EXPECTED.get(issue.expected) ?? issue.expected}`;
  }
  // A rule of ours says what it wants: "a date such as 2026-12-25".
  if (issue.code === 'custom' || issue.code === 'invalid_format') {
    return `expected ${issue.message}`;
  }
  return `expected another value (${issue.message})`;
}

function messageOf(issues: readonly z.core.$ZodIssue[]): string {
  return issues[0]?.message ?? 'another key';
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['string', 'a text'],
  ['array', 'a list'],
  ['object', 'a group of settings'],
  ['record', 'a group of settings'],
]);
