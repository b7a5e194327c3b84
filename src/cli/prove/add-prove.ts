import { type Command, InvalidArgumentError, Option } from 'commander';

import { PROOF_PAGE } from '../../config/project-files.ts';
import type { AllOptions } from './prove-all.ts';
import type { CrashOptions } from './prove-crash.ts';
import type { ModelOptions } from './prove-model.ts';
import type { StormWishes } from './prove-storm.ts';
import type { SimOptions } from './prove-sim.ts';
import type { MutantWishes } from './run-mutants.ts';

const STATES_MAX = 50_000_000;
const COUNT_MAX = 10_000_000;
const STATES = 3_000_000;

const LIMIT = [
  '--limit <states>',
  'cut the last search of the model off',
  whole(STATES_MAX),
] as const;
const KILLS = ['--kills <number>', 'how often the gateway is killed', whole(COUNT_MAX)] as const;
const SEEDS = ['--seeds <number>', 'how many seeds are simulated', whole(COUNT_MAX)] as const;
const PAYOUTS = ['--payouts <number>', 'how many payouts a seed orders', whole(COUNT_MAX)] as const;

type ProofTarget = Omit<AllOptions, 'outputs'>;

/**
 * Adds `breakwater prove [model|crash|sim|storm|money|mutants]`. The proofs themselves are loaded only when one is run:
 * a gateway that serves never has them in memory.
 */
export function addProve(program: Command): void {
  const prove = program
    .command('prove')
    .enablePositionalOptions()
    .description('Run every proof and write docs/PROOF.md; or one proof alone. Exit 0 or 1.')
    .option(...LIMIT, STATES)
    .option(...KILLS, 200)
    .option(...SEEDS, 1_000)
    .option(...PAYOUTS, 250)
    .option('--page <file>', 'where the page goes', PROOF_PAGE)
    .option('--outputs <folder>', 'write the page from what the proofs printed; run none')
    .action(async ({ outputs = null, ...sizes }: Partial<AllOptions> & ProofTarget) => {
      const { proveAll } = await import('./prove-all.ts');
      process.exitCode = await proveAll({ ...sizes, outputs });
    });
  addModel(prove);
  addCrash(prove);
  addSim(prove);
  addStorm(prove);
  addMoney(prove);
  addMutants(prove);
}

function addModel(prove: Command): void {
  prove
    .command('model')
    .description('Search all interleavings of one payout, then the same in each mutant.')
    .addOption(
      new Option('--bound <name>', 'small takes seconds, full ten minutes and 3 GB')
        .choices(['small', 'full'])
        .default('full'),
    )
    .option(...LIMIT, STATES)
    .action(async (options: ModelOptions) => {
      const { proveModel } = await import('./prove-model.ts');
      process.exitCode = await proveModel(options);
    });
}

function addCrash(prove: Command): void {
  prove
    .command('crash')
    .description('Kill a real gateway again and again, and count the money. Ten kills are a life.')
    .option(...KILLS, 200)
    .option('--seed <text>', 'draws where and when', 'crash-1')
    .action(async (options: CrashOptions) => {
      const { proveCrash } = await import('./prove-crash.ts');
      process.exitCode = await proveCrash(options);
    });
}

function addSim(prove: Command): void {
  prove
    .command('sim')
    .description('Simulate the whole gateway, seed by seed, and judge everything it did and said.')
    .option(...SEEDS, 1_000)
    .option(...PAYOUTS, 250)
    .option('--from <seed>', 'the first seed', whole(COUNT_MAX), 1)
    .option('--workers <number>', 'threads at once', whole(COUNT_MAX), 2)
    .addOption(
      new Option('--journal <kind>', 'which journal the gateway writes to')
        .choices(['memory', 'sqlite'])
        .default('memory'),
    )
    .option('--write <folder>', 'where the plan of a seed that broke a promise goes', '.')
    .option('--plan <file>', 'run this plan file instead of seeds')
    .action(async ({ plan, ...options }: SimOptions & { readonly plan?: string }) => {
      const { proveSim, replayPlan } = await import('./prove-sim.ts');
      process.exitCode = plan === undefined ? await proveSim(options) : await replayPlan(plan);
    });
}

function addStorm(prove: Command): void {
  prove
    .command('storm')
    .description('Pay over real sockets while everything breaks; judge by books of its own.')
    .option('--payouts <number>', 'how many payouts are ordered', whole(COUNT_MAX), 5_000)
    .option('--seed <text>', 'draws what breaks', 'storm-1')
    .option('--rate <number>', 'payouts posted in a second', whole(1_000), 40)
    .option('--kills <number>', 'how often the gateway is killed', whole(100), 6)
    .option('--patience <seconds>', 'how long doubt may drain after it', whole(3_600), 300)
    .option('--no-restore', 'leave out the lost journal and its backup')
    .option('--out <folder>', 'where the report goes as JSON')
    .action(async (options: StormWishes) => {
      const { proveStorm } = await import('./prove-storm.ts');
      process.exitCode = await proveStorm(options);
    });
}

function addMoney(prove: Command): void {
  prove
    .command('money')
    .description(
      'Make each of a list of mistakes with money; a test must notice. Needs the development packages.',
    )
    .action(async () => {
      const { proveMoney } = await import('./prove-money.ts');
      process.exitCode = await proveMoney();
    });
}

function addMutants(prove: Command): void {
  prove
    .command('mutants')
    .description(
      'Bend the product at drawn places and ask its tests. Needs the development packages.',
    )
    .option('--sample <number>', 'how many mutants are drawn', whole(COUNT_MAX), 50)
    .option('--seed <number>', 'draws them', whole(COUNT_MAX), 1)
    .option('--area <name>', 'draw from this area alone')
    .option('--at <place>', 'every mutant of a file or of FILE:LINE instead of a sample')
    .option('--jobs <number>', 'how many are judged at once', whole(COUNT_MAX), 1)
    .option('--min <percent>', 'how many of a hundred must be caught, in every area', percent)
    .option('--out <folder>', 'where reports go, and where an ended run goes on from')
    .action(async (options: MutantWishes) => {
      const { runMutants } = await import('./run-mutants.ts');
      process.exitCode = await runMutants(options);
    });
}

/** Reads a number from 0 to 100. */
function percent(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 100) return number;
  throw new InvalidArgumentError('It takes a percentage.');
}

/** Reads a whole number from 1 to `max`. */
function whole(max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= 1 && number <= max) return number;
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${max}.`);
  };
}
