/**
 * Runs every proof and writes docs/PROOF.md from what they printed: `npm run prove`.
 *
 * `--outputs FOLDER` runs nothing and takes what three proofs printed when they ran apart and held:
 * `model.txt`, `crash.txt` and `simulation.txt`.
 *
 * Each proof is its own command with its own exit code; one that fails leaves the page as it was
 * and this command with 1.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { VERSION } from '../src/gateway/version.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    limit: { type: 'string' },
    seeds: { type: 'string', default: '1000' },
    payouts: { type: 'string', default: '250' },
    outputs: { type: 'string' },
  },
});

interface Proof {
  /** Its output is `<name>.txt` among the `--outputs`. */
  readonly name: 'model' | 'crash' | 'simulation';
  readonly title: string;
  readonly about: string;
  readonly command: readonly string[];
}

const PROOFS: readonly Proof[] = [
  {
    name: 'model',
    title: 'Model check',
    about:
      'A breadth-first search through all interleavings of one payout, driving the product’s own `decide()`: two partners; requests, answers, callbacks and inquiries lost, late and out of order; banks that accept, pay, reject, refuse without recording, return, lie and forget; crashes between a decision and its effect; cancels and operators at any step. In the full bound two payouts are one state when no sequence of facts can tell them apart; the last search goes payout by payout and is cut off. Then the same search over mutants of the product, each of which must be caught.',
    command: [
      '--max-old-space-size=14000',
      'scripts/prove-model.ts',
      ...(values.limit === undefined ? [] : [`--limit=${values.limit}`]),
    ],
  },
  {
    name: 'crash',
    title: 'Crashes on the real thing',
    about:
      'The gateway as a process with its SQLite journal, killed with SIGKILL at named points and at random, restarted on the same folder, judged by the partners’ books, the caller’s keys and the webhooks it received.',
    command: ['scripts/prove-crash.ts', '--kills', values.kills],
  },
];

/** Takes both cores for itself, so it comes after the others. */
const SIMULATION: Proof = {
  name: 'simulation',
  title: 'Deterministic simulation',
  about:
    'The whole gateway, from its HTTP handlers to its wires, in one process on virtual time against all simulated partners. Each seed draws arrivals, faults, banks’ bad days, crashes, clock jumps, deaf webhook endpoints, callers that repeat and cancel, operators. One seed in ten has a bank that breaks its word. The oracle compares the partners’ books, the journal and everything that anybody was told, at the moment it was told.',
  command: ['scripts/prove-sim.ts', '--seeds', values.seeds, '--payouts', values.payouts],
};

const LIMITS = `## What is assumed, and what is not covered

- Partners keep their declared drain time and key window, and a signed word is theirs.
- The model holds one payout, at most two partners and two copies of an attempt, and neither groups nor keys that a refusal frees; where a search was cut off at its limit of states, no violation was found so far, and every state found has a way to an end.
- A mutant's trace is left out here; \`npm run prove:model\` prints each.
- kill -9 leaves the page cache alive: power loss is covered only as far as an acknowledgement follows an fsync, and fsync is honest.
- The simulation has no sockets, no disk and no statements: those are the crash tests' and the journal's. A bank that executes one key twice shows in its books alone.
- Bad journals have tests of their own: a full disk (\`test/e2e/full-disk.test.ts\`), I/O errors, read-only folders, a second process, a newer version (\`test/journal/sqlite\`), a log torn at every frame (\`test/journal/sqlite/torn-log.test.ts\`), a clock that goes backwards (\`test/proof/crash/clock-back.long.test.ts\`).
`;

process.exitCode = await prove();

async function prove(): Promise<number> {
  // The model needs one core, the crashes mostly wait: side by side, each block printed as it comes.
  const sections = [...(await Promise.all(PROOFS.map(runProof))), await runProof(SIMULATION)];
  if (sections.includes(null)) {
    console.error('docs/PROOF.md stays as it was');
    return 1;
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

/** The section of a proof that held, or `null`. */
async function runProof(proof: Proof): Promise<string | null> {
  if (values.outputs !== undefined) {
    return sectionOf(proof, readFileSync(path.join(values.outputs, `${proof.name}.txt`), 'utf8'));
  }
  console.log(`# ${proof.title} begins`);
  const { code, output } = await run(proof.command);
  if (code === 0) return sectionOf(proof, output);
  console.error(`${proof.title} failed with ${code}`);
  return null;
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
