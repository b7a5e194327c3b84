import assert from 'node:assert/strict';

import type { Money } from '../../contract/money.ts';
import type { Attempt, Payout, PayoutRequest, Returned } from './payout.ts';
import type { PayoutEvent } from './payout-event.ts';
import type { RouteLine, RouteRecord, Score } from './route-record.ts';

/** JSON has no bigint: each is written as `{"$bigint":"123"}`, which no string can be taken for. */
interface StoredBigint {
  readonly $bigint: string;
}

/** Fields whose name on disk is older than their name here; a document keeps its names for ever. */
interface NamesOnDisk {
  readonly batch: 'group';
  readonly unmet: 'gate';
}

type NameOnDisk<Field> = Field extends keyof NamesOnDisk ? NamesOnDisk[Field] : Field;

/**
 * What of a value stands in a document. Where a type gains a bigint that is not turned below, this
 * no longer compiles, and `JSON.stringify` throws.
 */
type Stored<T> = T extends bigint
  ? StoredBigint
  : T extends readonly unknown[]
    ? { readonly [Index in keyof T]: Stored<T[Index]> }
    : T extends object
      ? { readonly [Field in keyof T as NameOnDisk<Field>]: Stored<T[Field]> }
      : T;

/**
 * Writes a document of the journal. Field by field and not by a replacer of `JSON.stringify`: every
 * commit passes here, and a replacer is called for each field of each document.
 */
export function encodeDocument(value: Payout | PayoutEvent): string {
  return JSON.stringify('kind' in value ? storeEvent(value) : storePayout(value));
}

/** Reads back what {@link encodeDocument} wrote; the journal is trusted to hold nothing else. */
export function decodePayout(document: string): Payout {
  const stored = JSON.parse(document) as Stored<Payout>;
  assert(typeof stored.id === 'string' && typeof stored.version === 'number');
  const { request, attempts, returned } = stored;
  return {
    ...stored,
    request: loadRequest(request),
    attempts: attempts.map(loadAttempt),
    returned: returned && loadReturned(returned),
  };
}

/** Reads back one event that {@link encodeDocument} wrote. */
export function decodeEvent(document: string): PayoutEvent {
  const stored = JSON.parse(document) as Stored<PayoutEvent>;
  assert(typeof stored.kind === 'string' && typeof stored.atMs === 'number');
  if (stored.kind === 'received') return { ...stored, request: loadRequest(stored.request) };
  if (stored.kind === 'moved') {
    return { ...stored, returned: stored.returned && loadReturned(stored.returned) };
  }
  if (stored.kind !== 'attemptStarted') return stored;
  const { route, ...rest } = stored;
  const started = { ...rest, attempt: loadAttempt(rest.attempt) };
  return route === undefined ? started : { ...started, route: loadRoute(route) };
}

function storePayout(payout: Payout): Stored<Payout> {
  const { request, attempts, returned } = payout;
  return {
    ...payout,
    request: storeRequest(request),
    attempts: attempts.map(storeAttempt),
    returned: returned && storeReturned(returned),
  };
}

function storeEvent(event: PayoutEvent): Stored<PayoutEvent> {
  if (event.kind === 'received') return { ...event, request: storeRequest(event.request) };
  if (event.kind === 'moved') {
    return { ...event, returned: event.returned && storeReturned(event.returned) };
  }
  if (event.kind !== 'attemptStarted') return event;
  const { route, ...rest } = event;
  const started = { ...rest, attempt: storeAttempt(rest.attempt) };
  return route === undefined ? started : { ...started, route: storeRoute(route) };
}

function storeRequest(request: PayoutRequest): Stored<PayoutRequest> {
  return { ...request, amount: storeMoney(request.amount) };
}

function loadRequest(stored: Stored<PayoutRequest>): PayoutRequest {
  return { ...stored, amount: loadMoney(stored.amount) };
}

function storeAttempt(attempt: Attempt): Stored<Attempt> {
  if (attempt.batch === undefined) return attempt;
  const { batch, ...rest } = attempt;
  return { ...rest, group: batch };
}

function loadAttempt(stored: Stored<Attempt>): Attempt {
  if (stored.group === undefined) return stored;
  const { group, ...rest } = stored;
  return { ...rest, batch: group };
}

function storeReturned(returned: Returned): Stored<Returned> {
  const { amount, feeMinor } = returned;
  return { ...returned, amount: storeMoney(amount), feeMinor: storeBigint(feeMinor) };
}

function loadReturned(stored: Stored<Returned>): Returned {
  const { amount, feeMinor } = stored;
  return { ...stored, amount: loadMoney(amount), feeMinor: loadBigint(feeMinor) };
}

function storeRoute(route: RouteRecord): Stored<RouteRecord> {
  return { ...route, lines: route.lines.map(storeLine) };
}

function loadRoute(stored: Stored<RouteRecord>): RouteRecord {
  return { ...stored, lines: stored.lines.map(loadLine) };
}

function storeLine({ partner, eligible, reason, unmet, score }: RouteLine): Stored<RouteLine> {
  return { partner, eligible, reason, gate: unmet, score: score && storeScore(score) };
}

function loadLine({ partner, eligible, reason, gate, score }: Stored<RouteLine>): RouteLine {
  return { partner, eligible, reason, unmet: gate, score: score && loadScore(score) };
}

function storeScore(score: Score): Stored<Score> {
  const { costMillionths, feeMinor } = score;
  return {
    ...score,
    costMillionths: storeBigint(costMillionths),
    feeMinor: storeBigint(feeMinor),
  };
}

function loadScore(stored: Stored<Score>): Score {
  const { costMillionths, feeMinor } = stored;
  return { ...stored, costMillionths: loadBigint(costMillionths), feeMinor: loadBigint(feeMinor) };
}

function storeMoney(money: Money): Stored<Money> {
  return { ...money, minor: storeBigint(money.minor) };
}

function loadMoney(stored: Stored<Money>): Money {
  return { ...stored, minor: loadBigint(stored.minor) };
}

function storeBigint(value: bigint): StoredBigint {
  return { $bigint: value.toString() };
}

function loadBigint({ $bigint }: StoredBigint): bigint {
  assert(typeof $bigint === 'string');
  return BigInt($bigint);
}
