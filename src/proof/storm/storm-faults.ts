import { keyedDraw } from '../../runtime/keyed-draw.ts';

/** What the line does to one exchange between the gateway and a partner. */
export type LineFault =
  | { readonly kind: 'none' }
  /** The request never arrives, and the gateway cannot know. */
  | { readonly kind: 'resetBefore' }
  /** It arrives and is answered; the answer is lost. */
  | { readonly kind: 'resetAfter' }
  /** The answer ends in the middle of its body. */
  | { readonly kind: 'truncate' }
  | { readonly kind: 'answerLate'; readonly delayMs: number }
  /** The line breaks at once, and the request arrives all the same, that much later. */
  | { readonly kind: 'arriveLate'; readonly delayMs: number }
  /**
   * The line stays open and silent until the gateway hangs up, and the request arrives that much later:
   * past the drain time since it was sent, within the drain time since nobody listens.
   */
  | { readonly kind: 'arrivePastDrain'; readonly delayMs: number }
  /** The network delivers one send twice; the first answer is the one that comes back. */
  | { readonly kind: 'twice'; readonly delayMs: number }
  /** It waits for another answer of the same partner, and each gets the other's. */
  | { readonly kind: 'swap' };

/** What happens to one callback on its way. */
export type CallbackFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'late'; readonly delayMs: number }
  | { readonly kind: 'twice'; readonly delayMs: number }
  /** Beside the true one a forged one arrives, with the seal of the true one. */
  | { readonly kind: 'forged' };

type Share<Kind> = readonly [share: number, kind: Kind];

/** Of a hundred exchanges about a quarter are struck: a bad day, not the end of the world. */
const LINE_SHARES: readonly Share<LineFault['kind']>[] = [
  [0.03, 'resetBefore'],
  [0.04, 'resetAfter'],
  [0.03, 'truncate'],
  [0.03, 'answerLate'],
  [0.03, 'arriveLate'],
  [0.06, 'twice'],
  [0.03, 'swap'],
];

const CALLBACK_SHARES: readonly Share<CallbackFault['kind']>[] = [
  [0.1, 'lost'],
  [0.1, 'late'],
  [0.1, 'twice'],
  [0.1, 'forged'],
];

const ANSWER_LATE_MS_MAX = 4_000;
/** Of the drain time after nobody listens: long enough to be past it since the send, and short of its end. */
const PAST_DRAIN_SHARE_MIN = 0.5;
const PAST_DRAIN_SHARE_MAX = 0.75;
const TWICE_MS_MAX = 2_000;
const CALLBACK_LATE_MS_MAX = 8_000;

/** What the line keeps to at one partner. */
export interface LineLimits {
  /** The longest a request may arrive after its line broke; the declared drain time says how long. */
  readonly arriveLateMsMax: number;
  /** The drain time, or as long where the partner has none. */
  readonly drainMs: number;
  /** The share of exchanges that are held. */
  readonly heldShare: number;
}

/** The fault of the exchange with this number; the same seed and number give the same. */
export function drawLineFault(
  { arriveLateMsMax, drainMs, heldShare }: LineLimits,
  ...key: readonly (string | number)[]
): LineFault {
  const shares = [...LINE_SHARES, [heldShare, 'arrivePastDrain'] as const];
  const kind = pick(shares, keyedDraw(...key, 'kind')) ?? 'none';
  const draw = keyedDraw(...key, 'delay');
  switch (kind) {
    case 'answerLate':
      return { kind, delayMs: Math.round(draw * ANSWER_LATE_MS_MAX) };
    case 'arriveLate':
      return { kind, delayMs: Math.round(draw * arriveLateMsMax) };
    case 'arrivePastDrain': {
      const share = PAST_DRAIN_SHARE_MIN + draw * (PAST_DRAIN_SHARE_MAX - PAST_DRAIN_SHARE_MIN);
      return { kind, delayMs: Math.round(share * drainMs) };
    }
    case 'twice':
      return { kind, delayMs: Math.round(draw * Math.min(TWICE_MS_MAX, arriveLateMsMax)) };
    case 'none':
    case 'resetBefore':
    case 'resetAfter':
    case 'truncate':
    case 'swap':
      return { kind };
  }
}

/** The fault of the callback with this number. */
export function drawCallbackFault(...key: readonly (string | number)[]): CallbackFault {
  const kind = pick(CALLBACK_SHARES, keyedDraw(...key, 'kind')) ?? 'none';
  const delayMs = Math.round(keyedDraw(...key, 'delay') * CALLBACK_LATE_MS_MAX);
  switch (kind) {
    case 'late':
    case 'twice':
      return { kind, delayMs };
    case 'none':
    case 'lost':
    case 'forged':
      return { kind };
  }
}

function pick<Kind>(shares: readonly Share<Kind>[], draw: number): Kind | null {
  let from = 0;
  for (const [share, kind] of shares) {
    if (draw < from + share) return kind;
    from += share;
  }
  return null;
}
