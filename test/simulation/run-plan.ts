import { createHash } from 'node:crypto';

import type { GatewayEvent } from '../../src/contract/events.ts';
import { isFinal, type PayoutState } from '../../src/payouts/payout.ts';
import type { PayoutView } from '../../src/payouts/view.ts';
import { CREDITORS } from '../support/world.ts';
import { mulberry32 } from '../support/virtual-runtime.ts';
import { type Plan, STORM_MS, type Trouble } from './draw-plan.ts';
import { judgeWorld } from './oracle.ts';
import { CALLER, openSimWorld, type SimWorld } from './sim-world.ts';

/** What became of one seed. */
export interface SeedResult {
  readonly broken: readonly string[];
  /** Digest of every event of every payout, in order. */
  readonly hash: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Doubt drains within the inquiry schedule: an hour after the storm, then hourly. */
const DRAIN_STEP_MS = 300_000;
const DRAIN_STEPS_MAX = 60;
const ROUTES = ['alipay', 'wechat', 'isobank'] as const;

/** Runs one seed from the first order to the last webhook, and lets the oracle judge it. */
export async function runPlan(plan: Plan): Promise<SeedResult> {
  const counts: Record<string, number> = {};
  const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
  const world = await openSimWorld(plan.seed, (event) => countEvent(event, count));
  const acknowledged = new Set<string>();
  const views: PayoutView[] = [];
  const random = mulberry32(plan.seed ^ 0xca11);
  const isOver = () =>
    [...world.disk.payouts.values()].every(
      ({ state }) => isFinal(state as PayoutState) || state === 'CONFLICT' || state === 'HELD',
    ) && world.disk.dueOutbox.size === 0;

  const see = (payout: PayoutView) => {
    acknowledged.add(payout.id);
    views.push(payout);
  };

  /** One caller: orders, sometimes repeats its key, sometimes cancels, and looks. */
  async function order(index: number): Promise<void> {
    const home = ROUTES[Math.floor(random() * 3)] ?? 'alipay';
    const [repeats, cancels, lookMs] = [random() < 0.2, random() < 0.1, random() * 10_000];
    const creditor = { name: 'Zhang San', account: CREDITORS[home] };
    const request = {
      obligation: `loan-${index}`,
      amount: { currency: 'CNY', minor: BigInt(10_000 + index) },
      creditor,
      remittance: 'loan',
      deadlineAtMs: null,
      route: [],
      borrower: null,
      replaces: null,
      metadata: {},
    } as const;
    const key = {
      caller: CALLER,
      idempotencyKey: `key-${index}`,
      fingerprint: `f-${index}`,
      request,
    };
    const scope = { caller: CALLER, by: CALLER };
    for (let tries = 0; tries < (repeats ? 2 : 1); tries++) {
      const outcome = await world.service().accept(key);
      if (outcome.kind === 'accepted' || outcome.kind === 'replayed') see(outcome.payout);
      if (outcome.kind === 'replayed') count('repeated keys');
      const id = 'payout' in outcome ? outcome.payout.id : null;
      if (id === null) continue;
      if (cancels) await world.service().cancel(scope, id);
      await world.time.sleep(lookMs);
      const found = await world.service().get(scope, id);
      if (found !== null) see(found);
    }
  }

  const arrivals = Array.from({ length: plan.payouts }, () => random() * STORM_MS);
  for (const [index, atMs] of arrivals.entries()) {
    world.time.schedule(atMs, () => void order(index));
  }
  for (const trouble of plan.troubles) {
    const waitMs = trouble.atMs - world.time.elapsed();
    if (waitMs > 0) await world.time.advance(waitMs);
    count(trouble.kind);
    await befall(world, trouble);
  }
  await world.time.advance(Math.max(0, STORM_MS - world.time.elapsed()) + 60_000);
  world.calm();
  for (let step = 0; step < DRAIN_STEPS_MAX && !isOver(); step++) {
    await world.time.advance(DRAIN_STEP_MS);
  }
  for (const { body } of world.heard) views.push((JSON.parse(body) as { data: PayoutView }).data);
  world.close();
  for (const { state } of world.disk.payouts.values()) count(`ended ${state}`);
  const broken = judgeWorld(world, { acknowledged, views });
  const late = isOver() ? [] : [`stuck: doubt had not drained ${DRAIN_STEPS_MAX} steps later`];
  return { broken: [...broken, ...late], hash: hashOf(world), counts };
}

async function befall(world: SimWorld, trouble: Trouble): Promise<void> {
  switch (trouble.kind) {
    case 'fault': {
      const armed = world.chaos.arm(trouble.body, 'plan');
      if (!armed.ok) throw new Error(`the plan is wrong: ${JSON.stringify(armed.errors)}`);
      return;
    }
    case 'behaviour': {
      const { name, rate, value, forMs } = trouble;
      const endsAtMs = world.time.now() + forMs;
      world.arm(trouble.partner, { name, rate, value, endsAtMs, times: null });
      return;
    }
    case 'crash':
      return await world.crash(trouble.downMs);
    case 'jump':
      world.time.jumpWallClock(trouble.byMs);
  }
}

function countEvent(event: GatewayEvent, count: (name: string) => void): void {
  if (event.kind === 'breaker.moved' && event.to === 'open') count('breaker openings');
  if (event.kind === 'fault.injected') count('faults injected');
  if (event.kind === 'bug' || event.kind === 'invariant.broken') count(`defect ${event.kind}`);
  if (event.kind !== 'payout.changed') return;
  if (event.to === 'IN_DOUBT') count('doubts');
  if (event.to === 'CONFLICT') count('conflicts');
  if (event.to === 'RETURNED') count('returns');
  if (event.to === 'QUEUED' && event.from !== null && event.from !== 'HELD')
    count('requeued on proof');
}

function hashOf({ disk }: SimWorld): string {
  const hash = createHash('sha256');
  for (const id of [...disk.payouts.keys()].toSorted()) {
    for (const event of disk.eventsOf(id)) hash.update(`${id} ${JSON.stringify(event)}\n`);
  }
  return hash.digest('hex');
}
