import { systemRuntime } from '../../runtime/system-runtime.ts';
import { type Area, areaOf, areasOf, isIn } from './areas.ts';
import { chooseTests } from './choose-tests.ts';
import { drawSample, type Drawn } from './draw-sample.ts';
import { equivalentOf, readEquivalents, staleEquivalents } from './equivalent-mutants.ts';
import { findMutations, stillParses } from './find-mutations.ts';
import { type ImportGraph, importGraph } from './import-graph.ts';
import { type Bench, type Judges, judgeMutant, TYPE_CHECK } from './judge-mutant.ts';
import { measureCosts } from './measure-costs.ts';
import { describeMutation, type Mutation } from './mutation.ts';
import { openResults, type ResultsFile } from './results-file.ts';
import { killRunningCommands } from './run-command.ts';
import { type Judged, type Marks, reachesMarks } from './summary.ts';
import { createWorkCopy, digestOf, readSources, type WorkCopy } from './work-copy.ts';
import { writeReport } from './write-report.ts';

/** What is judged, by which mark, and where the findings go. */
export interface MutantOptions {
  /** The project's root. */
  readonly root: string;
  /** How many mutants to draw. */
  readonly sample: number;
  readonly seed: number;
  /** Draw from this area alone. */
  readonly area: string | null;
  /** No sample, but every mutant of `path/to/file.ts` or of its line `path/to/file.ts:12`. */
  readonly at: string | null;
  /** How many mutants are judged at the same time, each in a copy of its own. */
  readonly jobs: number;
  /** Where the reports and the results so far are kept. */
  readonly out: string;
  readonly marks: Marks;
  /** The list of equivalent mutants. */
  readonly equivalents: URL | string;
  /** For projects that are not this one. */
  readonly areas?: readonly Area[];
  readonly print: (line: string) => void;
}

/** This project's own list. */
export const EQUIVALENTS = new URL('./equivalent-mutants.json', import.meta.url);

/**
 * Bends the product at places that a seed draws, one at a time, and asks whether its tests notice.
 *
 * Needs the packages for development. Works in copies under the folder for temporary files; a run
 * that was ended goes on where it was, as long as no source has changed. Returns the exit code: 0
 * when the marks are reached, 1 when not, 2 when there is nothing to judge.
 */
export async function proveMutants(options: MutantOptions): Promise<number> {
  const copies = Array.from({ length: options.jobs }, () => createWorkCopy(options.root));
  const giveUp = () => {
    killRunningCommands();
    for (const copy of copies) copy.remove();
    process.exit(130);
  };
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  try {
    const [first] = copies;
    return first === undefined ? 2 : await proveIn(first, copies, options);
  } finally {
    for (const copy of copies) copy.remove();
    process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  }
}

async function proveIn(
  first: WorkCopy,
  copies: readonly WorkCopy[],
  options: MutantOptions,
): Promise<number> {
  const { print } = options;
  const sources = readSources(first);
  const results = openResults(options.out, digestOf(sources));
  const areas = options.areas ?? areasOf(options.root);
  const mutations = allMutations(sources, areas);
  const drawn = choose(mutations, areas, sources, options);
  if (drawn.length === 0) {
    print('there is nothing to judge: no such file, line or area, or no place in it to change');
    return 2;
  }
  const graph = importGraph(sources);
  const judgesFor = judgesOf(graph, [...sources.keys()].filter(isTest));
  const equivalents = readEquivalents(options.equivalents);
  const asked = drawn.filter(({ mutation }) => equivalentOf(mutation, equivalents) === undefined);
  print(`${mutations.length} mutants possible, ${drawn.length} chosen`);
  const costs = await measure(asked, judgesFor, results, first);
  for (const judge of costs.broken) print(`NOT ASKED, it fails without a mutant: ${judge}`);

  const judged: Judged[] = [];
  const queue = drawn.values();
  const work = async (copy: WorkCopy): Promise<void> => {
    for (const one of queue) {
      const entry = equivalentOf(one.mutation, equivalents);
      const result: Judged =
        entry === undefined
          ? await judge(one, judgesFor(one), { copy, costs, runtime: systemRuntime }, results)
          : { ...one, outcome: { kind: 'equivalent', why: entry.why }, tookMs: 0 };
      judged.push(result);
      print(`${judged.length} of ${drawn.length}, ${progressLine(result)}`);
    }
  };
  await Promise.all(copies.map(work));

  const order = new Map(drawn.map(({ mutation }, index) => [mutation, index]));
  const inOrder = judged.toSorted(
    (a, b) => (order.get(a.mutation) ?? 0) - (order.get(b.mutation) ?? 0),
  );
  const findings = {
    title: titleOf(options),
    judged: inOrder,
    stale: staleEquivalents(equivalents, mutations),
    broken: costs.broken,
  };
  print(`\n${writeReport(options.out, findings)}`);
  print(`also in ${options.out}`);
  return reachesMarks(inOrder, options.marks) ? 0 : 1;
}

type JudgesFor = (drawn: Drawn) => Judges;

function judgesOf(graph: ImportGraph, testFiles: readonly string[]): JudgesFor {
  return ({ area, mutation }) => ({
    tests: chooseTests(mutation.file, area, graph, testFiles),
    commands: area.commands,
  });
}

async function measure(
  drawn: readonly Drawn[],
  judgesFor: JudgesFor,
  results: ResultsFile,
  copy: WorkCopy,
): Promise<Bench['costs']> {
  const judges = drawn.map(judgesFor);
  const commands = new Map(
    [TYPE_CHECK, ...judges.flatMap((one) => one.commands)].map((command) => [
      command.name,
      command,
    ]),
  );
  const wanted = {
    tests: [...new Set(judges.flatMap(({ tests }) => tests))],
    commands: [...commands.values()],
  };
  const costs = await measureCosts(results.costs(), wanted, { copy, runtime: systemRuntime });
  results.keepCosts(costs);
  return costs;
}

async function judge(
  { area, mutation }: Drawn,
  judges: Judges,
  bench: Bench,
  results: ResultsFile,
): Promise<Judged> {
  const known = results.known(mutation);
  if (known !== undefined) return { area, mutation, ...known };
  const startedMs = systemRuntime.elapsed();
  const outcome = await judgeMutant(mutation, judges, bench);
  const result = { outcome, tookMs: systemRuntime.elapsed() - startedMs };
  results.add(mutation, result);
  return { area, mutation, ...result };
}

function allMutations(
  sources: ReadonlyMap<string, string>,
  areas: readonly Area[],
): readonly Mutation[] {
  return [...sources].flatMap(([file, text]) =>
    areaOf(file, areas) === undefined || isTest(file) ? [] : findMutations(file, text),
  );
}

function choose(
  mutations: readonly Mutation[],
  areas: readonly Area[],
  sources: ReadonlyMap<string, string>,
  { sample, seed, area, at }: MutantOptions,
): readonly Drawn[] {
  const isPossible = (mutation: Mutation) =>
    stillParses(sources.get(mutation.file) ?? '', mutation);
  const [file = '', line] = (at ?? '').split(':');
  const wanted = at === null ? mutations : mutations.filter(isThere(file, line));
  return drawSample({
    mutations: wanted,
    areas: areas.filter(({ name }) => area === null || name === area),
    seed,
    size: at === null ? sample : wanted.length,
    isPossible,
  });
}

function isThere(place: string, line: string | undefined): (mutation: Mutation) => boolean {
  return (mutation) =>
    isIn(mutation.file, place) && (line === undefined || String(mutation.line) === line);
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

function titleOf({ sample, seed, area, at }: MutantOptions): string {
  if (at !== null) return `Mutants at ${at}`;
  return `${sample} mutants, seed ${seed}${area === null ? '' : `, area ${area}`}`;
}

function progressLine({ area, mutation, outcome, tookMs }: Judged): string {
  const by = 'by' in outcome ? ` by ${outcome.by}` : '';
  const seconds = (tookMs / 1_000).toFixed(1);
  return `${area.name}: ${describeMutation(mutation)}: ${outcome.kind.toUpperCase()}${by} (${seconds} s)`;
}
