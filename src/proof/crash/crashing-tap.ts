import { setImmediate } from 'node:timers';

import type { Tap } from '../../contract/exchange.ts';
import type { Fuse } from './fuse.ts';

/**
 * A tap closest to the wire with a fuse at the two ends of a submit: after its bytes were handed to
 * the connected socket, and after its answer was read but nobody has been told.
 */
export function crashingTap(fuse: Fuse): Tap {
  return (next) => async (request, context) => {
    if (context.tags.lane !== 'submit') return await next(request, context);
    const reply = await next(request, {
      ...context,
      onPhase(phase) {
        context.onPhase(phase);
        // One turn later, when the write of this very turn has reached the kernel.
        if (phase === 'sent') setImmediate(() => fuse.pass('bytes-left'));
      },
    });
    fuse.pass('after-answer');
    return reply;
  };
}
