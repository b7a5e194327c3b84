import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a child says in one line of JSON. */
export type ChildLine = Readonly<Record<string, unknown>> & { readonly message?: string };

/** How a child is hampered. */
export interface ChildOptions {
  /** Root may write anywhere; a child without this capability is refused like anybody else. */
  readonly withoutFileOverride?: boolean;
  /** The most a file may grow to, in blocks of 512 bytes, by RLIMIT_FSIZE. */
  readonly fileBlocksMax?: number;
}

const CHILD = fileURLToPath(new URL('journal-child.ts', import.meta.url));

/** Starts `journal-child.ts` with a task; the caller ends it. */
export function startChild(
  task: string,
  folder: string,
  { withoutFileOverride = false, fileBlocksMax }: ChildOptions = {},
): ChildProcess {
  const node = [process.execPath, CHILD, task, folder];
  const isRoot = process.getuid?.() === 0;
  const hampered =
    withoutFileOverride && isRoot
      ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override', ...node]
      : node;
  const limited =
    fileBlocksMax === undefined
      ? hampered
      : ['sh', '-c', `ulimit -f ${fileBlocksMax}; exec "$0" "$@"`, ...hampered];
  return spawn(limited[0] ?? '', limited.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Runs a task to its end and returns the last thing it said. */
export async function runChild(
  task: string,
  folder: string,
  options: ChildOptions = {},
): Promise<ChildLine> {
  const child = startChild(task, folder, options);
  const ended = once(child, 'exit');
  let last: ChildLine = {};
  for await (const line of linesOf(child)) last = line;
  await ended;
  return last;
}

/** What a child says, line by line, until it is gone. A torn last line is left out. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<ChildLine> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) {
    try {
      yield JSON.parse(line) as ChildLine;
    } catch {
      return;
    }
  }
}
