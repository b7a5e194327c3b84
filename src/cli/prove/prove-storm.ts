import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import {
  STORM_WRONGS,
  type StormFinding,
  type StormVerdict,
  type StormWrong,
} from '../../proof/storm/judge-loans.ts';
import { runStorm, type StormReport } from '../../proof/storm/run-storm.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { printVerdict } from './print-verdict.ts';

/** How big the storm is, and where its report goes. */
export interface StormWishes {
  readonly payouts: number;
  readonly seed: string;
  readonly rate: number;
  readonly kills: number;
  readonly restore: boolean;
  /** Seconds. */
  readonly patience: number;
  readonly out?: string;
}

const LIST_MAX = 20;

/**
 * Runs a storm, tells how far it is on stderr, and prints what its own books say. Exit code 1 when a
 * promise was broken, a misused key was taken or the storm came to no end.
 */
export async function proveStorm(wishes: StormWishes): Promise<number> {
  const startedMs = systemRuntime.elapsed();
  const report = await runStorm({
    ...wishes,
    perSecond: wishes.rate,
    patienceMs: wishes.patience * 1_000,
    report(line) {
      const seconds = Math.round((systemRuntime.elapsed() - startedMs) / 1_000);
      process.stderr.write(`${seconds} s: ${line}\n`);
    },
  }).catch((error: unknown) => {
    return error instanceof Error ? error.message : String(error);
  });
  if (typeof report === 'string') return printVerdict('storm', [report]);
  print(report, wishes);
  if (wishes.out !== undefined) write(wishes.out, report);
  return printVerdict('storm', reasonsOf(report));
}

function reasonsOf({ verdict, mistakes }: StormReport): readonly string[] {
  const counts = Object.entries(Object.groupBy(verdict.findings, ({ wrong }) => wrong));
  return [
    ...counts.map(([wrong, found]) => `${wrong} ${found?.length ?? 0}`),
    ...(mistakes.length === 0 ? [] : [`misused keys taken ${mistakes.length}`]),
  ];
}

function print({ verdict, struck, mistakes, kills, seconds }: StormReport, wishes: StormWishes) {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`)
      .join(' · ');
  const money = [...verdict.paidMinor].map(([currency, minor]) => `${minor} ${currency}`);
  console.log(`storm, seed ${wishes.seed}, ${wishes.payouts} payouts, ${seconds.toFixed(0)} s`);
  console.log(`node ${process.version}, ${kills} times kill -9`);
  console.log(`struck    ${listed(struck)}`);
  console.log(`ended     ${listed(verdict.ends)}`);
  console.log(`paid      ${money.join(' · ')} (minor units)`);
  const counts = STORM_WRONGS.map((wrong) => [wrong, foundOf(verdict, wrong).length] as const);
  console.log(
    `found     ${listed({ ...Object.fromEntries(counts), misusedKeys: mistakes.length })}`,
  );
  console.log(`waits     ${verdict.waiting.length}`);
  for (const wrong of STORM_WRONGS) {
    for (const { obligation, payoutIds, detail } of foundOf(verdict, wrong).slice(0, LIST_MAX)) {
      console.log(`${wrong}: ${obligation} (${payoutIds.join(', ')}): ${detail}`);
    }
  }
  for (const mistake of mistakes.slice(0, LIST_MAX)) console.log(`misused key: ${mistake}`);
  for (const loan of verdict.waiting.slice(0, LIST_MAX)) console.log(`waits: ${loan}`);
}

function foundOf({ findings }: StormVerdict, wrong: StormWrong): readonly StormFinding[] {
  return findings.filter((finding) => finding.wrong === wrong);
}

function write(folder: string, report: StormReport): void {
  mkdirSync(folder, { recursive: true });
  const paidMinor = Object.fromEntries(
    [...report.verdict.paidMinor].map(([currency, minor]) => [currency, minor.toString()]),
  );
  const plain = { ...report, verdict: { ...report.verdict, paidMinor } };
  writeFileSync(path.join(folder, 'storm.json'), `${JSON.stringify(plain, null, 2)}\n`);
}
