/**
 * Goal: a flight only moves forward, tells each phase once, and its end is named by whoever ended
 * it first.
 *
 * Method: the bare flight, without any wire.
 */
import { expect, test } from 'vitest';

import { type Phase, WireError } from '../../src/contract/exchange.ts';
import { createFlight } from '../../src/transport/flight.ts';

function recordedFlight() {
  const told: Phase[] = [];
  return { told, flight: createFlight({ onPhase: (phase) => told.push(phase) }) };
}

test('phases skipped by the wire are told all the same, in order', () => {
  const { told, flight } = recordedFlight();

  flight.reach('body');

  expect(told).toEqual(['sent', 'headers', 'body']);
});

test('a phase is told once, and an earlier one never again', () => {
  const { told, flight } = recordedFlight();

  flight.reach('headers');
  flight.reach('headers');
  flight.reach('sent');

  expect(told).toEqual(['sent', 'headers']);
  expect(flight.phase()).toBe('headers');
});

test('a stop that came before the wire was there still reaches it', () => {
  const { flight } = recordedFlight();
  const codes: string[] = [];

  flight.stop('ABORTED');
  flight.onStop((code) => codes.push(code));

  expect(codes).toEqual(['ABORTED']);
});

test('the first stop names the end, and the wire is stopped once', () => {
  const { flight } = recordedFlight();
  const codes: string[] = [];
  flight.onStop((code) => codes.push(code));

  flight.stop('ABORTED');
  flight.stop('EXCHANGE_LIMIT');

  expect(codes).toEqual(['ABORTED']);
  expect(flight.failure(new Error('x')).code).toBe('ABORTED');
});

test('a failure carries phase, status and socket, and passes a wire error through', () => {
  const { flight } = recordedFlight();
  const decoded = new WireError('body', 'Z_DATA_ERROR');
  flight.onReusedSocket();
  flight.sawStatus(200);
  flight.reach('headers');

  const failure = flight.failure(Object.assign(new Error('x'), { code: 'ECONNRESET' }));

  expect(failure).toMatchObject({
    phase: 'headers',
    code: 'ECONNRESET',
    status: 200,
    reusedSocket: true,
  });
  expect(flight.failure(decoded)).toBe(decoded);
});
