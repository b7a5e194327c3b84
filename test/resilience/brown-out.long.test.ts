/*
 * Goal: the guards survive the overload that back-off and budgets do not: a bank that drops to a
 * fifth of its capacity for twenty seconds (docs/RESILIENCE.md#overload). Recovery within ten
 * seconds, at least a fifth of the payouts paid meanwhile, hardly any wasted work, and no retry
 * storm.
 *
 * Method: the seeded model in virtual time. The bank queues first in, first out and finishes work
 * whose caller has given up. The same offers go through the naive composition (three tries with
 * full jitter) and through our guards. The figures are printed.
 */
import { describe, expect, it } from 'vitest';

import { createPartnerLanes } from '../../src/resilience/partner-lanes.ts';
import { resolveRules } from '../../src/resilience/rules/default-rules.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { BROWN_OUT, measure, queueingBank, type Figures, type Offer } from './brown-out-model.ts';
import { CAPABILITIES, classifyByPhase, readBody } from './harness.ts';
import { fastRuntime } from './fast-runtime.ts';

const UNTIL_MS = 80_000;
const SEEDS = [1, 2, 3];

type Pay = () => Promise<boolean>;

describe('a bank at a fifth of its capacity for twenty seconds', () => {
  it.each(SEEDS)('never recovers under three tries with full jitter (seed %i)', async (seed) => {
    const figures = await run(seed, naive);

    print(`naive, seed ${seed}`, figures);
    expect(figures.recoveryMs).toBeNull();
    expect(figures.loadPerSecondDuring).toBeGreaterThan(1.5 * BROWN_OUT.offeredPerSecond);
  });

  it.each(SEEDS)(
    'is served what it can serve, and recovers, under the guards (seed %i)',
    async (seed) => {
      const figures = await run(seed, guarded);

      print(`guards, seed ${seed}`, figures);
      expect(figures.paidPercentDuring).toBeGreaterThanOrEqual(20);
      expect(figures.recoveryMs).toBeLessThanOrEqual(10_000);
      expect(figures.loadPerSecondDuring).toBeLessThan(0.4 * BROWN_OUT.offeredPerSecond);
      expect(figures.wastedPercent).toBeLessThan(5);
    },
  );
});

function print(name: string, figures: Figures): void {
  console.info(`brown-out, ${name}: ${JSON.stringify(figures)}`);
}

async function run(
  seed: number,
  compose: (bank: ReturnType<typeof queueingBank>, runtime: Runtime) => Pay,
): Promise<Figures> {
  const runtime = fastRuntime(seed);
  const bank = queueingBank(runtime);
  const pay = compose(bank, runtime);
  const offers: Offer[] = [];
  let nextAtMs = 0;
  const offerDue = () => {
    for (; nextAtMs <= runtime.elapsed(); nextAtMs += gapMs(runtime)) {
      const offer: Offer = { atMs: runtime.elapsed(), paid: false };
      offers.push(offer);
      void pay().then((paid) => (offer.paid = paid));
    }
    runtime.schedule(nextAtMs - runtime.elapsed(), offerDue);
  };

  offerDue();
  await runtime.advance(UNTIL_MS + BROWN_OUT.timeoutMs);

  return measure(offers, bank, UNTIL_MS);
}

/** Exponential gaps: payouts do not come on a beat. */
function gapMs(runtime: Runtime): number {
  return (-Math.log(1 - runtime.random()) * 1_000) / BROWN_OUT.offeredPerSecond;
}

/** What most gateways do: three tries, exponential back-off, full jitter, a timeout. */
function naive({ exchange }: ReturnType<typeof queueingBank>, runtime: Runtime): Pay {
  const once = () =>
    Promise.race([
      exchange(
        { method: 'POST', path: '/', headers: {} },
        {
          tags: {
            partner: 'b',
            lane: 'submit',
            payoutId: '',
            attemptNo: 1,
            epoch: 1,
            amountMinor: 1n,
          },
          signal: new AbortController().signal,
          tryIndex: 0,
          onPhase: () => undefined,
        },
      ).then(() => true),
      runtime.sleep(BROWN_OUT.timeoutMs).then(() => false),
    ]);
  return async () => {
    for (let index = 0; index < 3; index += 1) {
      if (await once()) return true;
      await runtime.sleep(runtime.random() * 100 * 2 ** index);
    }
    return false;
  };
}

function guarded({ exchange }: ReturnType<typeof queueingBank>, runtime: Runtime): Pay {
  const limits = { ...CAPABILITIES.limits, concurrencyMax: 100 };
  const capabilities = { ...CAPABILITIES, limits };
  const partnerRules = resolveRules(capabilities, {
    lanes: { submit: { tryTimeoutMs: BROWN_OUT.timeoutMs } },
  });
  const lanes = createPartnerLanes({
    partner: 'brownbank',
    capabilities,
    partnerRules: () => partnerRules,
    exchange,
    taps: [],
    probe: () => ({
      request: { method: 'GET', path: '/balance', headers: {} },
      read: () => ({ alive: true }),
    }),
    classifyWire: classifyByPhase,
    runtime,
    emit: () => undefined,
  });
  return async () => {
    const verdict = await lanes.send({
      lane: 'submit',
      call: { request: { method: 'POST', path: '/', headers: {} }, read: readBody },
      tags: {
        partner: 'b',
        lane: 'submit',
        payoutId: 'po',
        attemptNo: 1,
        epoch: 1,
        amountMinor: 1n,
      },
      deadlineAtElapsedMs: runtime.elapsed() + 10_000,
      onLate: () => undefined,
    });
    return verdict.kind === 'executed';
  };
}
