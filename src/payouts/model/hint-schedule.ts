import type { Verdict } from '../../contract/verdict.ts';
import type { AttemptHint, Payout } from './payout.ts';

/**
 * The shortest pause between two questions about one attempt that hints bring forward: whoever
 * can forge hints must not be able to make us hammer the partner.
 */
export const HINT_PAUSE_MS_MIN = 60_000;

const HINT_PAUSE_MS_MAX = 3_600_000;

/** A hint that the partner denied this often, over half an hour, was none. */
const DENIALS_MAX = 6;

/** When a hint is followed for the first time: at once, but for the pause after the last one. */
export function firstAskAtMs(hint: AttemptHint | undefined, nowMs: number): number {
  const lastMs = hint?.askedAtMs ?? null;
  return lastMs === null ? nowMs : Math.max(nowMs, lastMs + HINT_PAUSE_MS_MIN);
}

/** When it is followed again after a question that leaves at `nowMs`: a minute, doubling to an hour. */
export function nextAskAtMs({ asked }: AttemptHint, nowMs: number): number {
  return nowMs + Math.min(HINT_PAUSE_MS_MAX, HINT_PAUSE_MS_MIN * 2 ** asked);
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
  { verdict, dueAtMs }: Pick<AttemptHint, 'verdict' | 'dueAtMs'>,
  before: AttemptHint | undefined,
): AttemptHint {
  return { verdict, asked: 0, denied: 0, askedAtMs: before?.askedAtMs ?? null, dueAtMs };
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
