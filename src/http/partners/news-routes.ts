import * as z from 'zod';

import type { UnplacedNews } from '../../payouts/dispatch/unplaced-news.ts';
import type { PayoutService } from '../../payouts/service.ts';
import { Problem } from '../problems/problem.ts';
import { partnerName, patternText, printableText } from '../schemas/fields.ts';
import { json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';

const TAG = 'Operations';

const newsIdSchema = patternText(
  /^[A-Za-z0-9_-]{1,64}$/,
  'must be the id of kept news',
  '6f1d2c3b4a5968778695a4b3c2d1e0f1',
);

const newsSchema = z
  .strictObject({
    id: newsIdSchema,
    partner: z.string(),
    digest: z.string().meta({ description: 'SHA-256 of the message, in hexadecimal.' }),
    sinceMs: z.number(),
    detail: z.string(),
    references: z.array(z.string()).meta({ description: 'Our references that it names.' }),
    payoutId: z.string().nullable(),
  })
  .meta({ id: 'UnplacedNews' }) satisfies z.ZodType<UnplacedNews>;

/** One piece of kept news: the example of the API document, and of tests. */
export const NEWS_EXAMPLE: z.infer<typeof newsSchema> = {
  id: '6f1d2c3b4a5968778695a4b3c2d1e0f1',
  partner: 'alipay',
  digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  sinceMs: 1_795_514_400_000,
  detail: 'returned: no attempt has the key',
  references: ['ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'],
  payoutId: null,
};

/** `GET /v1/partners/:partner/news`: verified news that no payout took. */
export function listNewsRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'get',
    path: '/v1/partners/:partner/news',
    operationId: 'listUnplacedNews',
    tag: TAG,
    summary: 'See the news of a partner that no payout took',
    description:
      'It was verified and it names us, but no attempt has its reference, or it says of an ended ' +
      'attempt what cannot be read. Oldest first; it stays until it is closed.',
    scopes: ['ops'],
    params: z.strictObject({ partner: partnerName() }),
    answers: {
      200: {
        description: 'All of it.',
        schema: z
          .strictObject({ object: z.literal('list'), data: z.array(newsSchema) })
          .meta({ id: 'UnplacedNewsList' }),
        example: { object: 'list', data: [NEWS_EXAMPLE] },
      },
    },
    problems: ['not_found'],
    handle({ params }) {
      const news = service.unplacedNews(params.partner);
      if (news === null) throw new Problem('not_found', { detail: 'No partner has this name.' });
      const data = news.map((one) => ({ ...one, references: [...one.references] }));
      return Promise.resolve(json(200, { object: 'list', data }));
    },
  });
}

/** `POST /v1/partners/:partner/news/:id/close`: it has been dealt with; the reason is kept. */
export function closeNewsRoute(service: PayoutService): Route {
  return guardedRoute({
    method: 'post',
    path: '/v1/partners/:partner/news/:id/close',
    operationId: 'closeUnplacedNews',
    tag: TAG,
    summary: 'Say that news which no payout took has been dealt with',
    description: 'Name and reason are kept. A repeat of the same news does not open it again.',
    scopes: ['ops'],
    params: z.strictObject({ partner: partnerName(), id: newsIdSchema }),
    body: {
      kind: 'json',
      schema: z.strictObject({ reason: printableText(500) }).meta({ id: 'NewsClosing' }),
      example: { reason: 'A return of a payout of the old system; booked there' },
    },
    answers: {
      200: {
        description: 'Closed.',
        schema: z.strictObject({ id: z.string() }).meta({ id: 'ClosedNews' }),
        example: { id: NEWS_EXAMPLE.id },
      },
    },
    problems: ['not_found'],
    async handle({ params, body }, key) {
      const { partner, id } = params;
      const closing = { by: key.person, reason: body.reason };
      if (await service.closeNews(partner, id, closing)) return json(200, { id });
      throw new Problem('not_found', { detail: 'No open news of this partner has this id.' });
    },
  });
}
