/*
 * Question: what do the guards cost per call, in CPU, and what does a refusal cost?
 *
 * Method: a stub exchange that answers in the same turn, 64 calls in flight, process CPU time (user
 * and system) over the number of calls; median of the rounds after a warm-up. Bare is the exchange
 * and the reader alone; opossum is a stock breaker around the same. Run: node bench/guards.ts
 */
import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';

import CircuitBreaker from 'opossum';

import type { Exchange, ExchangeContext } from '../src/contract/exchange.ts';
import type { SendOrder } from '../src/contract/send.ts';
import type { Verdict } from '../src/contract/verdict.ts';
import { createPartnerLanes } from '../src/resilience/partner-lanes.ts';
import { resolveRules } from '../src/resilience/rules/default-rules.ts';
import { systemRuntime } from '../src/runtime/system-runtime.ts';
import { CAPABILITIES, classifyByPhase, readBody } from '../test/resilience/harness.ts';

const ROUNDS = 9;
const CALLS = 20_000;
const IN_FLIGHT = 64;

const REPLY = { status: 200, headers: {}, body: 'executed' };
const tags = {
  partner: 'b',
  lane: 'submit',
  payoutId: 'po_1',
  attemptNo: 1,
  epoch: 1,
  amountMinor: 1n,
} as const;
const request = { method: 'POST', path: '/', headers: {} } as const;

const exchange: Exchange = (_request, { onPhase }) => {
  onPhase('sent');
  onPhase('headers');
  onPhase('body');
  return Promise.resolve(REPLY);
};

const order = (): SendOrder => ({
  lane: 'submit',
  call: { request, read: readBody },
  tags,
  deadlineAtElapsedMs: systemRuntime.elapsed() + 60_000,
  onLate: () => undefined,
});

const limits = {
  ...CAPABILITIES.limits,
  concurrencyMax: 1_000,
  submitPerSecondMax: 1_000_000,
  inquirePerSecondMax: 1_000_000,
};
const capabilities = { ...CAPABILITIES, limits };
const partnerRules = resolveRules(capabilities, {
  limiter: { limitStart: 1_000 },
  lanes: { submit: { burstMax: 10_000, perSecondMax: 1_000_000 } },
});

function lanesOver(wire: Exchange, guardedBy = partnerRules) {
  return createPartnerLanes({
    partner: 'b',
    capabilities,
    partnerRules: () => guardedBy,
    exchange: wire,
    taps: [],
    probe: () => ({ request, read: () => ({ alive: false, detail: 'stub' }) }),
    classifyWire: classifyByPhase,
    runtime: systemRuntime,
    emit: () => undefined,
  });
}

/** Keeps `IN_FLIGHT` calls going until `CALLS` are done; microseconds of CPU per call. */
async function round(call: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  let left = CALLS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

async function measure(name: string, call: () => Promise<unknown>): Promise<string> {
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await round(call);
  const results: number[] = [];
  for (let index = 0; index < ROUNDS; index += 1) results.push(await round(call));
  const sorted = results.toSorted((a, b) => a - b);
  const show = (value: number | undefined) => (value ?? Number.NaN).toFixed(1);
  const median = sorted[Math.floor(ROUNDS / 2)];
  return `| ${name} | ${show(median)} | ${show(sorted[0])}-${show(sorted.at(-1))} |`;
}

async function bare(): Promise<Verdict> {
  const context: ExchangeContext = {
    tags,
    signal: new AbortController().signal,
    tryIndex: 0,
    onPhase: () => undefined,
  };
  return readBody(await exchange(request, context));
}

const stock = new CircuitBreaker(bare);
const healthy = lanesOver(exchange);
/** Nine of ten calls fail and the lane never opens: the cost of counting failures. */
let calls = 0;
const failing = lanesOver(
  () => Promise.resolve((calls += 1) % 10 === 0 ? REPLY : { ...REPLY, body: 'garbage' }),
  resolveRules(capabilities, {
    lanes: { submit: { burstMax: 10_000, perSecondMax: 1_000_000 } },
    limiter: { limitStart: 1_000 },
    breaker: { consecutiveFailuresMax: 10_000, completedMin: 1_000_000 },
  }),
);
const open = lanesOver(() => Promise.reject(new Error('unused')));
for (let call = 0; call < 5; call += 1) await open.send(order());

/** Sends, and makes sure that what is measured is what is claimed. */
const sends =
  (lanes: typeof healthy, ...kinds: readonly Verdict['kind'][]) =>
  async () => {
    const verdict = await lanes.send(order());
    if (!kinds.includes(verdict.kind)) throw new Error(`measured ${verdict.kind}`);
  };

const version = (name: string) =>
  String(
    JSON.parse(
      readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
    ).version,
  );
console.info(
  `Node ${process.version}, opossum ${version('opossum')}, ${cpus()[0]?.model ?? '?'} x ${cpus().length}`,
);
console.info(`${ROUNDS} rounds of ${CALLS} calls, ${IN_FLIGHT} in flight\n`);
console.info('| path | µs CPU per call, median | min-max |\n|---|---|---|');
console.info(await measure('bare exchange and reader', bare));
console.info(await measure('stock opossum around it', () => stock.fire()));
console.info(await measure('all guards around it', sends(healthy, 'executed')));
console.info(
  await measure('all guards, 9 of 10 answers bad', sends(failing, 'unknown', 'executed')),
);
console.info(await measure('refused: breaker open', sends(open, 'neverSent')));
healthy.close();
failing.close();
open.close();
stock.shutdown();
