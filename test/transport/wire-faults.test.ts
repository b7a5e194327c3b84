/**
 * Goal: for every way a wire can break, what we conclude about the money is never more than the
 * server's own count allows (docs/RESILIENCE.md#what-a-socket-can-prove).
 *
 * Method: each row runs on real sockets against a server that does the damage on purpose and
 * counts the complete requests it saw. "Never sent" must mean that not one byte of application
 * data arrived; everything else is `unknown`, with the server having seen it or not. The same rows
 * run over axios' own http adapter, the reference.
 */
import { describe, expect, test } from 'vitest';

import type { Phase } from '../../src/contract/exchange.ts';
import type { WireReading } from '../../src/contract/wire-reading.ts';
import { classifyWire } from '../../src/transport/classify-wire.ts';
import { ADAPTERS, type Ended, openWire, send } from './wire-fixture.ts';
import { baseUrlOf, type WireFault } from './wire-fault.ts';
import { IN_DOUBT_FAULTS } from './in-doubt-faults.ts';
import { NEVER_SENT_FAULTS } from './never-sent-faults.ts';

interface Observed extends Ended {
  /** Complete requests that reached the server's program. */
  readonly seen: number;
  /** Whether so much as the first word of our request did. */
  readonly sawOurBytes: boolean;
}

/** Runs one row: starts its server, sends the submit, does the damage, counts. */
async function suffer(fault: WireFault, adapter: 'undici' | 'http'): Promise<Observed> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const server = await fault.serve(stop);
  const wire = openWire(await baseUrlOf(fault, server), { ...fault.settings, adapter });
  const onPhase = (phase: Phase): void => {
    if (phase !== fault.when?.phase) return;
    setImmediate(fault.when.damage === 'abort' ? stop : () => server?.resetAll());
  };
  const ended = await send(wire, { signal: controller.signal, onPhase });
  const { requests = [] } = server ?? {};
  const seen = requests.length;
  // Whatever was written has arrived once the server has seen our sockets close.
  await wire.close();
  if (fault.money === 'neverSent') await server?.drained();
  return { ...ended, seen, sawOurBytes: server?.received().includes('POST ') ?? false };
}

function readingOf(observed: Observed): WireReading {
  if (observed.error === null) throw new Error('the exchange did not break');
  return classifyWire(observed.error);
}

describe.each(ADAPTERS)('over the %s adapter', (adapter) => {
  test.each(NEVER_SENT_FAULTS)('$name proves that nothing was sent', async (fault) => {
    const observed = await suffer(fault, adapter);

    expect(observed.error).toMatchObject({ phase: 'unsent' });
    expect(observed.phases).toEqual([]);
    expect(observed.seen).toBe(0);
    expect(observed.sawOurBytes).toBe(false);
    expect(readingOf(observed)).toMatchObject({
      verdict: { kind: 'neverSent', failure: fault.failure },
      outcome: fault.outcome,
      partnerAtFault: fault.code !== 'ABORTED',
    });
  });

  test.each(IN_DOUBT_FAULTS)('$name leaves the money in doubt', async (fault) => {
    const observed = await suffer(fault, adapter);

    expect(observed.error).toMatchObject({ phase: fault.phase });
    expect(observed.phases.at(-1)).toBe(fault.phase);
    expect(observed.seen).toBe(fault.seen);
    expect(readingOf(observed)).toMatchObject({
      verdict: { kind: 'unknown' },
      partnerAtFault: true,
    });
  });
});

// axios has one code, ERR_BAD_RESPONSE, for a body cut short and a body too large.
test.each([...NEVER_SENT_FAULTS, ...IN_DOUBT_FAULTS])(
  '$name is named by its own code and counted in its own class',
  async (fault) => {
    const observed = await suffer(fault, 'undici');

    expect(observed.error?.code).toBe(fault.code);
    expect(readingOf(observed)).toMatchObject({
      verdict: { failure: fault.failure },
      outcome: fault.outcome,
    });
  },
);
