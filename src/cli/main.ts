import { Command, CommanderError } from 'commander';

import { ConfigError } from '../config/environment.ts';
import { VERSION } from '../gateway/version.ts';
import { EXIT } from './exit-codes.ts';
import { addProve } from './prove/add-prove.ts';

/**
 * The command line: `breakwater serve | sandbox | demo | adapter | prove | health`. Sets the process's exit code
 * and never calls `process.exit`, so that everything written is flushed.
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
    .description('The payout gateway: pays exactly once, and proves it.')
    .version(VERSION)
    .showHelpAfterError('(run "npx breakwater --help" for what there is)')
    .enablePositionalOptions()
    .exitOverride();

  program
    .command('serve')
    .description('Run the gateway. With --demo: simulated partners on loopback, demo keys.')
    .option('--demo', 'start simulated partners and accept the key "demo"', false)
    .action(async ({ demo }: { demo: boolean }) => {
      const { serve } = await import('./serve.ts');
      await serve({ demo });
    });

  program
    .command('sandbox')
    .description('Run the simulated partners alone, on SANDBOX_PORT.')
    .action(async () => {
      const { sandbox } = await import('./sandbox.ts');
      await sandbox();
    });

  program
    .command('demo')
    .description('Pay 200 loans through a running "npm start", break a bank, and count the money.')
    .option('--url <url>', 'the gateway', `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`)
    .option('--chaos <url>', 'its chaos control')
    .option('--sandbox <url>', 'the simulated partners')
    .option('--seed <number>', 'chooses amounts, payees and faults', '20261124')
    .option('--payouts <number>', 'how many', '200')
    .action(async (options: Record<string, string>) => {
      const { demo } = await import('./demo/demo.ts');
      process.exitCode = await demo(options);
    });

  program
    .command('adapter')
    .description('Work on the partners: "adapter check <partner>" runs the conformance kit.')
    .command('check <partner>')
    .description('Hold a partner against the conformance kit; exit 0, 1 or 2. No network needed.')
    .action(async (partner: string) => {
      const { adapterCheck } = await import('./adapter-check/adapter-check.ts');
      process.exitCode = await adapterCheck(partner, (text) => process.stdout.write(text));
    });

  program
    .command('health')
    .description(
      'Ask a running gateway whether it lives; exit 0 or 1. For container health checks.',
    )
    .option('--url <url>', 'the gateway', `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`)
    .action(async ({ url }: { url: string }) => {
      const { health } = await import('./health.ts');
      process.exitCode = await health(url);
    });

  addProve(program);
  return program;
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
