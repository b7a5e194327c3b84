import { z } from 'zod';

import { WireError } from '../../contract/exchange.ts';
import { defineFault } from './fault.ts';

/**
 * The connection is reset after the request was written and before the partner read it.
 *
 * For a reset after the partner did its work, see `commit.lost_answer`: to the gateway the two
 * look the same, and it must treat them the same.
 */
export const tcpReset = defineFault({
  id: 'tcp.rst',
  summary: 'The connection is reset after the request was written; the partner never reads it.',
  parameters: { at: '`after_request`' },
  schema: z.strictObject({ at: z.literal('after_request').default('after_request') }),
  truth: () => 'not_executed',
  delayMsMax: () => 0,
  inject: () => (_request, context) => {
    context.onPhase('sent');
    return Promise.reject(new WireError('sent', 'ECONNRESET'));
  },
});
