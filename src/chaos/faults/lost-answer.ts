import { z } from 'zod';

import { type ExchangeContext, WireError } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { defineFault } from './fault.ts';

/** Longer than any lane listens for a late answer. */
const SILENCE_MS_MAX = 300_000;

/**
 * The partner executes, and its answer is lost: the fault that finds double payments, and the one
 * that other tools either cannot do or do without saying so.
 */
export const lostAnswer = defineFault({
  id: 'commit.lost_answer',
  summary: 'The request reaches the partner and is executed; its answer is lost.',
  parameters: {
    as: '`rst`: the connection breaks; `timeout`: silence; `5xx`: a 502 page in its place',
  },
  schema: z.strictObject({ as: z.enum(['rst', 'timeout', '5xx']).default('rst') }),
  truth: () => 'executed_unanswered',
  delayMsMax: ({ as }) => (as === 'timeout' ? SILENCE_MS_MAX : 0),
  inject:
    ({ as }, { runtime }, next) =>
    async (request, context) => {
      await next(request, context);
      switch (as) {
        case 'rst':
          throw new WireError('sent', 'ECONNRESET');
        case 'timeout':
          await silence(runtime, context);
          throw new WireError('sent', 'ABORTED');
        case '5xx':
          return {
            status: 502,
            headers: { 'content-type': 'text/html' },
            body: '<html><body>bad gateway</body></html>',
          };
      }
    },
});

async function silence(runtime: Runtime, { signal }: ExchangeContext): Promise<void> {
  await runtime.sleep(SILENCE_MS_MAX, signal).catch(() => undefined);
}
