import type { FailureMeaning } from '../failure-meaning.ts';
import { CUSTOMER_TEXTS } from './customer-texts.ts';

/**
 * What machines did: ours, the network's, the partner's (docs/FAILURES.md).
 *
 * The rows in doubt are the point of the table: a lost answer is not a lost payment.
 */
export const TECHNICAL_FAILURES = {
  'technical.overload.gateway': {
    title: 'We are at a limit of our own (queue, disk, CPU, bulkhead) and did not start.',
    money: 'no',
    course: 'wait',
    failover: false,
    iso: null,
    owner: 'platform-sre',
    customer: CUSTOMER_TEXTS.busy,
    remedy: 'Repeat the same request with the same key after Retry-After; add capacity.',
  },
  // No money only as a refusal of the one copy sent; `decide()` keeps doubt at a later epoch (R8).
  'technical.overload.partner': {
    title: 'The partner refused the call because we send too fast (429, FREQUENCY_LIMITED).',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: null,
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Lower our rate towards the partner, or ask it for a higher quota.',
  },
  'technical.breaker.open': {
    title: 'Our breaker is open, or the partner is isolated: it was not called.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'AB07' },
    owner: 'platform-sre',
    customer: CUSTOMER_TEXTS.bankInterrupted,
    remedy:
      'Nothing to resend. GET /v1/partners says why the lane is shut, and who isolated the partner.',
  },
  'technical.latency.connect': {
    title: 'No connection came about (DNS, refused, TLS): provably not one byte was sent.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'AB07' },
    owner: 'network-sre',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Check DNS, firewall and certificates on the way to the partner.',
  },
  'technical.latency.response': {
    title: 'The partner was connected and did not answer in time.',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: { set: 'status', code: 'AB05' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.confirming,
    remedy: 'The resolver inquires by our key; tune the timeout above the partner’s own maximum.',
  },
  'technical.connection.lost': {
    title: 'The connection broke after it stood (reset, hang-up, truncated answer).',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: { set: 'status', code: 'TA01' },
    owner: 'network-sre',
    customer: CUSTOMER_TEXTS.confirming,
    remedy: 'The resolver inquires by our key; review keep-alive against the partner’s idle time.',
  },
  'technical.thirdparty.error': {
    title: 'The partner reported an error of its own that says nothing about the money (5xx).',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: { set: 'status', code: 'AB09' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.confirming,
    remedy: 'The resolver inquires by our key; raise it with the partner and attach the recording.',
  },
  'technical.thirdparty.contract': {
    title: 'The partner’s answer cannot be read, is not catalogued, or echoes something else.',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: { set: 'status', code: 'FF01' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.confirming,
    remedy: 'The resolver inquires by our key; add the answer as a fixture and map its code.',
  },
  'technical.thirdparty.auth': {
    title: 'The partner does not accept our credentials (401, 403, certificate, signature).',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'DS0D' },
    owner: 'security',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Rotate or renew the credentials; the partner is paused until a probe succeeds.',
  },
  // Also every word that only says "a parameter is wrong": it does not say whose, so it may be our key,
  // our setting or our bug, and then every payout meets it. No account is accused for it.
  'technical.request.malformed': {
    title:
      'The partner cannot read our request, or finds something in it wrong (parameter, format).',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'FF01' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.checking,
    remedy:
      'Compare the request with the partner’s guide and our keys there; then restore the partner.',
  },
  'technical.settlement.failed': {
    title: 'The partner explicitly reports that clearing or settlement was aborted.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'ED05' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Follow the partner’s status page; it is sent again by itself.',
  },
  // The law says "by state". A bug may strike after a send, so the row takes the careful reading.
  'technical.internal': {
    title: 'A defect of ours, or our disk failed after the payout was accepted.',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: null,
    owner: 'platform',
    customer: CUSTOMER_TEXTS.checking,
    remedy: 'Page the platform team; fix the defect. No copy is sent until doubt is gone.',
  },
} as const satisfies Record<string, FailureMeaning>;
