/**
 * Goal: a disk that failed is told as failed from its first failure on, is tried again until it works, and
 * never after the journal was closed; a commit that hangs is told too.
 * Method: the health alone on virtual time, over a probe that fails as it is told.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../src/contract/events.ts';
import { createDiskHealth } from '../../src/journal/disk-health.ts';
import { JournalError } from '../../src/journal/port.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const FULL = new JournalError('full', 'no', 'the disk is full');

function open() {
  const runtime = virtualRuntime(1);
  const events: GatewayEvent[] = [];
  const disk = { probes: 0, failure: null as JournalError | null };
  const health = createDiskHealth({
    runtime,
    emit: (event) => void events.push(event),
    probe() {
      disk.probes += 1;
      return disk.failure === null ? Promise.resolve() : Promise.reject(disk.failure);
    },
    probeEveryMs: 1_000,
    commitMsMax: 5_000,
  });
  return { runtime, events, disk, health };
}

describe('a disk that failed', () => {
  it('is tried every second, and healthy again with the first try that works', async () => {
    const { runtime, disk, health } = open();
    disk.failure = FULL;
    const sinceMs = runtime.now();
    health.failed(FULL);

    await runtime.advance(2_500);
    const meanwhile = health.health();
    disk.failure = null;
    await runtime.advance(500);

    expect(meanwhile).toEqual({
      ok: false,
      code: 'full',
      detail: 'full: the disk is full',
      sinceMs,
    });
    expect(health.health()).toEqual({ ok: true });
    expect(disk.probes).toBe(3);
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('is not tried any more once a write went through, nor after the end', async () => {
    const { runtime, disk, health } = open();
    health.failed(FULL);
    health.recovered();
    expect(health.health()).toEqual({ ok: true });
    health.failed(FULL);
    health.stop();
    health.failed(FULL);

    await runtime.advance(10_000);

    expect(disk.probes).toBe(0);
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('is told to the log with each failure', () => {
    const { events, health } = open();

    health.failed(FULL);
    health.failed(FULL);

    const told = { kind: 'journal.failed', code: 'full', detail: 'full: the disk is full' };
    expect(events).toEqual([told, told]);
  });
});

describe('a failure', () => {
  it.each([
    ['full', 'no', false],
    ['io', 'no', false],
    ['readonly', 'no', false],
    ['locked', 'no', false],
    ['corrupt', 'no', false],
    ['closed', 'no', false],
    ['overloaded', 'no', true],
    ['overloaded', 'unknown', false],
  ] as const)('of the kind %s, stored: %s, leaves the journal healthy: %s', (code, stored, ok) => {
    const { health } = open();

    health.failed(new JournalError(code, stored, 'd'));

    expect(health.health().ok).toBe(ok);
  });

  it('that nobody foresaw is one of the disk, whose outcome is unknown', () => {
    const { health } = open();

    expect(health.failed(new TypeError('ours'))).toMatchObject({ code: 'io', stored: 'unknown' });
    expect(health.health().ok).toBe(false);
  });
});

describe('a commit', () => {
  it('that runs longer than is allowed is told, from when it began, until it ends', async () => {
    const { runtime, health } = open();
    const sinceMs = runtime.now();
    health.commitStarted();

    await runtime.advance(5_000);
    const inTime = health.health();
    await runtime.advance(1);
    const late = health.health();
    health.commitEnded();

    expect(inTime).toEqual({ ok: true });
    expect(late).toMatchObject({ ok: false, code: 'io', sinceMs });
    expect(health.health()).toEqual({ ok: true });
  });
});
