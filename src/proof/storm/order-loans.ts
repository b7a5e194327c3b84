import { keyedDraw } from '../../runtime/keyed-draw.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { HAS_ENDED } from './statement.ts';
import type { StormClient } from './storm-client.ts';

/** Which loans are ordered, and how fast. */
export interface OrderLoans {
  readonly payouts: number;
  readonly perSecond: number;
  readonly seed: string;
  readonly report: (line: string) => void;
}

/** A gateway that takes an order from nobody for so long is not only having a bad day. */
const TAKE_MS_MAX = 120_000;
const ROUND_MS = 2_000;
const PENDING_MAX = 400;
const REPORTS_MAX = 10;

/** Orders every loan, at even distances; ends when each was taken, or nobody took it for two minutes. */
export async function orderAll(client: StormClient, orders: OrderLoans): Promise<void> {
  const { payouts, perSecond, seed, report } = orders;
  const pending = new Set<Promise<unknown>>();
  const startMs = systemRuntime.elapsed();
  const step = Math.max(20, Math.ceil(payouts / REPORTS_MAX));
  for (let no = 0; no < payouts; no += 1) {
    const dueMs = startMs + (no / perSecond) * 1_000;
    await systemRuntime.sleep(Math.max(0, dueMs - systemRuntime.elapsed()));
    const doing = orderOne(client, seed, no).finally(() => pending.delete(doing));
    pending.add(doing);
    if (pending.size > PENDING_MAX) await Promise.race(pending);
    if (no > 0 && no % step === 0) report(`${no} of ${payouts} ordered, ${pending.size} under way`);
  }
  await Promise.all(pending);
}

/** Posts until it is taken; some are posted again, misused, ordered twice, or asked for early. */
async function orderOne(client: StormClient, seed: string, no: number): Promise<void> {
  const draw = (purpose: string) => keyedDraw(seed, 'caller', no, purpose);
  const endsMs = systemRuntime.elapsed() + TAKE_MS_MAX;
  while (!(await client.post(no))) {
    if (systemRuntime.elapsed() > endsMs) return;
    await systemRuntime.sleep(500);
  }
  if (draw('again') < 0.1) await client.post(no);
  if (draw('misuse') < 0.02) await client.misuseKey(no);
  if (draw('second') < 0.02) await client.secondKey(no);
  for (let look = 0; look < 3 && draw(`look ${look}`) < 0.3; look += 1) {
    await systemRuntime.sleep(200 + 2_000 * draw(`pause ${look}`));
    await client.look(no);
  }
}

/** Posts what is unknown again, and asks for everything until it has ended or patience is over. */
export async function settle(
  client: StormClient,
  { payouts, report }: OrderLoans,
  patienceMs: number,
): Promise<void> {
  const endsMs = systemRuntime.elapsed() + patienceMs;
  let open = Array.from({ length: payouts }, (_, no) => no);
  for (let round = 0; open.length > 0 && systemRuntime.elapsed() < endsMs; round += 1) {
    const left: number[] = [];
    for (let from = 0; from < open.length; from += 32) {
      await Promise.all(
        open.slice(from, from + 32).map(async (no) => {
          const state = await client.look(no);
          if (state === null) await client.post(no);
          if (state === null || !HAS_ENDED.has(state)) left.push(no);
        }),
      );
    }
    open = left;
    const leftS = Math.max(0, Math.round((endsMs - systemRuntime.elapsed()) / 1_000));
    if (round % 5 === 0 || open.length === 0) {
      report(`${open.length} have not ended; ${leftS} s of patience are left`);
    }
    if (open.length > 0) await systemRuntime.sleep(ROUND_MS);
  }
}
