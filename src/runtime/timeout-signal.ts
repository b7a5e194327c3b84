import type { Runtime } from './runtime.ts';

/** A signal that aborts after `timeoutMs` of this runtime's time; a timer nobody waits for is free. */
export function timeoutSignal(runtime: Runtime, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  runtime.schedule(timeoutMs, () =>
    controller.abort(new Error(`no answer within ${timeoutMs} ms`)),
  );
  return controller.signal;
}
