import { rmSync } from 'node:fs';
import path from 'node:path';

import { ADAPTERS } from '../../../adapters/registry.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { readSamplePayouts } from '../../config/sample-payouts.ts';
import { keyedDraw } from '../../runtime/keyed-draw.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import type { SandboxWorld } from '../../sandbox/server/sandbox-world.ts';
import { demoSecret } from '../../sandbox/partners/demo-secret.ts';
import { newFolder, openCrashBanks } from '../crash/places.ts';
import { openBankLine } from './bank-line.ts';
import { openCallbackLine } from './callback-line.ts';
import { type GatewayLife, openGatewayLife } from './gateway-life.ts';
import { judgeLoans, type StormVerdict } from './judge-loans.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { HAS_ENDED } from './statement.ts';
import { openStormClient, type StormClient } from './storm-client.ts';

/** How big the storm is. */
export interface StormOptions {
  readonly payouts: number;
  readonly seed: string;
  /** Payouts posted in a second, at most. */
  readonly perSecond: number;
  readonly kills: number;
  /** Whether a backup is taken, and put in the place of a lost journal later. */
  readonly restore: boolean;
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

const PARTNERS = Object.keys(ADAPTERS);
const REJECTED_SHARE = 0.03;
const THROTTLE_MS_MAX = 60_000;
/** From here on the world is quiet. What has not ended after it waits, and is named: a doubt may last for hours. */
const PATIENCE_MS = 300_000;
const ROUND_MS = 2_000;

/**
 * A storm over real sockets: a real gateway process on a real journal, all simulated partners, and
 * between them a line that resets, truncates, delays, repeats and swaps; callbacks that come late,
 * twice, forged or never; throttling; kill -9; callers that repeat and misuse keys; a backup that is
 * restored. In the end the storm's own books are held against every word that was said.
 */
export async function runStorm(options: StormOptions): Promise<StormReport> {
  const startedMs = systemRuntime.elapsed();
  const banks = await openCrashBanks();
  const ledger = createLedger();
  keepBooks(banks, ledger);
  const line = await openBankLine({
    runtime: systemRuntime,
    seed: options.seed,
    sandboxUrl: banks.sandbox.url,
    arriveLateMsMax,
  });
  const callbacks = await openCallbackLine(systemRuntime, options.seed);
  banks.sendCallbacksTo(callbacks.url);
  const folder = newFolder();
  let url = 'http://127.0.0.1:9';
  const client = await openStormClient(systemRuntime, options.seed, () => url);
  const life = openGatewayLife({
    dataDir: path.join(folder, 'data'),
    backupDir: path.join(folder, 'backup'),
    sandboxUrl: line.url,
    webhookUrl: client.webhookUrl,
    onUrl(next) {
      url = next;
      callbacks.leadTo(next);
    },
  });
  try {
    await life.start();
    misbehave(banks, options);
    await Promise.all([postAll(client, options), throttle(banks, options), killAll(life, options)]);
    line.calm();
    callbacks.calm();
    await settle(client, options);
    return {
      verdict: judgeLoans(client.loans(), ledger),
      mistakes: client.mistakes(),
      struck: { ...line.struck(), ...prefixed(callbacks.struck()) },
      kills: life.kills(),
      seconds: (systemRuntime.elapsed() - startedMs) / 1_000,
    };
  } finally {
    await life.end();
    await Promise.all([line.close(), callbacks.close(), client.close(), banks.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function keepBooks(banks: SandboxWorld, ledger: Ledger): void {
  for (const { name, bank } of banks.partners) {
    bank.onChange((instruction) => ledger.note(name, instruction, systemRuntime.now()));
  }
}

/** Where a silence proves absence, a request may be late by less than the time that proves it. */
function arriveLateMsMax(partner: string): number {
  if (partner !== 'isobank') return 15_000;
  return Number(demoSecret(partner, FIXTURES_FOLDER)('DRAIN_MS')) * 0.4;
}

/** Some orders are refused for good, in each bank's own words. */
function misbehave(banks: SandboxWorld, { payouts, perSecond }: StormOptions): void {
  const endsAtMs = systemRuntime.now() + (payouts / perSecond) * 1_000 + PATIENCE_MS;
  for (const partner of PARTNERS) {
    const [value] = readSamplePayouts(partner, FIXTURES_FOLDER).rejections;
    banks.arm(partner, 'rejectAtOnce', { rate: REJECTED_SHARE, value, endsAtMs });
    banks.arm(partner, 'callbackEarly', { rate: REJECTED_SHARE, endsAtMs });
  }
}

async function postAll(client: StormClient, { payouts, perSecond, seed, report }: StormOptions) {
  const pending = new Set<Promise<unknown>>();
  const startMs = systemRuntime.elapsed();
  for (let no = 0; no < payouts; no += 1) {
    const dueMs = startMs + (no / perSecond) * 1_000;
    await systemRuntime.sleep(Math.max(0, dueMs - systemRuntime.elapsed()));
    const doing = postOne(client, seed, no).finally(() => pending.delete(doing));
    pending.add(doing);
    if (pending.size > 400) await Promise.race(pending);
    if (no > 0 && no % 500 === 0) report(`${no} of ${payouts} posted`);
  }
  await Promise.all(pending);
}

/** Posts until it is taken; some are posted again, misused, ordered twice, or asked for early. */
async function postOne(client: StormClient, seed: string, no: number): Promise<void> {
  const draw = (purpose: string) => keyedDraw(seed, 'caller', no, purpose);
  while (!(await client.post(no))) await systemRuntime.sleep(500);
  if (draw('again') < 0.1) await client.post(no);
  if (draw('misuse') < 0.02) await client.misuseKey(no);
  if (draw('second') < 0.02) await client.secondKey(no);
  for (let look = 0; look < 3 && draw(`look ${look}`) < 0.3; look += 1) {
    await systemRuntime.sleep(200 + 2_000 * draw(`pause ${look}`));
    await client.look(no);
  }
}

/** Each partner in turn refuses everything for a while, up to a minute. */
async function throttle(banks: SandboxWorld, { payouts, perSecond }: StormOptions): Promise<void> {
  const totalMs = (payouts / perSecond) * 1_000;
  const eachMs = Math.min(THROTTLE_MS_MAX, totalMs / 4);
  for (const partner of PARTNERS) {
    banks.arm(partner, 'throttle', { rate: 1, endsAtMs: systemRuntime.now() + eachMs });
    await systemRuntime.sleep(totalMs / PARTNERS.length);
  }
}

/** kill -9 at even distances; after the first a backup is taken, after the last but one it is all there is. */
async function killAll(life: GatewayLife, options: StormOptions): Promise<void> {
  const { kills, payouts, perSecond, restore, report } = options;
  const pauseMs = ((payouts / perSecond) * 1_000) / (kills + 1);
  for (let kill = 1; kill <= kills; kill += 1) {
    await systemRuntime.sleep(pauseMs);
    await life.kill();
    if (restore && kill === 1) report(await life.backUp());
    if (restore && kill === Math.max(2, kills - 1)) report(await life.restore());
    await life.start();
    report(`killed and started, ${kill} of ${kills}`);
  }
}

/** Posts what is unknown again, and asks for everything until it has ended or patience is over. */
async function settle(client: StormClient, { payouts, report }: StormOptions): Promise<void> {
  const endsMs = systemRuntime.elapsed() + PATIENCE_MS;
  let open = Array.from({ length: payouts }, (_, no) => no);
  while (open.length > 0 && systemRuntime.elapsed() < endsMs) {
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
    report(`${open.length} have not ended`);
    if (open.length > 0) await systemRuntime.sleep(ROUND_MS);
  }
}

function prefixed(struck: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(struck).map(([kind, count]) => [`callback ${kind}`, count]),
  );
}
