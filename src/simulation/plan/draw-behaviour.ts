import type { BehaviourName } from '../../sandbox/behaviours/behaviour.ts';
import { BEHAVIOURS } from '../../sandbox/behaviours/behaviour-table.ts';
import type { Chance } from './chance.ts';
import type { Trouble } from './plan.ts';
import type { SimPartner } from '../partners/sim-partners.ts';

/** What a behaviour is to a partner that keeps its word. */
type Manner =
  /** A bad day. */
  | 'honest'
  /** A broken word that callbacks or inquiries bring to light: drawn for the liar of a seed alone. */
  | 'lie'
  /** Not drawn, and why. */
  | { readonly leftOut: string };

const NO_STATEMENTS = { leftOut: 'the gateway reads no statements yet' } as const;
const INVISIBLE = {
  leftOut:
    'a second execution under one reference shows in a statement alone; see the oracle’s test',
} as const;

/** Every behaviour of the table; a new one does not compile until somebody has judged it. */
const MANNERS: Readonly<Record<BehaviourName, Manner>> = {
  payAtOnce: 'honest',
  payAfter: 'honest',
  rejectAtOnce: 'honest',
  rejectAfter: 'honest',
  payAfterReject: 'lie',
  returnAfter: 'honest',
  stuck: 'honest',
  refuse: 'honest',
  throttle: 'honest',
  tokenExpired: 'honest',
  resetBeforeExecution: 'honest',
  resetAfterExecution: 'honest',
  silentAfterExecution: 'honest',
  answerLate: 'honest',
  error500BeforeExecution: 'honest',
  error500AfterExecution: 'honest',
  garbage: 'honest',
  closeKeepAlive: { leftOut: 'there is no socket whose keep-alive could be broken' },
  down: 'honest',
  inquiryNotFoundFor: 'honest',
  inquiryDown: 'honest',
  forgetKeyAfter: INVISIBLE,
  dedupeOff: INVISIBLE,
  callbackLate: 'honest',
  callbackDuplicate: 'honest',
  callbackReorder: 'honest',
  callbackLost: 'honest',
  callbackEarly: 'honest',
  callbackBadSignature: 'honest',
  signTest: 'honest',
  unsignedAnswer: 'honest',
  badSignature: 'honest',
  echoOtherAmount: 'honest',
  clockSkew: 'honest',
  rotateKey: 'honest',
  statementMissingLine: NO_STATEMENTS,
  statementExtraLine: NO_STATEMENTS,
  statementLate: NO_STATEMENTS,
};

/** The names of one manner, in the table's order. */
export function behavioursOf(manner: 'honest' | 'lie' | 'leftOut'): readonly BehaviourName[] {
  // The table's own keys, in its order.
  return (Object.keys(BEHAVIOURS) as BehaviourName[]).filter((name) => {
    const judged = MANNERS[name];
    return typeof judged === 'string' ? judged === manner : manner === 'leftOut';
  });
}

/** Of a promised drain time this much is used up: an honest denial ends before it. */
const DRAIN_SHARE = 0.8;
const PATIENCE_MS = 10_000;

/** The longest that a copy or a denial may outlive its send at a partner that keeps its word. */
export function honestDelayMs({ capabilities }: SimPartner): number {
  const { notFoundIsProofAfterMs: drainMs } = capabilities;
  return drainMs === null ? PATIENCE_MS : Math.floor(drainMs * DRAIN_SHARE);
}

/** Draws a behaviour that an honest partner may show; `null` when the draw does not fit it. */
export function drawBehaviour(
  chance: Chance,
  partner: SimPartner,
): Omit<Trouble & { readonly kind: 'behaviour' }, 'atMs'> | null {
  const name = chance.pick(behavioursOf('honest'));
  if (name === 'returnAfter' && partner.samples.returns === null) return null;
  return {
    kind: 'behaviour',
    partner: partner.name,
    name,
    rate: Math.round((0.1 + 0.6 * chance.next()) * 1_000) / 1_000,
    value: drawValue(name, chance, partner),
    forMs: chance.between(5_000, 35_000),
  };
}

const OPERATIONS = ['submit', 'submit', 'submit', 'inquire', 'submit+inquire', 'cancel', 'all'];
const REFUSALS = ['noFunds', 'payee', 'limit', 'invalid', 'permission', 'busy', 'scripted'];

function drawValue(name: BehaviourName, chance: Chance, partner: SimPartner): string | null {
  const { rejections, returns } = partner.samples;
  switch (BEHAVIOURS[name].value) {
    case 'none':
    case 'free':
      return null;
    case 'ms': {
      const mostMs = name === 'inquiryNotFoundFor' ? honestDelayMs(partner) : PATIENCE_MS;
      return String(chance.between(100, mostMs));
    }
    case 'count':
      return String(chance.between(1, 3));
    case 'code':
      if (name === 'rejectAtOnce') return chance.pick(rejections);
      return name === 'refuse' ? chance.pick(REFUSALS) : null;
    case 'terms': {
      const words = name === 'returnAfter' ? (returns ?? rejections) : rejections;
      const fee = name === 'returnAfter' && chance.happens(0.3) ? ':100' : '';
      return `${chance.pick(words)}:${chance.between(200, 8_000)}${fee}`;
    }
    case 'operation': {
      const delay = chance.happens(0.5) ? `:${chance.between(100, 20_000)}` : '';
      return `${chance.pick(OPERATIONS)}${delay}`;
    }
    case 'seconds':
      return String(chance.between(301, 900) * (chance.happens(0.5) ? 1 : -1));
  }
}
