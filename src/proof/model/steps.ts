import { attemptNoOf } from './layout.ts';
import { factText } from './questions.ts';
import { MEANING } from './words.ts';

/** Kinds of steps of the world; a step of the gateway is the fact that it was told. */
export const STEP = {
  fact: 0,
  lostCopy: 1,
  lostCancel: 2,
  bankDecides: 3,
  bankKnows: 4,
  bankFindsNothing: 5,
  bankReadsCancel: 6,
  bankSettles: 7,
  bankReturns: 8,
  bankForgets: 9,
  window: 10,
  deadline: 11,
  crash: 12,
  sentUnwritten: 13,
  staleWriter: 14,
} as const;

/** A step as one number: its kind, and what it was about. */
export function step(kind: number, detail: number): number {
  return kind * 65_536 + detail;
}

/** Slot and word, as the detail of a step. */
export function about(slot: number, word: number): number {
  return slot * 16 + word;
}

type Text = (who: string, said: string, detail: number) => string;

const TEXTS: ReadonlyMap<number, Text> = new Map<number, Text>([
  [STEP.fact, (_who, _said, detail) => factText(detail)],
  [STEP.lostCopy, (who) => `a copy of ${who} is lost`],
  [STEP.lostCancel, (who) => `the cancel request for ${who} is lost`],
  [STEP.bankDecides, (who, said) => `the bank receives ${who}: ${said}`],
  [STEP.bankKnows, (who, said) => `the bank receives ${who} again and repeats: ${said}`],
  [STEP.bankFindsNothing, (who) => `the bank is asked about ${who} and finds nothing`],
  [STEP.bankReadsCancel, (who, said) => `the bank reads the cancel of ${who}: ${said}`],
  [STEP.bankSettles, (who, said) => `the bank settles ${who}: ${said}`],
  [STEP.bankReturns, (who) => `the money of ${who} comes back`],
  [STEP.bankForgets, (who) => `the bank forgets the key of ${who}`],
  [STEP.window, (who) => `the key window of ${who} closes`],
  [STEP.deadline, () => `the caller's deadline passes`],
  [STEP.crash, () => 'CRASH and restart'],
  [STEP.sentUnwritten, (who) => `${who} is sent, then CRASH before it was written`],
  [STEP.staleWriter, (_who, _said, detail) => `a second writer, unaware: ${factText(detail)}`],
]);

/** A step in plain words. */
export function stepText(code: number): string {
  const detail = code % 65_536;
  const slot = detail >> 4;
  const partner = slot % 2 === 0 ? 'A' : 'B';
  const who = `attempt ${attemptNoOf(slot)} at ${partner}`;
  const said = MEANING.get(detail % 16)?.text ?? '';
  return TEXTS.get(Math.floor(code / 65_536))?.(who, said, detail) ?? `step ${code}`;
}
