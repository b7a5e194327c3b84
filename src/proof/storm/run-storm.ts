import { rmSync } from 'node:fs';
import path from 'node:path';

import { systemRuntime } from '../../runtime/system-runtime.ts';
import { newFolder } from '../crash/places.ts';
import { openBankLine } from './bank-line.ts';
import { openCallbackLine } from './callback-line.ts';
import { type GatewayLife, openGatewayLife } from './gateway-life.ts';
import { judgeLoans, type StormVerdict } from './judge-loans.ts';
import { createLedger } from './ledger.ts';
import { orderAll, settle } from './order-loans.ts';
import { openStormClient } from './storm-client.ts';
import { openStormPlaces, TWO_LEDGERS } from './storm-places.ts';
import { limitsAt, misbehave, throttle } from './storm-weather.ts';

/** How big the storm is. */
export interface StormOptions {
  readonly payouts: number;
  readonly seed: string;
  /** Payouts posted in a second, at most. */
  readonly perSecond: number;
  readonly kills: number;
  /** Whether a backup is taken, and put in the place of a lost journal later. */
  readonly restore: boolean;
  /**
   * How long the world stays quiet after the storm. What has not ended then waits, and is named: a doubt
   * may last for hours.
   */
  readonly patienceMs: number;
  readonly report: (line: string) => void;
}

/** What the storm found. */
export interface StormReport {
  readonly verdict: StormVerdict;
  readonly mistakes: readonly string[];
  /** Faults that struck, on the line to the banks and on the callbacks' way. */
  readonly struck: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly seconds: number;
}

/** On top of the time that orders take by their rate, and of patience: restarts, and a slow machine. */
const OVERTIME_MS = 600_000;

/**
 * A storm over real sockets: a real gateway process on a real journal, all simulated partners, one of
 * them with two ledgers, and between them a line that resets, truncates, delays, holds, repeats and swaps,
 * and cuts off one ledger after it has paid; callbacks that come early, late, twice, forged or never;
 * throttling; kill -9; callers that repeat and misuse keys; a backup that is restored. In the end the
 * storm's own books are held against every word that was said.
 *
 * Rejects when it has not ended ten minutes after patience should have been over: that proves nothing.
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const startedMs = systemRuntime.elapsed();
  const totalMs = (options.payouts / options.perSecond) * 1_000;
  const closers: (() => Promise<void>)[] = [];
  const folder = newFolder();
  const bound = bounded(totalMs + options.patienceMs + OVERTIME_MS);
  try {
    const report = await Promise.race([
      blow({ ...options, totalMs, folder }, closers),
      bound.isOver,
    ]);
    return { ...report, seconds: (systemRuntime.elapsed() - startedMs) / 1_000 };
  } finally {
    bound.stop();
    for (const close of closers.toReversed()) await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rejects after so long, unless it is stopped before. */
function bounded(ms: number): { readonly isOver: Promise<never>; stop(): void } {
  let stop = () => undefined as void;
  const isOver = new Promise<never>((_resolve, reject) => {
    stop = systemRuntime.schedule(ms, () => {
      reject(new Error(`the storm has not ended after ${Math.round(ms / 1_000)} s`));
    });
  });
  return { isOver, stop: () => stop() };
}

interface Blow extends StormOptions {
  readonly totalMs: number;
  readonly folder: string;
}

/** Whatever it opens it also hands to `closers`, to be closed in the opposite order. */
async function blow(
  options: Blow,
  closers: (() => Promise<void>)[],
): Promise<Omit<StormReport, 'seconds'>> {
  const { seed, totalMs, folder } = options;
  const ledger = createLedger();
  const places = await openStormPlaces(ledger);
  closers.push(() => places.close());
  const line = await openBankLine({
    runtime: systemRuntime,
    seed,
    places: places.all,
    limitsOf: limitsAt(options.perSecond),
  });
  closers.push(() => line.close());
  const callbacks = await openCallbackLine({
    runtime: systemRuntime,
    seed,
    isAway: (partner) => line.isAway(partner),
  });
  closers.push(() => callbacks.close());
  const callbacksOfSecond = await openCallbackLine({
    runtime: systemRuntime,
    seed: `${seed}-second`,
    isAway: () => line.isAway(TWO_LEDGERS.names[1]),
  });
  closers.push(() => callbacksOfSecond.close());
  places.sendCallbacksTo(callbacks.url, callbacksOfSecond.url);
  let url = 'http://127.0.0.1:9';
  const client = await openStormClient(systemRuntime, seed, () => url);
  closers.push(() => client.close());
  const life = openGatewayLife({
    dataDir: path.join(folder, 'data'),
    backupDir: path.join(folder, 'backup'),
    sandboxUrl: line.url,
    webhookUrl: client.webhookUrl,
    urls: { [TWO_LEDGERS.partner]: TWO_LEDGERS.names.map((name) => `${line.url}/${name}`) },
    onUrl(next) {
      url = next;
      callbacks.leadTo(next);
      callbacksOfSecond.leadTo(next);
    },
  });
  closers.push(() => life.end());
  await life.start();
  misbehave(places, systemRuntime.now() + totalMs + options.patienceMs);
  await Promise.all([orderAll(client, options), throttle(places, totalMs), killAll(life, options)]);
  line.calm();
  callbacks.calm();
  callbacksOfSecond.calm();
  options.report('the storm is over: doubt drains');
  await settle(client, options, options.patienceMs);
  return {
    verdict: judgeLoans(client.loans(), ledger),
    mistakes: client.mistakes(),
    struck: { ...line.struck(), ...prefixed(callbacks.struck()) },
    kills: life.kills(),
  };
}

/** kill -9 at even distances; after the first a backup is taken, after the last but one it is all there is. */
async function killAll(life: GatewayLife, options: Blow): Promise<void> {
  const { kills, totalMs, restore, report } = options;
  const pauseMs = totalMs / (kills + 1);
  for (let kill = 1; kill <= kills; kill += 1) {
    await systemRuntime.sleep(pauseMs);
    await life.kill();
    if (restore && kill === 1) report(await life.backUp());
    if (restore && kill === Math.max(2, kills - 1)) report(await life.restore());
    await life.start();
    report(`killed and started, ${kill} of ${kills}`);
  }
}

function prefixed(struck: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(struck).map(([kind, count]) => [`callback ${kind}`, count]),
  );
}
