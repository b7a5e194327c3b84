import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { VERSION } from '../../gateway/version.ts';
import { EXIT } from '../exit-codes.ts';
import { printVerdict } from './print-verdict.ts';
import {
  LIMITS,
  MONEY_PROOF,
  type Proof,
  type ProofSizes,
  proofsAtOnce,
  simulationProof,
} from './proofs.ts';
import { canRunTests } from './prove-money.ts';

/** A full run: how much is proven, and where the page goes. */
export interface AllOptions extends ProofSizes {
  /** The page that is written when every proof held. */
  readonly page: string;
  /**
   * A folder with `model.txt`, `crash.txt`, `simulation.txt` and `money.txt`: what the proofs printed
   * that ran apart and held. Nothing is run then. `null` runs them.
   */
  readonly outputs: string | null;
}

const BREAKWATER = fileURLToPath(new URL('../../../bin/breakwater.mjs', import.meta.url));

/**
 * Runs every proof, each as a command of its own, and writes the page from what they printed. The list
 * of mistakes is left out where tests cannot be run, as in the image. A proof that fails leaves the page as it was; the exit code is 1 then, and 2 when the page could
 * not be written, which is found out before anything runs.
 */
export async function proveAll(options: AllOptions): Promise<number> {
  const { page, outputs } = options;
  if (!isWritable(path.dirname(page))) {
    console.error(`prove: ${page} cannot be written: name another file with --page`);
    return EXIT.usage;
  }
  const first = proofsAtOnce(options);
  // One after the other: each wants the machine for itself.
  const money = outputs !== null || canRunTests() ? [MONEY_PROOF] : [];
  const last = [simulationProof(options), ...money];
  const sections =
    outputs === null
      ? [...(await Promise.all(first.map(runProof))), ...(await runInTurn(last))]
      : [...first, ...last].map((proof) => sectionFrom(proof, outputs));
  const failed = [...first, ...last].filter((_proof, index) => sections[index] === null);
  if (failed.length === 0) {
    writeFileSync(page, [head(), ...sections, LIMITS].join('\n'));
    console.log(`wrote ${page}`);
  } else {
    console.error(`${page} stays as it was`);
  }
  return printVerdict(
    'all proofs',
    failed.map(({ title }) => `${title} failed`),
  );
}

function head(): string {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, Breakwater ${VERSION}`;
  return `# Proof\n\nWritten by \`npm run prove\`. Times are one run's on a shared machine.\n\nMachine: ${machine}\n`;
}

async function runInTurn(proofs: readonly Proof[]): Promise<readonly (string | null)[]> {
  const sections: (string | null)[] = [];
  for (const proof of proofs) sections.push(await runProof(proof));
  return sections;
}

/** The section of a proof that held, or `null`. */
async function runProof(proof: Proof): Promise<string | null> {
  console.log(`# ${proof.title} begins`);
  const { code, output } = await run(proof);
  if (code === EXIT.ok) return sectionOf(proof, output);
  console.error(`${proof.title} failed with ${code}`);
  return null;
}

function sectionFrom(proof: Proof, outputs: string): string {
  return sectionOf(proof, readFileSync(path.join(outputs, `${proof.name}.txt`), 'utf8'));
}

/** Indented lines are traces: they belong on the terminal. */
function sectionOf({ title, about, nodeOptions, command }: Proof, output: string): string {
  const shown = output.split('\n').filter((line) => !/^ {3,}/.test(line) && line.trim() !== '');
  const words = ['node', ...nodeOptions, 'bin/breakwater.mjs', ...command].join(' ');
  return `## ${title}\n\n${about}\n\n\`${words}\`\n\n\`\`\`text\n${shown.join('\n')}\n\`\`\`\n`;
}

function run({ nodeOptions, command }: Proof): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, BREAKWATER, ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? EXIT.failed, output }));
  });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
