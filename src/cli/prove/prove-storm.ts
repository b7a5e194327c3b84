import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { runStorm, type StormReport } from '../../proof/storm/run-storm.ts';
import { printVerdict } from './print-verdict.ts';

/** How big the storm is, and where its report goes. */
export interface StormWishes {
  readonly payouts: number;
  readonly seed: string;
  readonly rate: number;
  readonly kills: number;
  readonly restore: boolean;
  readonly out?: string;
}

const LIST_MAX = 20;

/** Runs a storm and prints what its own books say. Exit code 1 when a promise was broken. */
export async function proveStorm(wishes: StormWishes): Promise<number> {
  const report = await runStorm({
    ...wishes,
    perSecond: wishes.rate,
    report: (line) => process.stderr.write(`${line}\n`),
  });
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
  for (const { wrong, obligation, detail } of verdict.findings.slice(0, LIST_MAX)) {
    console.log(`${wrong}: ${obligation}: ${detail}`);
  }
  for (const mistake of mistakes.slice(0, LIST_MAX)) console.log(mistake);
  for (const loan of verdict.waiting.slice(0, LIST_MAX)) console.log(`waits     ${loan}`);
}

function write(folder: string, report: StormReport): void {
  mkdirSync(folder, { recursive: true });
  const paidMinor = Object.fromEntries(
    [...report.verdict.paidMinor].map(([currency, minor]) => [currency, minor.toString()]),
  );
  const plain = { ...report, verdict: { ...report.verdict, paidMinor } };
  writeFileSync(path.join(folder, 'storm.json'), `${JSON.stringify(plain, null, 2)}\n`);
}
