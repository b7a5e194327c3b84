import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A part of the product that is judged by its own tests. */
export interface Area {
  readonly name: string;
  /** Folders and files of the product; the longest one that fits a file decides its area. */
  readonly sources: readonly string[];
  /**
   * Folders of tests, whose long files are left out, and single files without their ending
   * `.test.ts` or `.long.test.ts`; of these, the ones that import the mutated file are run.
   */
  readonly tests: readonly string[];
  /** What else must notice, in this order, after the tests. */
  readonly commands: readonly Command[];
  /** Whether a mistake here moves money: it gets twice the share of a sample and a higher mark. */
  readonly movesMoney: boolean;
}

/** A judge other than a test file: it exits with 0 when nothing is wrong. */
export interface Command {
  readonly name: string;
  /** What `node` or `npm` is started with, in the project's root. */
  readonly command: readonly string[];
  /** Output that says already that something is wrong; saves the time of finding out more. */
  readonly failsOn?: RegExp;
}

const SIMULATION: Command = {
  name: 'short simulation',
  command: 'npm run --silent prove:sim -- --seeds 30 --payouts 20 --workers 1'.split(' '),
  failsOn: /^seed \d+: /m,
};

const PAYOUTS = ['test/payouts'];
const MODEL = 'test/proof/model/model';

/** The product's areas; partners are added by `areasOf`. */
const AREAS: readonly Area[] = [
  money('decide', ['src/payouts/decide'], [...PAYOUTS, MODEL]),
  money('dispatch', ['src/payouts/dispatch'], PAYOUTS),
  money('engine', ['src/payouts/engine'], PAYOUTS),
  money('transport', ['src/transport'], ['test/transport']),
  money('journal', ['src/journal'], ['test/journal']),
  simulated('model', ['src/payouts/model'], [...PAYOUTS, MODEL, 'test/journal']),
  simulated('resilience', ['src/resilience'], ['test/resilience']),
  simulated('payouts', ['src/payouts'], PAYOUTS),
  simulated('route', ['src/payouts/route'], PAYOUTS),
  simulated('accept', ['src/payouts/accept', 'src/payouts/checks'], PAYOUTS),
  simulated('notify', ['src/payouts/notify'], PAYOUTS),
  other('views', ['src/payouts/views'], [...PAYOUTS, 'test/http']),
  other('chaos', ['src/chaos'], ['test/chaos', 'test/http/chaos', 'test/http/serve']),
  other('observe', ['src/observe'], ['test/observe']),
  other('http', ['src/http'], ['test/http']),
  other('routing', ['src/routing'], ['test/routing', 'test/payouts']),
  other('config', ['src/config'], ['test/config', 'test/routing', 'test/resilience', 'test/cli']),
  other('conformance', ['src/conformance'], ['test/conformance', 'test/adapters/contract-mutants']),
  other('sandbox', ['src/sandbox'], ['test/sandbox']),
  other('oracle', ['src/oracle'], ['test/oracle']),
  other('capsule', ['src/capsule'], ['test/capsule', 'test/conformance']),
];

/** Every area of the project in `root`: the product's, and one for each partner's folder. */
export function areasOf(root: string): readonly Area[] {
  const partners = readdirSync(path.join(root, 'adapters'), { withFileTypes: true })
    .filter(({ name }) => existsSync(path.join(root, 'adapters', name, 'adapter.ts')))
    .map(({ name }) => partner(name, root));
  const ofPartners = partners.flatMap(({ tests }) => tests);
  const contract = other(
    'contract',
    ['src/contract', 'src/runtime', 'src/text'],
    ['test/contract', ...PAYOUTS, ...ofPartners],
  );
  return [...AREAS, contract, ...partners];
}

/** The area a file belongs to, or `undefined` where mutants prove nothing: pages, the CLI, proofs. */
export function areaOf(file: string, areas: readonly Area[]): Area | undefined {
  const candidates = areas.flatMap((area) =>
    area.sources.filter((place) => isIn(file, place)).map((place) => ({ area, place })),
  );
  return candidates.toSorted((a, b) => b.place.length - a.place.length)[0]?.area;
}

/** Whether this test file is one of the area's judges. */
export function isJudge(testFile: string, { tests }: Area): boolean {
  const isLong = testFile.endsWith('.long.test.ts');
  const name = testFile.replace(/(?:\.long)?\.test\.ts$/, '');
  return tests.some((place) => name === place || (!isLong && isIn(testFile, place)));
}

/** Whether the file is the place, or lies inside it. */
export function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function partner(name: string, root: string): Area {
  return {
    name,
    sources: [`adapters/${name}`],
    // A new partner need not have tests of its simulator beside the kit's.
    tests: [
      ...[`test/adapters/${name}`, `test/sandbox/${name}`].filter((folder) =>
        existsSync(path.join(root, folder)),
      ),
      // What is asked of every partner in one table.
      'test/adapters/promises',
    ],
    commands: [
      {
        name: 'conformance kit',
        command: `node bin/breakwater.mjs adapter check ${name}`.split(' '),
      },
      SIMULATION,
    ],
    movesMoney: true,
  };
}

function money(name: string, sources: readonly string[], tests: readonly string[]): Area {
  return { name, sources, tests, commands: [SIMULATION], movesMoney: true };
}

function simulated(name: string, sources: readonly string[], tests: readonly string[]): Area {
  return { name, sources, tests, commands: [SIMULATION], movesMoney: false };
}

function other(name: string, sources: readonly string[], tests: readonly string[]): Area {
  return { name, sources, tests, commands: [], movesMoney: false };
}
