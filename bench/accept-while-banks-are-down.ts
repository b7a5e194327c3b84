/**
 * Question: while every bank's door is closed, how long does POST /v1/payouts take to answer 202?
 *
 * An open loop at a fixed rate on loopback, bounded in count: each request starts at its own time,
 * however slow the others are. The peer is the same gateway while its banks are open.
 *
 *     npm run bench:accept
 */
import { systemRuntime } from '../src/runtime/system-runtime.ts';
import { percentile } from '../src/cli/demo/percentile.ts';
import { openGateway, openSandboxWorld, payoutBody } from '../test/support/world.ts';

const RATE_PER_SECOND = 100;
const REQUESTS = 1_000;
const WARM_UP = 200;
const PARTNERS = ['alipay', 'wechat', 'isobank'] as const;

for (const doors of ['open', 'closed'] as const) {
  const banks = await openSandboxWorld();
  const world = await openGateway({ sandboxUrl: banks.sandbox.url, env: { LOG_LEVEL: 'info' } });
  banks.sendCallbacksTo(world.gateway.url);
  if (doors === 'closed') await banks.close();

  await post(WARM_UP, 'warm');
  const takenMs = await post(REQUESTS, 'run');
  const [p50, p99] = [0.5, 0.99].map((share) => (percentile(takenMs, share) ?? 0).toFixed(1));
  console.log(
    `banks ${doors}: ${REQUESTS} x 202 at ${RATE_PER_SECOND}/s, p50 ${p50} ms, p99 ${p99} ms, node ${process.version}`,
  );
  await world.close();
  if (doors === 'open') await banks.close();

  async function post(count: number, name: string): Promise<number[]> {
    return await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        await systemRuntime.sleep((index * 1_000) / RATE_PER_SECOND);
        const partner = PARTNERS[index % PARTNERS.length] ?? 'alipay';
        const startedMs = systemRuntime.elapsed();
        const reply = await world.post(`${name}-${index}`, payoutBody(partner, `${name}-${index}`));
        await reply.arrayBuffer();
        if (reply.status !== 202) throw new Error(`answered ${reply.status}`);
        return systemRuntime.elapsed() - startedMs;
      }),
    );
  }
}
