import { Command, CommanderError } from 'commander';

import { ConfigError } from '../config/environment.ts';
import { VERSION } from '../gateway/version.ts';
import { EXIT } from './exit-codes.ts';
import { addJournal } from './journal/add-journal.ts';
import { addProve } from './prove/add-prove.ts';

/**
 * The command line: `breakwater serve | sandbox | demo | adapter | journal | prove | health`. Sets the exit
 * code of the process and never calls `process.exit`, so that everything written is flushed.
 */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function createProgram(): Command {
  const program = new Command('breakwater')
    .description('A payout gateway that never pays twice and never loses a payout.')
    .version(VERSION)
    .showHelpAfterError('(run "npx breakwater --help" for all commands)')
    .enablePositionalOptions()
    .exitOverride();

  program
    .command('serve')
    .description(
      'Run the gateway. With --demo: with simulated partners on loopback and the key "demo".',
    )
    .option('--demo', 'start simulated partners and accept the key "demo"', false)
    .action(async ({ demo }: { demo: boolean }) => {
      const { serve } = await import('./serve.ts');
      await serve({ demo });
    });

  program
    .command('sandbox')
    .description('Run only the simulated partners, on SANDBOX_PORT.')
    .action(async () => {
      const { sandbox } = await import('./sandbox.ts');
      await sandbox();
    });

  program
    .command('demo')
    .description(
      'Pay 200 loans through a running "npm start" while a bank fails, and count the money.',
    )
    .option('--url <url>', 'the gateway', `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`)
    .option('--chaos <url>', 'the chaos control of the gateway')
    .option('--sandbox <url>', 'the simulated partners')
    .option('--seed <number>', 'the seed of amounts, payees and faults', '20261124')
    .option('--payouts <number>', 'the number of payouts', '200')
    .action(async (options: Record<string, string>) => {
      const { demo } = await import('./demo/demo.ts');
      process.exitCode = await demo(options);
    });

  program
    .command('adapter')
    .description('Check a partner adapter: "adapter check <partner>" runs the conformance kit.')
    .command('check <partner>')
    .description(
      'Run the conformance kit on a partner, without a network. Exit: 0 conforms, 1 does not.',
    )
    .action(async (partner: string) => {
      const { adapterCheck } = await import('./adapter-check/adapter-check.ts');
      process.exitCode = await adapterCheck(partner, (text) => process.stdout.write(text));
    });

  program
    .command('health')
    .description('Ask a running gateway whether it is alive. Exit: 0 yes, 1 no. For containers.')
    .option('--url <url>', 'the gateway', `http://127.0.0.1:${healthPort(process.env)}`)
    .action(async ({ url }: { url: string }) => {
      const { health } = await import('./health.ts');
      process.exitCode = await health(url);
    });

  addJournal(program);
  addProve(program);
  return program;
}

/** Where `/livez` is: on a port of its own, or on the API's. */
function healthPort(env: Readonly<Record<string, string | undefined>>): string {
  return env['OPS_PORT'] || env['PORT'] || '8080';
}

/** Says what went wrong in one or a few lines; a stack only for our own mistakes. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof ConfigError) {
    for (const line of error.lines) console.error(`breakwater: ${line}`);
    return EXIT.config;
  }
  console.error(error);
  return EXIT.failed;
}
