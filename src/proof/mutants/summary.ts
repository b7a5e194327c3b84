import type { Area } from './areas.ts';
import type { Equivalent } from './equivalent-mutants.ts';
import type { Outcome } from './judge-mutant.ts';
import type { Mutation } from './mutation.ts';

/** One mutant with what became of it. */
export interface Judged {
  readonly area: Area;
  readonly mutation: Mutation;
  readonly outcome: Outcome | { readonly kind: 'equivalent'; readonly why: string };
  readonly tookMs: number;
}

/** Everything that a run found out. */
export interface Findings {
  readonly title: string;
  readonly judged: readonly Judged[];
  readonly stale: readonly Equivalent[];
  /** Judges that fail without a mutant and were not asked. */
  readonly broken: readonly string[];
}

/** How many of each; those that nobody can notice or commit are outside the percentage. */
export interface Tally {
  readonly name: string;
  /** Timeouts included. */
  readonly caught: number;
  readonly timeouts: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly refusedByTypes: number;
  /** Caught among caught and survived, from 0 to 100; 100 where there was neither. */
  readonly percent: number;
  readonly secondsPerMutant: number;
}

/** What share of the mutants has to be caught, in percent. */
export interface Marks {
  readonly money: number;
  readonly elsewhere: number;
}

/** What the product has to reach. */
export const MARKS: Marks = { money: 90, elsewhere: 80 };

/** One tally per area that was drawn from, in the order of the areas. */
export function talliesByArea(judged: readonly Judged[]): readonly Tally[] {
  const areas = new Set(judged.map(({ area }) => area));
  return [...areas].map((area) =>
    tallyOf(
      area.name,
      judged.filter((one) => one.area === area),
    ),
  );
}

/** The two groups that have a mark: where a mistake moves money, and elsewhere. */
export function talliesByMark(
  judged: readonly Judged[],
): readonly [money: Tally, elsewhere: Tally] {
  return [
    tallyOf(
      'where money moves',
      judged.filter(({ area }) => area.movesMoney),
    ),
    tallyOf(
      'elsewhere',
      judged.filter(({ area }) => !area.movesMoney),
    ),
  ];
}

/** Whether both groups reach their marks; one area's few mutants say too little to be judged alone. */
export function reachesMarks(judged: readonly Judged[], marks: Marks): boolean {
  const [money, elsewhere] = talliesByMark(judged);
  return money.percent >= marks.money && elsewhere.percent >= marks.elsewhere;
}

function tallyOf(name: string, judged: readonly Judged[]): Tally {
  const count = (...kinds: readonly Judged['outcome']['kind'][]) =>
    judged.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  const caught = count('caught', 'timeout');
  const survived = count('survived');
  const run = judged.filter(({ outcome }) => outcome.kind !== 'equivalent');
  const tookMs = run.reduce((sum, one) => sum + one.tookMs, 0);
  return {
    name,
    caught,
    timeouts: count('timeout'),
    survived,
    equivalent: count('equivalent'),
    refusedByTypes: count('refused by types'),
    percent: caught + survived === 0 ? 100 : (100 * caught) / (caught + survived),
    secondsPerMutant: run.length === 0 ? 0 : tookMs / run.length / 1_000,
  };
}
