/** A server and the port it got. */
export interface Listening<T> {
  readonly server: T;
  readonly port: number;
}

const TRIES_MAX = 20;

/**
 * Starts on the wanted port, or, where that is allowed, on the next free one. The caller prints
 * the URL it got.
 */
export async function startOnFreePort<T>(
  wanted: number,
  mayMove: boolean,
  start: (port: number) => Promise<T>,
): Promise<Listening<T>> {
  for (let port = wanted; ; port++) {
    try {
      return { server: await start(port), port };
    } catch (error) {
      const last = port - wanted + 1 >= TRIES_MAX;
      if (!mayMove || last || !isTaken(error, port)) throw error;
      process.stderr.write(`breakwater: port ${port} is taken, trying ${port + 1}\n`);
    }
  }
}

/** Another listener's port may be the one that is taken; moving ours would not help. */
function isTaken(error: unknown, port: number): boolean {
  const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isInUse && 'port' in error && error.port === port;
}
