import { EXIT } from './exit-codes.ts';

const TIMEOUT_MS = 3_000;

/** Asks `/livez`: the process alone, never a partner. */
export async function health(url: string): Promise<number> {
  try {
    const reply = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return reply.ok ? EXIT.ok : EXIT.failed;
  } catch (error) {
    console.error(`breakwater: no answer from ${url} (${String(error)})`);
    return EXIT.failed;
  }
}
