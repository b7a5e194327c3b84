/**
 * Goal: what the product cannot know, the simulation's books show: else a run without a finding
 * would only say that nobody looked.
 *
 * Method: a bank that executes every copy of an order and answers none of them (seed 3).
 */
import { expect, test } from 'vitest';

import type { BehaviourName } from '../../src/sandbox/behaviours/behaviour.ts';
import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import type { Trouble } from '../../src/simulation/plan/plan.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';

test('a bank that executes every copy is found by its own books (seed 3)', async () => {
  const bad = (name: BehaviourName, value: string | null = null): Trouble => {
    const forMs = 120_000;
    return { atMs: 1, kind: 'behaviour', partner: 'alipay', name, rate: 1, value, forMs };
  };
  const troubles = [
    bad('dedupeOff'),
    bad('callbackLost'),
    bad('resetAfterExecution', 'submit'),
    bad('inquiryNotFoundFor', '100000'),
  ];

  const { broken } = await runPlan({ ...drawPlan(3, 12), troubles });

  expect(broken.join('\n')).toMatch(/paid twice/);
});
