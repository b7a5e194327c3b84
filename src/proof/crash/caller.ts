import type { ToldPayout } from '../../oracle/evidence-from-api.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { payerOf, payoutBody } from './crash-order.ts';
import type { GatewayProcess } from './gateway-process.ts';

/** Someone who owes money: posts, posts again under the same keys, and remembers every answer. */
export interface Caller {
  /** Posts each key; returns those that were not answered with a 202. */
  postAll(gateway: GatewayProcess, keys: readonly string[]): Promise<readonly string[]>;
  /** The payout's id that the key was first answered with. */
  idOf(key: string): string | undefined;
  ids(): readonly string[];
  /** Keys that were answered with two payouts. Must stay empty. */
  renamed(): readonly string[];
}

const FINAL = new Set(['PAID', 'FAILED', 'CANCELLED', 'RETURNED', 'CONFLICT']);
const CALLS_AT_ONCE = 8;
/** Longer than every inquiry, drain time and repeated webhook here; what is later is stuck. */
const END_MS_MAX = 90_000;
const LOOK_MS = 50;

/** A caller that has posted nothing yet. */
export function createCaller(): Caller {
  const idOf = new Map<string, string>();
  const renamed = new Set<string>();

  return {
    async postAll(gateway, keys) {
      const unanswered: string[] = [];
      await eachOf(keys, async (key) => {
        const body = payoutBody(payerOf(numberOf(key)), key);
        const id = gateway.isGone() ? null : await gateway.post(key, body);
        if (id === null) unanswered.push(key);
        else if ((idOf.get(key) ?? id) === id) idOf.set(key, id);
        else renamed.add(key);
      });
      return unanswered;
    },
    idOf: (key) => idOf.get(key),
    ids: () => [...idOf.values()],
    renamed: () => [...renamed],
  };
}

/** Asks for each payout until it is final. What the gateway does not know is left out. */
export async function waitForEnds(
  gateway: GatewayProcess,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ToldPayout>> {
  const told = new Map<string, ToldPayout>();
  const endsAtMs = systemRuntime.elapsed() + END_MS_MAX;
  await eachOf(ids, async (id) => {
    for (;;) {
      const payout = await gateway.get(id);
      if (payout === null) return;
      told.set(id, payout);
      if (FINAL.has(payout.state) || systemRuntime.elapsed() > endsAtMs) return;
      await systemRuntime.sleep(LOOK_MS);
    }
  });
  return told;
}

/** The payouts whose caller has still not been told of their end when patience is over. */
export async function waitForWebhooks(
  told: ReadonlyMap<string, ToldPayout>,
  wasTold: (payoutId: string, state: string) => boolean,
): Promise<readonly string[]> {
  const endsAtMs = systemRuntime.elapsed() + END_MS_MAX;
  for (;;) {
    const untold = [...told.values()].filter(({ id, state }) => !wasTold(id, state));
    const isOver = untold.length === 0 || systemRuntime.elapsed() > endsAtMs;
    if (isOver) return untold.map(({ id }) => id);
    await systemRuntime.sleep(LOOK_MS);
  }
}

async function eachOf(keys: readonly string[], run: (key: string) => Promise<void>): Promise<void> {
  const left = [...keys];
  const workers = Array.from({ length: CALLS_AT_ONCE }, async () => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) await run(key);
  });
  await Promise.all(workers);
}

/** The number at a key's end, which picks who pays it. */
function numberOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('-') + 1));
}
