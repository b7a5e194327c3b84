import type { GatewayEvent } from '../contract/events.ts';
import type { Evidence } from '../oracle/evidence.ts';
import { judge } from '../oracle/judge.ts';
import { lineOf } from '../oracle/wrongs.ts';
import { createCallers } from './people/callers.ts';
import { createOperators } from './people/operators.ts';
import { type JournalKind, type Plan, STORM_MS, type Trouble } from './plan/plan.ts';
import { openSimWorld, type SimWorld } from './world/sim-world.ts';
import { isAtRest, recordOf } from './record/payout-note.ts';
import { createTold, type Told } from './record/told.ts';

/** What became of one plan. */
export interface RunResult {
  /** Broken promises, in plain words. */
  readonly broken: readonly string[];
  /** SHA-256 of every event of every payout, in the order of the commits. */
  readonly digest: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Each eighth seed pays for HTTP; the others call the API's handlers as they are. */
const HTTP_EVERY = 8;

/** After the storm: long enough for returns, repeats of callbacks and the first inquiries. */
const CALM_MS = 20_000;
const DRAIN_STEP_MS = 30_000;
/** Doubt is asked about hourly in the end, and webhooks wait two hours: longer than both. */
const DRAIN_STEPS_MIN = 2;
const DRAIN_STEPS_MAX = 600;

/** Runs a plan from the first order to the last webhook, and lets the oracle judge it. */
export async function runPlan(plan: Plan, journal: JournalKind = 'memory'): Promise<RunResult> {
  const counts: Record<string, number> = {};
  const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
  const defects: string[] = [];
  const late: { told: Told | null } = { told: null };
  const world = await openSimWorld({
    seed: plan.seed,
    partners: plan.partners,
    journal,
    overHttp: plan.seed % HTTP_EVERY === 1,
    count,
    onEvent(event) {
      const name = nameOfEvent(event);
      if (name !== null) count(name);
      if (event.kind === 'bug') defects.push(`defect: ${event.where}: ${event.detail}`);
      if (event.kind === 'invariant.broken') defects.push(`defect: ${event.detail}`);
    },
    onHeard: (heard) => late.told?.hearWebhook(heard),
  });
  const { truth, chronicle } = world;
  const told = createTold(truth, (id) => chronicle.webhooks.get(id)?.asOf ?? null, count);
  late.told = told;
  const callers = createCallers(world, told, count);
  const operators = createOperators(world, told, plan.seed, count);

  for (const arrival of plan.arrivals) callers.arrive(arrival);
  for (const trouble of plan.troubles) {
    const waitMs = trouble.atMs - world.time.elapsed();
    if (waitMs > 0) await world.time.advance(waitMs);
    count(nameOf(trouble));
    if (trouble.kind === 'shift') void operators.shift();
    else if (trouble.kind === 'isolate') void operators.isolate(trouble);
    else await world.befall(trouble);
  }
  await world.time.advance(Math.max(0, STORM_MS - world.time.elapsed()) + CALM_MS);
  await world.calm();
  const isOver = await drain(
    world,
    () => operators.shift(),
    () => callers.areWaiting(),
  );
  const looking = callers.lookAtAll();
  await world.time.advance(1);
  await looking;
  await world.close();

  for (const { state } of chronicle.payouts.values()) count(`ended/${state}`);
  for (const _ of told.statements) count('judged/statements');
  const stuck = isOver
    ? []
    : [`stuck: not at rest after ${world.time.elapsed()} ms: ${restless(world)}`];
  const findings = [...told.complaints, ...judge(evidenceOf(world, told, plan.liar)).findings];
  return {
    broken: [...findings.map(lineOf), ...stuck, ...new Set(defects)],
    digest: chronicle.digest(),
    counts,
  };
}

function evidenceOf({ truth, chronicle }: SimWorld, told: Told, liar: string | null): Evidence {
  return {
    orders: truth.orders,
    copies: truth.copies,
    payouts: [...chronicle.payouts.values()].map(recordOf),
    webhooks: chronicle.webhooks,
    told,
    liars: new Set(liar === null ? [] : [liar]),
    othersOrder: false,
  };
}

/** Time and people, until nothing is left to do by itself. */
async function drain(
  world: SimWorld,
  shift: () => Promise<void>,
  areWaiting: () => boolean,
): Promise<boolean> {
  for (let step = 1; step <= DRAIN_STEPS_MAX; step++) {
    void shift();
    await world.time.advance(DRAIN_STEP_MS);
    if (step >= DRAIN_STEPS_MIN && restless(world) === '' && !areWaiting()) return true;
  }
  return false;
}

/** What keeps the world from its rest, in words; empty when nothing does. */
function restless({ chronicle, truth, hasLetters }: SimWorld): string {
  const payouts = [...chronicle.payouts.values()].filter((payout) => !isAtRest(payout));
  const webhooks = [...chronicle.webhooks.values()].filter(({ isDue }) => isDue);
  const parts = [
    ...payouts.map(({ id, state }) => `${id} ${state}`),
    ...webhooks.map(({ payoutId }) => `a webhook of ${payoutId}`),
    ...truth.pending().map(({ partner }) => `an order at ${partner}`),
    ...(hasLetters() ? ['callbacks'] : []),
  ];
  return parts.slice(0, 5).join(', ');
}

function nameOf(trouble: Trouble): string {
  if (trouble.kind === 'fault') return `armed/${String(trouble.body['fault'])}`;
  return trouble.kind === 'behaviour' ? `banks/${trouble.name}` : `world/${trouble.kind}`;
}

function nameOfEvent(event: GatewayEvent): string | null {
  if (event.kind === 'breaker.moved') {
    return event.to === 'open' && event.from === 'closed' ? 'breakers/opened' : null;
  }
  if (event.kind === 'fault.injected') return `injected/${event.fault}`;
  if (event.kind === 'callback.received') return `callbacks/${event.outcome}`;
  if (event.kind === 'http.answered') return 'judged/HTTP answers';
  if (
    event.kind === 'bug' ||
    event.kind === 'invariant.broken' ||
    event.kind === 'journal.failed'
  ) {
    return `DEFECTS/${event.kind}: ${event.detail}`;
  }
  return null;
}
