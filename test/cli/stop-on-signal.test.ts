/**
 * Goal: a signal ends the process in good order, a second one at once, and an end that hangs is not
 * waited for.
 * Method: signals and exits of a scripted process, in virtual time.
 */
import { describe, expect, it } from 'vitest';

import { stopOnSignal } from '../../src/cli/stop-on-signal.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

function scripted(stop: (signal: string) => Promise<void>) {
  const runtime = virtualRuntime(1);
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  let said = '';
  stopOnSignal({
    stop,
    graceMs: 10_000,
    runtime,
    process: {
      on: (signal, listener) => listeners.set(signal, listener),
      exit: (code) => void exits.push(code),
      stderr: { write: (text) => (said += text) },
    },
  });
  return { runtime, exits, said: () => said, send: (signal: string) => listeners.get(signal)?.() };
}

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'])('%s ends it with 0 when the end is done', async (signal) => {
    const told: string[] = [];
    const { runtime, exits, send } = scripted(async (name) => void told.push(name));
    send(signal);
    await runtime.advance(0);

    expect([told, exits]).toEqual([[signal], [0]]);
  });

  it('ends it with 1, and the reason, when the end fails', async () => {
    const { runtime, exits, said, send } = scripted(async () => {
      throw new Error('no disk');
    });
    send('SIGTERM');
    await runtime.advance(0);

    expect(exits).toEqual([1]);
    expect(said()).toContain('no disk');
  });

  it('ends it hard half a second after the grace when the end hangs', async () => {
    const { runtime, exits, said, send } = scripted(() => new Promise(() => undefined));
    send('SIGTERM');
    await runtime.advance(10_499);
    expect(exits).toEqual([]);

    await runtime.advance(1);
    expect(exits).toEqual([1]);
    expect(said()).toContain('10000 ms');
  });

  it('ends it at once when it is the second', () => {
    const { exits, send } = scripted(() => new Promise(() => undefined));
    send('SIGTERM');
    send('SIGINT');

    expect(exits).toEqual([1]);
  });
});
