/**
 * Runs every proof and writes docs/PROOF.md from what they printed: `npm run prove`.
 *
 * Each proof is its own command with its own exit code; one that fails leaves the page as it was
 * and this command with 1.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

import { VERSION } from '../src/version.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, limit: { type: 'string' } },
});

interface Proof {
  readonly title: string;
  readonly about: string;
  readonly command: readonly string[];
}

const PROOFS: readonly Proof[] = [
  {
    title: 'Model check',
    about:
      'A breadth-first search through all interleavings of one payout, driving the product’s own `decide()`: two partners; requests, answers, callbacks and inquiries lost, late and out of order; banks that accept, pay, reject, refuse without recording, return, lie and forget; crashes between a decision and its effect; cancels and operators at any step. Then the same search over mutants of the product, each of which must be caught.',
    command: [
      'scripts/prove-model.ts',
      ...(values.limit === undefined ? [] : [`--limit=${values.limit}`]),
    ],
  },
  {
    title: 'Crashes on the real thing',
    about:
      'The gateway as a process with its SQLite journal, killed with SIGKILL at named points and at random, restarted on the same folder, judged by the partners’ books, the caller’s keys and the webhooks it received.',
    command: ['scripts/prove-crash.ts', '--kills', values.kills],
  },
];

const LIMITS = `## What is assumed, and what is not covered

- Partners keep their declared drain time and key window, and a signed word is theirs.
- The model holds one payout, at most two partners and two copies of an attempt; where a bound was cut off at its limit of states, no violation was found so far, and whether every state has a way to an end is not decided there.
- A mutant's trace is left out here; \`npm run prove:model\` prints each.
- kill -9 leaves the page cache alive: power loss is covered only as far as an acknowledgement follows an fsync, and fsync is honest.
- Many payouts at once over all simulated partners on virtual time (a deterministic simulation) are not part of this page.
`;

process.exitCode = await prove();

async function prove(): Promise<number> {
  const sections: string[] = [];
  for (const proof of PROOFS) {
    console.log(`# ${proof.title}`);
    const { code, output } = await run(proof.command);
    if (code !== 0) {
      console.error(`${proof.title} failed with ${code}; docs/PROOF.md stays as it was`);
      return 1;
    }
    sections.push(sectionOf(proof, output));
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, Breakwater ${VERSION}`;
  const head = `# Proof\n\nWritten by \`npm run prove\`. Times are one run's on a shared machine.\n\nMachine: ${machine}\n`;
  writeFileSync(
    new URL('../docs/PROOF.md', import.meta.url),
    [head, ...sections, LIMITS].join('\n'),
  );
  console.log('wrote docs/PROOF.md');
  return 0;
}

/** Indented lines are traces: they belong on the terminal. */
function sectionOf({ title, about, command }: Proof, output: string): string {
  const shown = output.split('\n').filter((line) => !/^ {3,}/.test(line) && line.trim() !== '');
  return `## ${title}\n\n${about}\n\n\`node ${command.join(' ')}\`\n\n\`\`\`text\n${shown.join('\n')}\n\`\`\`\n`;
}

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
