import { createHash } from 'node:crypto';

import { isOurKey } from '../../contract/named-keys.ts';
import type { Journal } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** Verified news of a partner that names us and moved no payout: people must look at it. */
export interface UnplacedNews {
  /** Equal for repeats of the same news; 32 hexadecimal characters. */
  readonly id: string;
  readonly partner: string;
  /** Digest of the raw message, to find it in the partner's log. */
  readonly digest: string;
  /** When it was heard first, Unix ms. */
  readonly sinceMs: number;
  /** Why it could not be placed or read; never personal data. */
  readonly detail: string;
  /** Our references in it; anything that does not look like one of ours is left out. */
  readonly references: readonly string[];
  /** The payout that it names; `null` where none was found. */
  readonly payoutId: string | null;
}

/** A person's word that the news has been dealt with. */
export interface NewsClosing {
  readonly by: string;
  readonly reason: string;
}

/**
 * The news that no payout took. Durable, bounded, and never dropped: where there is no room, the
 * partner is told that it was not taken, and repeats it.
 */
export interface UnplacedNewsStore {
  /** Resolves when it is durable, or was before, open or closed (`kept`), or cannot be (`full`). */
  keep(news: NewUnplacedNews): Promise<'kept' | 'full'>;
  /** What is open at a partner, oldest first. */
  list(partner: string): readonly UnplacedNews[];
  /** How many are open at a partner. */
  count(partner: string): number;
  /** Ends one; its reason is kept. `false`: there is no such news open. Rejects with JournalError. */
  close(partner: string, id: string, closing: NewsClosing): Promise<boolean>;
}

/** What was heard, before it has a number and a time. */
export interface NewUnplacedNews extends Omit<UnplacedNews, 'id' | 'sinceMs'> {
  /** The partner's own id of the event: equal ids are the same event. */
  readonly eventId: string;
}

/** Open news per partner. More than this means that nobody looks. */
export const UNPLACED_NEWS_MAX = 1_000;

const OPEN = 'unplaced-news';
const CLOSED = 'unplaced-news.closed';

/** Letters, digits and hyphens, as in a UETR: like our keys, no name and no account looks so. */
const UETR = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REFERENCES_MAX = 8;
const DETAIL_LENGTH_MAX = 200;

/** Reads back from the journal what is open. Rejects with JournalError. */
export async function openUnplacedNews(
  journal: Journal,
  runtime: Runtime,
): Promise<UnplacedNewsStore> {
  const open = new Map<string, UnplacedNews>();
  for (const { id, document } of await journal.records(OPEN)) {
    if (document !== null) open.set(id, JSON.parse(document) as UnplacedNews);
  }
  const at = (partner: string) => [...open.values()].filter((news) => news.partner === partner);
  const count = (partner: string) => at(partner).length;

  return {
    list: (partner) => at(partner).toSorted((a, b) => a.sinceMs - b.sinceMs),
    count,
    async keep(heard) {
      const news = numbered(heard, runtime.now());
      const id = recordId(news.partner, news.id);
      if (open.has(id) || (await journal.record(CLOSED, id)) !== null) return 'kept';
      if (count(news.partner) >= UNPLACED_NEWS_MAX) return 'full';
      await journal.write({ records: [{ kind: OPEN, id, document: JSON.stringify(news) }] });
      open.set(id, news);
      return 'kept';
    },
    async close(partner, newsId, { by, reason }) {
      const id = recordId(partner, newsId);
      const news = open.get(id);
      if (news === undefined) return false;
      const closed = { ...news, closed: { by, reason, atMs: runtime.now() } };
      await journal.write({
        records: [
          { kind: OPEN, id, document: null },
          { kind: CLOSED, id, document: JSON.stringify(closed) },
        ],
      });
      open.delete(id);
      return true;
    },
  };
}

function numbered({ eventId, ...heard }: NewUnplacedNews, sinceMs: number): UnplacedNews {
  const names = [heard.partner, eventId, ...heard.references];
  const id = createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
  const references = heard.references.filter((name) => isOurKey(name) || UETR.test(name));
  return {
    ...heard,
    id,
    sinceMs,
    detail: heard.detail.slice(0, DETAIL_LENGTH_MAX),
    references: references.slice(0, REFERENCES_MAX),
  };
}

function recordId(partner: string, newsId: string): string {
  return `${partner}:${newsId}`;
}
