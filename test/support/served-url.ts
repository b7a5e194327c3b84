import type { ChildProcess } from 'node:child_process';

import { until } from './world.ts';

/** Waits until a `serve` process has printed where its API is. Its stdout must be a pipe. */
export async function servedUrl(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return await until(
    () => Promise.resolve(/API\s+(http:\/\/[\d.]+:\d+)\/v1/.exec(output)?.[1] ?? ''),
    (found) => found !== '',
  );
}
