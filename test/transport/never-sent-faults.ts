import type { LookupFunction } from 'node:net';

import { certificate, httpReply, pem } from './counting-server.ts';
import type { WireFault } from './wire-fault.ts';
import { plain, secure } from './wire-fixture.ts';

const trusting = { tls: { ca: pem('ca.pem') } };
const hasty = { connectTimeoutMs: 60 };

const nothing = async (): Promise<null> => Promise.resolve(null);

const NEVER_SENT = {
  money: 'neverSent',
  phase: 'unsent',
  failure: 'technical.latency.connect',
  outcome: 'never_sent',
  seen: 0,
} as const;

/** Faults before the first byte: proof P1, each against a server that saw nothing. */
export const NEVER_SENT_FAULTS: readonly WireFault[] = [
  { name: 'connection refused', serve: nothing, ...NEVER_SENT, code: 'ECONNREFUSED' },
  {
    name: 'host name unknown',
    serve: nothing,
    settings: { lookup: failingLookup('ENOTFOUND') },
    ...NEVER_SENT,
    code: 'ENOTFOUND',
  },
  {
    name: 'name server down',
    serve: nothing,
    settings: { lookup: failingLookup('EAI_AGAIN') },
    ...NEVER_SENT,
    code: 'EAI_AGAIN',
  },
  {
    name: 'name server never answers',
    serve: nothing,
    settings: { ...hasty, lookup: () => {} },
    ...NEVER_SENT,
    code: 'CONNECT_TIMEOUT',
  },
  {
    name: 'RST at accept',
    serve: () => plain({ onConnection: (socket) => socket.resetAndDestroy() }),
    ...NEVER_SENT,
    code: 'ECONNRESET',
  },
  {
    name: 'RST during the TLS handshake',
    // The first bytes of a handshake are read as the start of a request that never completes.
    serve: () =>
      plain({ onConnection: (socket) => socket.once('data', () => socket.resetAndDestroy()) }),
    scheme: 'https',
    ...NEVER_SENT,
    code: 'ECONNRESET',
  },
  {
    name: 'FIN during the TLS handshake',
    serve: () => plain({ onConnection: (socket) => socket.once('data', () => socket.end()) }),
    scheme: 'https',
    ...NEVER_SENT,
    code: 'ECONNRESET',
  },
  {
    name: 'TLS handshake never answered',
    serve: () => plain({}),
    scheme: 'https',
    settings: hasty,
    ...NEVER_SENT,
    code: 'CONNECT_TIMEOUT',
  },
  {
    name: 'plaintext on the TLS port',
    serve: () =>
      plain({
        onConnection: (socket) => socket.once('data', () => socket.write(httpReply('200 OK', ''))),
      }),
    scheme: 'https',
    ...NEVER_SENT,
    code: 'ERR_SSL_WRONG_VERSION_NUMBER',
  },
  {
    name: 'TLS certificate self-signed',
    serve: () => secure({}, certificate('self-signed')),
    scheme: 'https',
    settings: trusting,
    ...NEVER_SENT,
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  },
  {
    name: 'TLS certificate of an unknown authority',
    serve: () => secure({}),
    scheme: 'https',
    ...NEVER_SENT,
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  {
    name: 'TLS certificate for another name',
    serve: () => secure({}, certificate('wrong-name')),
    scheme: 'https',
    settings: trusting,
    ...NEVER_SENT,
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    name: 'TLS certificate expired',
    serve: () => secure({}, certificate('expired')),
    scheme: 'https',
    settings: trusting,
    ...NEVER_SENT,
    code: 'CERT_HAS_EXPIRED',
  },
  {
    name: 'no common TLS version',
    serve: () => secure({}, { maxVersion: 'TLSv1.2' }),
    scheme: 'https',
    settings: { tls: { ca: pem('ca.pem'), minVersion: 'TLSv1.3' } },
    ...NEVER_SENT,
    code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  },
  {
    name: 'TLS 1.2 client certificate missing',
    serve: () => secure({}, { maxVersion: 'TLSv1.2', requestCert: true, ca: pem('ca.pem') }),
    scheme: 'https',
    settings: trusting,
    ...NEVER_SENT,
    code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  },
  {
    name: 'given up while the TLS handshake hangs',
    serve: (stop) => plain({ onConnection: (socket) => socket.once('data', stop) }),
    scheme: 'https',
    ...NEVER_SENT,
    code: 'ABORTED',
  },
];

function failingLookup(code: string): LookupFunction {
  return (hostname, _options, callback) => {
    const error = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), {
      code,
      syscall: 'getaddrinfo',
    });
    setImmediate(() => callback(error, '', 0));
  };
}
