import type { CallbackNews } from '../../contract/adapter.ts';
import type { Journal } from '../../journal/port.ts';
import { checkEcho } from '../decide/check-echo.ts';
import { attemptOf } from '../decide/decision.ts';
import type { Engine } from '../engine/engine.ts';
import type { Fact } from '../model/facts.ts';
import type { AttemptState } from '../model/payout.ts';
import { placeNews } from './place-news.ts';
import type { UnplacedNewsStore } from './unplaced-news.ts';

/** One delivery: who sent it, what its items prove, and the digest of its raw body. */
export interface Delivered {
  readonly partner: string;
  readonly eventId: string;
  readonly proves: 'fact' | 'hint';
  readonly digest: string;
}

/**
 * Takes one item of a delivery. Resolves once it is durable: with its payout (`placed`), or among
 * the news that people look at (`kept`). `full`: it is nowhere, and must not be taken. Rejects with
 * JournalError.
 */
export type TakeNews = (from: Delivered, item: CallbackNews) => Promise<'placed' | 'kept' | 'full'>;

/** What taking news needs of its surroundings. */
export interface TakeNewsSettings {
  readonly journal: Journal;
  readonly engine: Engine;
  readonly unplaced: Pick<UnplacedNewsStore, 'keep'>;
}

/** A callback speaks of the key. It does not say which copy it saw, and must not speak for one. */
const NO_COPY_IN_PARTICULAR = 0;

/** The states of an attempt that the partner is not asked about by itself. */
const HAS_ENDED: ReadonlySet<AttemptState> = new Set(['EXECUTED', 'DEAD', 'RETURNED']);

/** Tells each item to the payout that it is about, and keeps what is about none. */
export function createTakeNews({ journal, engine, unplaced }: TakeNewsSettings): TakeNews {
  const keep = (from: Delivered, item: CallbackNews, payoutId: string | null, detail: string) =>
    unplaced.keep({
      partner: from.partner,
      eventId: from.eventId,
      digest: from.digest,
      references: namesIn(item),
      payoutId,
      detail,
    });

  return async (from, item) => {
    const { verdict } = item;
    const place = await placeNews(journal, from.partner, item);
    if (place.kind === 'ambiguous') return keep(from, item, null, 'it names two attempts at once');
    if (place.kind === 'unknown') {
      if (item.mayBeAnothers === true) return 'placed';
      return keep(from, item, null, `${verdict.kind}: no attempt has the key`);
    }
    const { payoutId, attemptNo } = place.entry;
    const payout = await engine.load(payoutId);
    const attempt = payout === null ? undefined : attemptOf(payout, attemptNo);
    if (payout === null || attempt === undefined)
      return keep(from, item, payoutId, 'its attempt is not on record');
    await engine.tell(payoutId, factOf(item, attemptNo, from));
    // Nobody asks about an attempt that has ended: what cannot be read there, or is about more than
    // was paid, would be lost.
    const read = checkEcho(verdict, attempt, payout.request);
    const isLost = read.kind === 'unknown' && HAS_ENDED.has(attempt.state);
    return isLost && item.isRoutine !== true ? keep(from, item, payoutId, read.detail) : 'placed';
  };
}

/** Every name in it, so that two items of one delivery are two pieces of news. */
function namesIn({ partnerKey, references = [], partnerReference }: CallbackNews): string[] {
  const theirs = partnerReference === undefined ? [] : [partnerReference];
  return [partnerKey, ...references, ...theirs];
}

function factOf(item: CallbackNews, attemptNo: number, { proves, digest }: Delivered): Fact {
  const { verdict, askBy } = item;
  const lent = askBy === undefined ? {} : { askBy };
  const hint = { kind: 'hinted', attemptNo, verdict: verdict.kind, digest, ...lent } as const;
  if (proves === 'hint') return hint;
  const epoch = NO_COPY_IN_PARTICULAR;
  return { kind: 'evidence', source: 'webhook', attemptNo, epoch, verdict, digest, quietMs: 0 };
}
