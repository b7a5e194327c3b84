import type { Journal } from '../../journal/port.ts';
import { decodeEvent } from '../model/codec.ts';
import type { RouteRecord } from '../model/route-record.ts';

const PAGE = 500;

/** Inquiries for months make a long life; its attempts are at the beginning of it. */
const EVENTS_MAX = 5_000;

/** How each attempt of a payout was routed, by attempt number, as far as it was recorded. */
export async function routeRecords(
  journal: Pick<Journal, 'events'>,
  payoutId: string,
): Promise<ReadonlyMap<number, RouteRecord>> {
  const records = new Map<number, RouteRecord>();
  for (let afterSeq = 0; afterSeq < EVENTS_MAX;) {
    const page = await journal.events(payoutId, afterSeq, PAGE);
    for (const { kind, document } of page) {
      if (kind !== 'attemptStarted') continue;
      const event = decodeEvent(document);
      if (event.kind === 'attemptStarted' && event.route !== undefined) {
        records.set(event.attempt.no, event.route);
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    afterSeq = last.seq;
  }
  return records;
}
