import { rmSync } from 'node:fs';

import { evidenceFromApi, type ToldPayout } from '../../oracle/evidence-from-api.ts';
import { judge, type Judgement } from '../../oracle/judge.ts';
import { lineOf } from '../../oracle/wrongs.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import type { BookEntry } from '../../sandbox/bank/bank.ts';
import { createCaller, waitForEnds, waitForWebhooks } from './caller.ts';
import type { CrashPoint } from './crash-points.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import { newFolder, openCrashBanks } from './places.ts';
import { openWebhookReceiver } from './webhook-receiver.ts';

/** One way to die. A `random` kill comes from outside, `afterMs` after the gateway serves. */
export type Kill =
  | {
      readonly point: CrashPoint;
      readonly passing: number;
      readonly delayMicros: number;
    }
  | { readonly point: 'random'; readonly afterMs: number };

/** `past`: the SQLite call that was to be struck had just ended. */
export type Death = 'at' | 'past' | 'outside';

/** What became of one kill and of the payouts posted around it. */
export interface KillReport {
  readonly point: Kill['point'];
  /** `outside`: the fuse did not burn in time, or none was laid, and the kill came from here. */
  readonly died: Death;
  /** Sends in doubt that the next process found. */
  readonly recovered: number;
  /** What the banks' books say of these payouts. */
  readonly judgement: Judgement;
}

/** A gateway's life over several kills, judged by the banks' books at its end. */
export interface LifeReport {
  readonly kills: readonly KillReport[];
  /** Keys that named another payout after a restart. */
  readonly renamed: readonly string[];
  /** Executions that belong to no payout the callers know. */
  readonly strangers: readonly string[];
  /** Final payouts whose caller was not told of their end. */
  readonly untold: readonly string[];
  /** One webhook id with two bodies, or one change under two ids. */
  readonly contradictions: readonly string[];
  readonly webhookRepeats: number;
}

interface Shape {
  readonly payoutsPerKill: number;
  /** A name of this life, unique in its run: part of every key. */
  readonly name: string;
}

/** A fuse that has not burnt by then never will: the kill comes from outside. */
const FUSE_MS_MAX = 4_000;

/**
 * Lives through the kills on one data folder: after each the next process starts on what the last
 * one left, the keys around the kill are posted again, and new payouts arrive. In the end one
 * process without a fuse is asked for every key and every payout.
 *
 * Nothing here asserts: the report says what was found.
 */
export async function liveThrough(kills: readonly Kill[], shape: Shape): Promise<LifeReport> {
  const banks = await openCrashBanks();
  const hooks = await openWebhookReceiver();
  const dataDir = newFolder();
  const places = { dataDir, sandboxUrl: banks.sandbox.url, webhookUrl: hooks.url };
  const caller = createCaller();
  const keysOf = kills.map((_, kill) =>
    Array.from({ length: shape.payoutsPerKill }, (_, index) => `${shape.name}-${kill}-${index}`),
  );
  const deaths: Death[] = [];
  const recovered: number[] = [];
  let living: GatewayProcess | null = null;

  try {
    let again: readonly string[] = [];
    for (const [index, kill] of kills.entries()) {
      const keys = keysOf[index] ?? [];
      living = await startGatewayProcess({
        ...places,
        ...(kill.point === 'random' ? {} : { crash: kill }),
      });
      recovered.push(living?.recovered ?? 0);
      if (living === null) {
        // Died while it recovered from the last kill, and said nothing of where: not counted.
        deaths.push('past');
        again = [...again, ...keys];
        continue;
      }
      banks.sendCallbacksTo(living.url);
      const posting = caller.postAll(living, [...again, ...keys]);
      deaths.push(await awaitDeath(living, kill));
      // The keys of this kill are all asked again, answered or not.
      again = [...new Set([...(await posting), ...keys])];
    }

    living = await startGatewayProcess(places);
    if (living === null) throw new Error('a gateway without a fuse died');
    banks.sendCallbacksTo(living.url);
    recovered.push(living.recovered);
    await caller.postAll(living, keysOf.flat());
    const told = await waitForEnds(living, caller.ids());
    const untold = await waitForWebhooks(told, hooks.wasTold);
    const books = banks.books();
    const judgeIds = (acceptedIds: readonly string[]) =>
      judge(evidenceFromApi({ acceptedIds, told, books, isAll: false }));
    return {
      kills: kills.map(({ point }, index) => ({
        point,
        died: deaths[index] ?? 'outside',
        recovered: recovered[index + 1] ?? 0,
        // A key that no process ever took has no id, and counts as lost under its own name.
        judgement: judgeIds((keysOf[index] ?? []).map((key) => caller.idOf(key) ?? key)),
      })),
      renamed: caller.renamed(),
      strangers: strangersIn(books, told),
      untold,
      contradictions: hooks.contradictions(),
      webhookRepeats: hooks.repeats(),
    };
  } finally {
    await living?.kill();
    await hooks.close();
    await banks.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Waits for the fuse, or for the moment of a random kill, and makes sure that it is dead. */
async function awaitDeath(gateway: GatewayProcess, kill: Kill): Promise<Death> {
  const patienceMs = kill.point === 'random' ? kill.afterMs : FUSE_MS_MAX;
  await Promise.race([gateway.ended, systemRuntime.sleep(patienceMs)]);
  await gateway.kill();
  return gateway.burnt() ?? 'outside';
}

/** Executions that belong to no payout that the caller knows. */
function strangersIn(
  books: readonly BookEntry[],
  told: ReadonlyMap<string, ToldPayout>,
): readonly string[] {
  const { findings } = judge(
    evidenceFromApi({ acceptedIds: [...told.keys()], told, books, isAll: true }),
  );
  return findings.filter(({ wrong }) => wrong === 'unknownMoney').map(lineOf);
}
