import { z } from 'zod';

import type { Runtime } from '../../runtime/runtime.ts';
import { defineFault, type FaultTools } from './fault.ts';

const DELAY_MS_MAX = 120_000;
const milliseconds = z.number().min(0).max(DELAY_MS_MAX);

const distribution = z.union([
  z.strictObject({ fixed: milliseconds }),
  z.strictObject({ uniform: z.tuple([milliseconds, milliseconds]) }),
  z.strictObject({
    lognormal: z.union([
      z.strictObject({ median: milliseconds.min(1), sigma: z.number().min(0).max(3) }),
      z.strictObject({ p50: milliseconds.min(1), p99: milliseconds.min(1) }),
    ]),
  }),
]);

type Distribution = z.infer<typeof distribution>;

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874;

/** Adds latency before the request is sent, or after the partner did its work. */
export const delay = defineFault({
  id: 'delay',
  summary: 'Adds latency: before the request leaves, or to the answer once the partner is done.',
  parameters: {
    dist: '`{fixed: ms}`, `{uniform: [ms, ms]}`, `{lognormal: {median, sigma}}` or `{lognormal: {p50, p99}}`; at most 120000 ms',
    where: '`before_send` or `after_execute` (default)',
  },
  schema: z.strictObject({
    dist: distribution,
    where: z.enum(['before_send', 'after_execute']).default('after_execute'),
  }),
  truth: () => 'none',
  delayMsMax: ({ dist }) => longestDelayMs(dist),
  inject: ({ dist, where }, tools, next) => {
    const delayMs = drawDelayMs(dist, tools);
    if (where === 'before_send') {
      return async (request, context) => {
        await pause(tools.runtime, delayMs, context.signal);
        return next(request, context);
      };
    }
    return async (request, context) => {
      const reply = await next(request, context);
      await pause(tools.runtime, delayMs, context.signal);
      return reply;
    };
  },
});

function longestDelayMs(dist: Distribution): number {
  if ('fixed' in dist) return dist.fixed;
  // A lognormal draw has no bound of its own.
  return 'uniform' in dist ? Math.max(...dist.uniform) : DELAY_MS_MAX;
}

/** The delay of one exchange, bounded, drawn from its own key. */
export function drawDelayMs(dist: Distribution, { draw }: Pick<FaultTools, 'draw'>): number {
  if ('fixed' in dist) return dist.fixed;
  if ('uniform' in dist) {
    const [low, high] = dist.uniform;
    return low + (high - low) * draw('uniform');
  }
  const { lognormal } = dist;
  const median = 'median' in lognormal ? lognormal.median : lognormal.p50;
  const sigma =
    'sigma' in lognormal ? lognormal.sigma : Math.log(lognormal.p99 / lognormal.p50) / Z99;
  return Math.min(DELAY_MS_MAX, median * Math.exp(sigma * standardNormal(draw)));
}

/** Box and Muller, from two keyed draws. */
function standardNormal(draw: FaultTools['draw']): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw('radius')));
  return radius * Math.cos(2 * Math.PI * draw('angle'));
}

/**
 * Cut short by an abort, like the partner's own slowness: what follows meets the aborted signal
 * and ends as it would without us.
 */
async function pause(runtime: Runtime, delayMs: number, signal: AbortSignal): Promise<void> {
  await runtime.sleep(delayMs, signal).catch(() => undefined);
}
