/**
 * Goal: the line to the journal's thread holds a bounded number of calls and tells the caller
 * beyond it that nothing was stored; a thread that dies tells every other caller that it may have.
 *
 * Method: a thread that is none: it keeps what it is sent and answers when told.
 */
import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';

import { expect, it } from 'vitest';

import { connectToWorker } from '../../../src/journal/sqlite/worker-connection.ts';
import type { WorkerRequest } from '../../../src/journal/sqlite/worker-protocol.ts';

const CALLS_MAX = 20_000;

it('refuses the call beyond its bound as not stored, and takes one more for each answer', async () => {
  const thread = new ScriptedThread();
  const line = await thread.connect();
  const waiting = Array.from({ length: CALLS_MAX }, () => line.call('get', 'po_1'));

  await expect(line.call('get', 'po_1')).rejects.toMatchObject({
    code: 'overloaded',
    stored: 'no',
  });
  expect(thread.requests).toHaveLength(CALLS_MAX);
  thread.answer(thread.requests[0]?.id ?? 0, 'first');
  expect(await waiting[0]).toBe('first');
  const next = line.call('get', 'po_2');
  await Promise.resolve();
  thread.answer(thread.requests.at(-1)?.id ?? 0, 'next');

  expect(await next).toBe('next');
  thread.emit('exit', 1);
  await Promise.allSettled(waiting);
});

it('gives up every call under way as unknown when the thread dies, and later ones as not stored', async () => {
  const thread = new ScriptedThread();
  const line = await thread.connect();
  const underWay = line.call('commit', []).catch((error: unknown) => error);
  await Promise.resolve();

  thread.emit('exit', 1);
  await line.ended;

  expect(await underWay).toMatchObject({ code: 'io', stored: 'unknown' });
  await expect(line.call('commit', [])).rejects.toMatchObject({ code: 'io', stored: 'no' });
  expect(thread.requests).toHaveLength(1);
});

class ScriptedThread extends EventEmitter {
  readonly requests: WorkerRequest[] = [];

  postMessage(requests: readonly WorkerRequest[]): void {
    this.requests.push(...requests);
  }

  answer(id: number, value: unknown): void {
    this.emit('message', { kind: 'replies', replies: [{ id, kind: 'done', value }] });
  }

  async connect() {
    const connecting = connectToWorker(this as unknown as Worker);
    this.emit('message', { kind: 'opened' });
    return await connecting;
  }
}
