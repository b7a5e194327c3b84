import { z } from 'zod';

import { defineFault } from './fault.ts';

const BODY_CHARS_MAX = 4_096;

/** An HTTP status in the partner's stead, as a proxy or load balancer in front of it would. */
export const httpStatus = defineFault({
  id: 'http.status',
  summary: 'Answers with an HTTP status, before or after the partner did its work.',
  parameters: {
    code: 'the status, 200 to 599',
    body: 'the body, at most 4096 characters; default a short HTML page, as proxies send',
    retryAfter: 'seconds for the `Retry-After` header',
    delivered:
      '`true`: the request reaches the partner and its answer is replaced; default `false`',
  },
  schema: z.strictObject({
    code: z.int().min(200).max(599),
    body: z.string().max(BODY_CHARS_MAX).default('<html><body>chaos</body></html>'),
    retryAfter: z.int().min(0).max(86_400).optional(),
    delivered: z.boolean().default(false),
  }),
  truth: ({ delivered }) => (delivered ? 'executed_unanswered' : 'not_executed'),
  delayMsMax: () => 0,
  inject:
    ({ code, body, retryAfter, delivered }, _tools, next) =>
    async (request, context) => {
      if (delivered) {
        await next(request, context);
      } else {
        context.onPhase('sent');
        context.onPhase('headers');
        context.onPhase('body');
      }
      const headers: Record<string, string> = { 'content-type': 'text/html' };
      if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
      return { status: code, headers, body };
    },
});
