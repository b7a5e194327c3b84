import type { Verdict } from '../../contract/verdict.ts';
import type { Attempt, AttemptHint, Payout } from './payout.ts';

/**
 * The shortest pause between two questions about one attempt that hints bring forward: whoever
 * can forge hints must not be able to make us hammer the partner.
 */
export const HINT_PAUSE_MS_MIN = 60_000;

const HINT_PAUSE_MS_MAX = 3_600_000;

/** Hourly but for the first seven: as long as PayPal repeats its notices. */
const LENT_QUESTIONS_MAX = 80;

/** Names of one attempt that are kept at a time. */
const LENT_NAMES_MAX = 8;

const NO_NAMES: readonly string[] = [];

/** A hint that the partner denied this often, over half an hour, was none. */
const DENIALS_MAX = 6;

/** When a hint is followed for the first time: at once, but for the pause after the last one. */
export function firstAskAtMs(hint: AttemptHint | undefined, nowMs: number): number {
  const lastMs = hint?.askedAtMs ?? null;
  return lastMs === null ? nowMs : Math.max(nowMs, lastMs + HINT_PAUSE_MS_MIN);
}

/**
 * When it is followed again after a question that leaves at `nowMs`: a minute, doubling to an hour once
 * each lent name was asked by; `null` where questions by such names, over three days, found nothing.
 */
export function nextAskAtMs({ asked, askBy = [] }: AttemptHint, nowMs: number): number | null {
  if (askBy.length > 0 && asked >= LENT_QUESTIONS_MAX) return null;
  const doublings = Math.max(0, asked - Math.max(0, askBy.length - 1));
  return nowMs + Math.min(HINT_PAUSE_MS_MAX, HINT_PAUSE_MS_MIN * 2 ** doublings);
}

/** True where the partner can be asked without a lent name: by our key, or by what it calls the attempt. */
export function isNamed({ terms, partnerReference }: Attempt): boolean {
  return terms.inquiryBy === 'key' || partnerReference !== null;
}

/**
 * The names to ask by once a hint has lent `name`; those that there are where it brings none, or there
 * is no need. A full list begins anew when each of them was asked by: no flood of names makes more than
 * a line per question.
 */
export function lendName(attempt: Attempt, name: string | undefined): readonly string[] {
  const { hint } = attempt;
  const known = hint?.askBy ?? NO_NAMES;
  if (isNamed(attempt) || name === undefined || known.includes(name)) return known;
  if (known.length < LENT_NAMES_MAX) return [...known, name];
  return (hint?.asked ?? 0) >= known.length ? [name] : known;
}

/** The lent name whose turn it is, the newest first; `undefined` where the attempt has its own. */
export function lentName({ partnerReference, hint }: Attempt): string | undefined {
  const names = hint?.askBy ?? NO_NAMES;
  if (partnerReference !== null || hint === undefined || names.length === 0) return undefined;
  return names[names.length - 1 - (hint.asked % names.length)];
}

/**
 * The hint after an answer of the partner. An answer that says the same ends it: it is evidence, and
 * has done its work. Another one may only be too early, so it takes some of them to end it.
 */
export function answered(
  hint: AttemptHint,
  { verdict }: { readonly verdict: Verdict['kind'] },
): AttemptHint {
  if (hint.dueAtMs === null || verdict === 'unknown' || verdict === 'neverSent') return hint;
  if (verdict === hint.verdict) return { ...hint, dueAtMs: null };
  const denied = hint.denied + 1;
  return { ...hint, denied, dueAtMs: denied >= DENIALS_MAX ? null : hint.dueAtMs };
}

/** A hint that was just heard; `before` is the last one of the same attempt. */
export function newHint(
  { verdict, dueAtMs, askBy }: Pick<AttemptHint, 'verdict' | 'dueAtMs' | 'askBy'>,
  before: AttemptHint | undefined,
): AttemptHint {
  const names = askBy ?? before?.askBy;
  const hint = { verdict, asked: 0, denied: 0, askedAtMs: before?.askedAtMs ?? null, dueAtMs };
  return names === undefined ? hint : { ...hint, askBy: names };
}

/** The hint after a question that it brought, asked at `atMs`. */
export function followed(
  hint: AttemptHint,
  { atMs, dueAtMs }: { readonly atMs: number; readonly dueAtMs: number | null },
): AttemptHint {
  return { ...hint, asked: hint.asked + 1, askedAtMs: atMs, dueAtMs };
}

/** When the engine must look at the payout again: its next action, or a hint; `null` for never. */
export function dueAtMsOf({ nextAction, attempts }: Payout): number | null {
  const hints = attempts.flatMap(({ hint }) => hint?.dueAtMs ?? []);
  const times = nextAction === null ? hints : [nextAction.atMs, ...hints];
  return times.length === 0 ? null : Math.min(...times);
}
