import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Outcome } from './judge-mutant.ts';
import { type Costs, NO_COSTS } from './measure-costs.ts';
import type { Mutation } from './mutation.ts';

/** What earlier runs over the same sources found out, so that a run that was ended goes on. */
export interface ResultsFile {
  known(mutation: Mutation): Result | undefined;
  add(mutation: Mutation, result: Result): void;
  costs(): Costs;
  keepCosts(costs: Costs): void;
}

/** What became of a mutant, and how long its judges took. */
export interface Result {
  readonly outcome: Outcome;
  readonly tookMs: number;
}

interface Line extends Result {
  readonly digest: string;
  readonly key: string;
}

/** Opens `results.jsonl` and `costs.json` in the folder; `digest` names the sources they are of. */
export function openResults(folder: string, digest: string): ResultsFile {
  mkdirSync(folder, { recursive: true });
  const resultsFile = path.join(folder, 'results.jsonl');
  const costsFile = path.join(folder, 'costs.json');
  const results = new Map<string, Result>();
  for (const line of linesOf(resultsFile)) {
    const { digest: of, key, outcome, tookMs } = JSON.parse(line) as Line;
    if (of === digest) results.set(key, { outcome, tookMs });
  }
  return {
    known: (mutation) => results.get(keyOf(mutation)),
    add(mutation, { outcome, tookMs }) {
      const line: Line = { digest, key: keyOf(mutation), outcome, tookMs };
      appendFileSync(resultsFile, `${JSON.stringify(line)}\n`);
    },
    costs() {
      if (!existsSync(costsFile)) return NO_COSTS;
      const kept = JSON.parse(readFileSync(costsFile, 'utf8')) as Costs & { digest: string };
      return kept.digest === digest ? kept : NO_COSTS;
    },
    keepCosts: (costs) => writeFileSync(costsFile, JSON.stringify({ digest, ...costs })),
  };
}

function keyOf({ file, start, end, kind, became }: Mutation): string {
  return JSON.stringify([file, start, end, kind, became]);
}

function linesOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  // The last line is not whole when the run was killed while it wrote.
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}
