/**
 * Goal: the same seed gives the same decisions, byte for byte, in every run, on every machine, in
 * every time zone; so a seed in a report is a fact and not an anecdote.
 *
 * Method: the SHA-256 over every event of every payout in the order of the commits, against those
 * that were committed with the code. They change whenever the product decides, words or numbers its
 * events otherwise; then look whether that was meant, and renew the file with
 * `npx vitest run test/simulation/determinism -u`.
 */
import { afterEach, expect, test } from 'vitest';

import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';

/** Over HTTP, with a liar, with crashes, and others. */
const SEEDS = [1, 10, 18, 20, 33];
const PAYOUTS = 20;

/** Written down: a partner that joins the registry must not change what these decide. */
const PARTNERS = ['isobank', 'alipay', 'wechat', 'cmb', 'adyen', 'paypal'];

const TIME_ZONE = process.env['TZ'];

afterEach(() => {
  if (TIME_ZONE === undefined) delete process.env['TZ'];
  else process.env['TZ'] = TIME_ZONE;
});

test(`seeds ${SEEDS.join(', ')} decide what they decided when the file was written`, async () => {
  expect.hasAssertions();

  for (const timeZone of ['Pacific/Chatham', 'America/St_Johns']) {
    process.env['TZ'] = timeZone;
    const lines: string[] = [];
    for (const seed of SEEDS) {
      const { digest } = await runPlan(drawPlan(seed, PAYOUTS, PARTNERS));
      lines.push(`seed ${seed}, ${PAYOUTS} payouts: ${digest}\n`);
    }
    await expect(lines.join('')).toMatchFileSnapshot('expected-digests.txt');
  }
}, 60_000);
