/**
 * Goal: the judgement over a broken exchange never says more than its phase proves, for any code.
 *
 * Method: properties over all phases with known and invented codes; then the rows of the breaker
 * table one by one.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { type Phase, WireError } from '../../src/contract/exchange.ts';
import { FAILURES } from '../../src/contract/failure.ts';
import { classifyWire } from '../../src/transport/classify-wire.ts';
import { WIRE_MEANINGS, wireCause } from '../../src/transport/wire-meanings.ts';

const AFTER_SENT = ['sent', 'headers', 'body'] as const satisfies readonly Phase[];

const anyCode = fc.oneof(
  fc.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ABORTED', 'CONNECT_TIMEOUT'),
  fc.constantFrom('DEPTH_ZERO_SELF_SIGNED_CERT', 'UND_ERR_SOCKET', 'HPE_UNREADABLE', 'UNKNOWN'),
  fc.string(),
);

test('no code of an error makes a sent request anything but unknown (seed 1)', () => {
  const sentWithAnyCode = fc.property(fc.constantFrom(...AFTER_SENT), anyCode, (phase, code) => {
    const { verdict } = classifyWire(new WireError(phase, code));
    expect(verdict.kind).toBe('unknown');
  });

  fc.assert(sentWithAnyCode, { seed: 1, numRuns: 500 });
});

test('each meaning uses a failure that says the same about the money', () => {
  for (const { unsent, afterSent } of Object.values(WIRE_MEANINGS)) {
    for (const meaning of [unsent, afterSent]) {
      const money = FAILURES[meaning.failure].money;
      expect(money).toBe(meaning.verdict === 'neverSent' ? 'no' : 'unknown');
    }
    expect(afterSent.verdict).toBe('unknown');
  }
});

test.each([
  ['unsent', 'ECONNREFUSED', 'neverSent', 'never_sent', true, false],
  ['unsent', 'ECONNRESET', 'neverSent', 'never_sent', true, false],
  ['unsent', 'CONNECT_TIMEOUT', 'neverSent', 'never_sent', true, true],
  ['unsent', 'ABORTED', 'neverSent', 'never_sent', false, false],
  ['unsent', 'CLOSED', 'neverSent', 'never_sent', false, false],
  ['unsent', 'ERR_INVALID_CHAR', 'unknown', 'client_error', false, false],
  ['unsent', 'UNKNOWN', 'unknown', 'client_error', false, false],
  ['unsent', 'BUG', 'unknown', 'client_error', false, false],
  ['sent', 'ECONNRESET', 'unknown', 'reset', true, false],
  ['sent', 'UND_ERR_DESTROYED', 'unknown', 'reset', false, false],
  ['sent', 'ABORTED', 'unknown', 'timeout', true, true],
  ['sent', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unknown', 'reset', true, false],
  ['body', 'EXCHANGE_LIMIT', 'unknown', 'timeout', true, true],
  ['body', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'unknown', 'reset', true, false],
  ['body', 'Z_DATA_ERROR', 'unknown', 'unreadable', true, false],
  ['body', 'HPE_INVALID_CHUNK_SIZE', 'unknown', 'unreadable', true, false],
] as const)('%s with %s is %s, %s', (phase, code, kind, outcome, partnerAtFault, timedOut) => {
  const error = new WireError(phase, code);

  const reading = classifyWire(error);

  expect(reading).toMatchObject({ verdict: { kind }, outcome, partnerAtFault, timedOut });
});

/** Every code that is listed, once more: a code filed elsewhere opens or closes a breaker wrongly. */
const CODES = {
  stopped: ['ABORTED'],
  closing: ['CLOSED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
  ours: [
    'UNKNOWN',
    'BUG',
    'RESEND_REFUSED',
    'UND_ERR_INVALID_ARG',
    'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
    'ERR_INVALID_CHAR',
    'ERR_INVALID_HTTP_TOKEN',
    'ERR_UNESCAPED_CHARACTERS',
    'ERR_BAD_OPTION_VALUE',
  ],
  unauthorized: ['TOKEN_REFUSED'],
  timeout: [
    'CONNECT_TIMEOUT',
    'EXCHANGE_LIMIT',
    'ETIMEDOUT',
    'ECONNABORTED',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
  ],
  lost: [
    'HPE_INVALID_EOF_STATE',
    'HPE_CLOSED_CONNECTION',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'ECONNRESET',
    'EPIPE',
    'ENOTFOUND',
    'CERT_HAS_EXPIRED',
  ],
  garbled: [
    'ENCODING_UNKNOWN',
    'ERR_BUFFER_TOO_LARGE',
    'UND_ERR_HEADERS_OVERFLOW',
    'UND_ERR_RES_EXCEEDED_MAX_SIZE',
    'ERR_BAD_RESPONSE',
    'HPE_INVALID_HEADER_TOKEN',
    'Z_BUF_ERROR',
    'ERR__ERROR_FORMAT_PADDING_1',
    'ERR_BROTLI_INVALID_PARAM',
  ],
} as const;

test.each(Object.entries(CODES).flatMap(([cause, codes]) => codes.map((code) => [code, cause])))(
  '%s is %s',
  (code, cause) => {
    expect(wireCause(code)).toBe(cause);
  },
);

test('a code that names a key of every object is only another unknown code', () => {
  expect(wireCause('constructor')).toBe('lost');
});
