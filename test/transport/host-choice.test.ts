/**
 * Goal: a retry goes elsewhere, a refusing host is stepped over for a while, and somebody is
 * always tried.
 *
 * Method: the pure choice on a virtual clock.
 */
import { expect, test } from 'vitest';

import { createHostChoice } from '../../src/transport/host-choice.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

function twoHosts() {
  const runtime = virtualRuntime(1);
  return { runtime, choice: createHostChoice({ hosts: 2, memoryMs: 30_000, runtime }) };
}

test('tries alternate between the hosts, the preferred one first', () => {
  const { choice } = twoHosts();

  const chosen = [0, 1, 2, 3].map((tryIndex) => choice.choose(tryIndex));

  expect(chosen).toEqual([0, 1, 0, 1]);
});

test('a refusing host is stepped over until its memory fades', async () => {
  const { runtime, choice } = twoHosts();
  choice.refused(0);

  const atOnce = choice.choose(0);
  await runtime.advance(29_999);
  const shortlyBefore = choice.choose(0);
  await runtime.advance(1);
  const afterwards = choice.choose(0);

  expect([atOnce, shortlyBefore, afterwards]).toEqual([1, 1, 0]);
});

test('a host that connects again is forgiven at once', () => {
  const { choice } = twoHosts();
  choice.refused(0);

  choice.connected(0);

  expect(choice.choose(0)).toBe(0);
});

test('when every host refused, the order of preference stands', () => {
  const { choice } = twoHosts();
  choice.refused(0);
  choice.refused(1);

  expect([choice.choose(0), choice.choose(1)]).toEqual([0, 1]);
});
