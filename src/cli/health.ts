import { systemRuntime } from '../runtime/system-runtime.ts';
import { timeoutSignal } from '../runtime/timeout-signal.ts';
import { EXIT } from './exit-codes.ts';

const TIMEOUT_MS = 3_000;

/** Asks `/livez`: the process alone, never a partner. */
export async function health(url: string): Promise<number> {
  try {
    const reply = await fetch(`${url}/livez`, { signal: timeoutSignal(systemRuntime, TIMEOUT_MS) });
    return reply.ok ? EXIT.ok : EXIT.failed;
  } catch (error) {
    console.error(`breakwater: no answer from ${url} (${String(error)})`);
    return EXIT.failed;
  }
}
