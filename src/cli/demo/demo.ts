import { ADAPTERS } from '../../../adapters/registry.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { EXIT } from '../exit-codes.ts';
import { createDemoClient, type DemoClient, Unreachable } from './demo-client.ts';
import { percentile } from './percentile.ts';
import { FAULTY_PARTNER, type Phase, PHASES, type PlannedPayout, planPayouts } from './plan.ts';
import { describeWrongs, moneyText } from '../../oracle/describe.ts';
import { countsOf, equation } from '../../oracle/equation.ts';
import { evidenceFromApi, type ToldPayout } from '../../oracle/evidence-from-api.ts';
import { judge } from '../../oracle/judge.ts';

/** How long each phase takes to post its payouts. */
const PHASE_MS = { before: 8_000, during: 20_000, after: 8_000 } as const satisfies Record<
  Phase,
  number
>;

/** Doubt that does not drain by then is reported as such, and the demo fails. */
const DRAIN_MS_MAX = 120_000;
const POLL_MS = 250;
const FINAL = new Set(['PAID', 'FAILED', 'CANCELLED', 'RETURNED', 'CONFLICT']);

interface Tracked {
  readonly id: string;
  readonly phase: Phase;
  readonly acceptedAtMs: number;
  finalAtMs: number | null;
  told: ToldPayout | null;
  states: Set<string>;
}

/**
 * Pays loans through a running gateway while one bank answers late and loses 30 % of its answers,
 * then holds the partners' own books against what the gateway tells. Returns the exit code: 0 only
 * if accepted = paid + failed, nobody was paid twice, nothing was lost and nothing told wrong.
 */
export async function demo(options: Readonly<Record<string, string | undefined>>): Promise<number> {
  const env = process.env;
  const client = createDemoClient({
    gateway: options['url'] ?? 'http://127.0.0.1:8080',
    chaos: options['chaos'] ?? `http://127.0.0.1:${env['CHAOS_PORT'] ?? '8081'}`,
    sandbox:
      options['sandbox'] ??
      env['SANDBOX_URL'] ??
      `http://127.0.0.1:${env['SANDBOX_PORT'] ?? '8090'}`,
  });
  const seed = options['seed'] ?? '20261124';
  const runId = `${seed}-${systemRuntime.randomHex(3)}`;
  const payouts = Number(options['payouts'] ?? '200');
  const plan = planPayouts(payouts, seed, runId, Object.keys(ADAPTERS));
  try {
    return await run(client, plan, Number(seed));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    console.error(`breakwater: ${error.message}`);
    return EXIT.unreachable;
  }
}

async function run(
  client: DemoClient,
  plan: readonly PlannedPayout[],
  seed: number,
): Promise<number> {
  // All three servers must be there before anything is posted.
  await Promise.all([client.books(), client.breakerOf(FAULTY_PARTNER, 'submit')]);
  const tracked: Tracked[] = [];
  const watching = watch(client, tracked);
  try {
    for (const phase of PHASES) await runPhase(client, plan, phase, tracked, seed);
    say('wait     until the partners said what became of every payout in doubt');
    await drained(tracked);
  } finally {
    watching.stop();
    await watching.done;
  }
  return await conclude(client, tracked);
}

async function runPhase(
  client: DemoClient,
  plan: readonly PlannedPayout[],
  phase: Phase,
  tracked: Tracked[],
  seed: number,
): Promise<void> {
  say(headline(phase));
  const faults = phase === 'during' ? await breakBank(client, seed) : [];
  await post(
    client,
    plan.filter((payout) => payout.phase === phase),
    tracked,
    PHASE_MS[phase],
  );
  if (phase === 'during') {
    say(
      `  ${FAULTY_PARTNER}'s submit breaker: ${await client.breakerOf(FAULTY_PARTNER, 'submit')}`,
    );
  }
  await Promise.all(faults.map((id) => client.disarm(id)));
}

function headline(phase: Phase): string {
  switch (phase) {
    case 'before':
      return 'before   all partners work';
    case 'during':
      return `during   ${FAULTY_PARTNER} refuses connections, loses 30 % of its answers, gives the rest 2-4 s late`;
    case 'after':
      return 'after    the fault is over';
  }
}

async function breakBank(client: DemoClient, seed: number): Promise<readonly string[]> {
  const on = { partner: FAULTY_PARTNER, op: 'submit' };
  const ttl = '60s';
  // Or its callbacks would tell what its answers do not, and nobody would see doubt.
  await client.loseCallbacks(FAULTY_PARTNER, PHASE_MS.during);
  return [
    await client.arm({ fault: 'connect.refused', rate: 0.2, on, ttl, seed }),
    await client.arm({ fault: 'commit.lost_answer', as: 'rst', rate: 0.3, on, ttl, seed }),
    await client.arm({ fault: 'delay', dist: { uniform: [2_000, 4_000] }, on, ttl, seed }),
  ];
}

/** Posts evenly over the phase, each at its own moment, whatever the answers do. */
async function post(
  client: DemoClient,
  payouts: readonly PlannedPayout[],
  tracked: Tracked[],
  phaseMs: number,
): Promise<void> {
  await Promise.all(
    payouts.map(async ({ key, phase, body }, index) => {
      await systemRuntime.sleep((phaseMs * index) / payouts.length);
      const id = await client.create(key, body);
      const acceptedAtMs = systemRuntime.elapsed();
      tracked.push({ id, phase, acceptedAtMs, finalAtMs: null, told: null, states: new Set() });
    }),
  );
}

/** Looks at every open payout again and again, as a caller that polls would. */
function watch(client: DemoClient, tracked: readonly Tracked[]) {
  let stopped = false;
  const look = async () => {
    while (!stopped) {
      const open = tracked.filter(({ finalAtMs }) => finalAtMs === null);
      await Promise.all(
        open.map(async (entry) => {
          entry.told = await client.get(entry.id);
          entry.states.add(entry.told?.state ?? 'LOST');
          if (FINAL.has(entry.told?.state ?? '')) entry.finalAtMs = systemRuntime.elapsed();
        }),
      );
      progress(tracked);
      await systemRuntime.sleep(POLL_MS);
    }
  };
  return {
    done: look(),
    stop() {
      stopped = true;
    },
  };
}

async function drained(tracked: readonly Tracked[]): Promise<void> {
  const untilMs = systemRuntime.elapsed() + DRAIN_MS_MAX;
  while (tracked.some(({ finalAtMs }) => finalAtMs === null)) {
    if (systemRuntime.elapsed() > untilMs) return;
    await systemRuntime.sleep(POLL_MS);
  }
}

async function conclude(client: DemoClient, tracked: readonly Tracked[]): Promise<number> {
  const told = new Map<string, ToldPayout>();
  for (const { id } of tracked) {
    const payout = await client.get(id);
    if (payout !== null) told.set(id, payout);
  }
  const judgement = judge(
    evidenceFromApi({
      acceptedIds: tracked.map(({ id }) => id),
      told,
      books: await client.books(),
      // The same banks may have paid for earlier sessions.
      isAll: false,
    }),
  );
  const counts = countsOf(judgement);
  const doubted = tracked.filter(({ states }) => states.has('IN_DOUBT')).length;
  const queued = tracked.filter(({ states }) => states.has('QUEUED')).length;
  const rerouted = [...told.values()].filter(
    ({ attempts }) => new Set(attempts.map(({ partner }) => partner)).size > 1,
  ).length;
  const lines = [
    '',
    equation(counts),
    ...describeWrongs(judgement),
    `paid ${moneyText(judgement.ends.paid)}`,
    paidBy([...told.values()]),
    `seen in doubt ${doubted} | seen queued ${queued} | rerouted over a proof ${rerouted}`,
    ...PHASES.map((phase) => latencyLine(phase, tracked)),
    counts.holds ? 'the equation holds' : 'THE EQUATION DOES NOT HOLD',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (counts.holds) return EXIT.ok;
  return counts.inDoubt > 0 ? EXIT.inDoubt : EXIT.failed;
}

function paidBy(told: readonly ToldPayout[]): string {
  const counts = new Map<string, number>();
  for (const { state, attempts } of told) {
    const partner = attempts.at(-1)?.partner;
    if (state !== 'PAID' || partner === undefined) continue;
    counts.set(partner, (counts.get(partner) ?? 0) + 1);
  }
  const shown = [...counts].toSorted(([a], [b]) => a.localeCompare(b));
  return `paid by ${shown.map(([partner, count]) => `${partner} ${count}`).join(', ')}`;
}

function latencyLine(phase: Phase, tracked: readonly Tracked[]): string {
  const taken = tracked.flatMap(({ phase: own, finalAtMs, acceptedAtMs }) =>
    own === phase && finalAtMs !== null ? [finalAtMs - acceptedAtMs] : [],
  );
  const seconds = (share: number) => ((percentile(taken, share) ?? Number.NaN) / 1_000).toFixed(1);
  return `${phase.padEnd(7)} accepted to final: p50 ${seconds(0.5)} s, p99 ${seconds(0.99)} s`;
}

function say(line: string): void {
  process.stderr.write(`${clear()}${line}\n`);
}

/** One line that rewrites itself on a terminal; silent in a pipe. */
function progress(tracked: readonly Tracked[]): void {
  if (!process.stderr.isTTY) return;
  const counts = new Map<string, number>();
  for (const { told } of tracked) {
    const state = told?.state ?? 'ACCEPTED';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const shown = [...counts].map(([state, count]) => `${state} ${count}`).join('  ');
  process.stderr.write(`${clear()}  ${shown}`);
}

function clear(): string {
  return process.stderr.isTTY ? '\r\u001B[2K' : '';
}
