import type { Behaviour } from '../behaviours/behaviour.ts';
import { isBehaviourName } from '../behaviours/behaviour-table.ts';
import { nearestBehaviours } from '../behaviours/nearest-behaviours.ts';
import type { FieldMistake } from './json-answer.ts';
import { mistakeIn } from '../behaviours/magic-values.ts';

/** A request that was read, or everything that is wrong with it. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'wrong'; readonly mistakes: readonly FieldMistake[] };

/** The body of `POST /admin/behaviours`. */
export interface ArmRequest {
  readonly partner: string;
  readonly behaviour: Omit<Behaviour, 'endsAtMs'>;
  readonly ttlMs: number;
}

/** The body of `POST /admin/return`. */
export interface ReturnRequest {
  readonly partner: string;
  readonly reference: string;
  readonly reasonCode: string;
  readonly feeMinor: bigint;
}

/** The body of `POST /admin/settle`. */
export interface SettleRequest {
  readonly partner: string;
  readonly reference: string;
}

/** The body of `POST /admin/behaviours/clear`; no partner means every partner. */
export interface ClearRequest {
  readonly partner: string | null;
}

/** An armed behaviour ends by itself after an hour at the latest. */
const TTL_MS_MAX = 3_600_000;

const TIMES_MAX = 1_000_000;

/** Reads one field; `undefined` stands for an absent one. */
type FieldCheck<T> = (value: unknown) => { readonly ok: T } | { readonly bad: string };

/** Reads the body of `POST /admin/behaviours`: `ttlMs` is mandatory, `rate` is 1 when absent. */
export function readArm(body: string, partners: ReadonlySet<string>): Reading<ArmRequest> {
  return readFields(body, (fields) => {
    const partner = fields.take('partner', oneOf(partners));
    const name = fields.take('name', behaviourName);
    const rate = fields.take('rate', optional(numberIn(0, 1), 1));
    const times = fields.take('times', optional(wholeNumberIn(1, TIMES_MAX), null));
    const value = fields.take('value', optional(textOf(96), null));
    const ttlMs = fields.take('ttlMs', wholeNumberIn(1, TTL_MS_MAX));
    const mistake = name === undefined ? null : mistakeIn(name, value ?? null);
    if (mistake !== null) fields.complain(`/${mistake.field}`, mistake.detail);
    if (partner === undefined || name === undefined || ttlMs === undefined) return null;
    if (rate === undefined || times === undefined || value === undefined) return null;
    return { partner, behaviour: { name, rate, times, value }, ttlMs };
  });
}

/** Reads the body of `POST /admin/return`; `feeMinor` is 0 when absent. */
export function readReturn(body: string, partners: ReadonlySet<string>): Reading<ReturnRequest> {
  return readFields(body, (fields) => {
    const partner = fields.take('partner', oneOf(partners));
    const reference = fields.take('reference', textOf(64));
    const reasonCode = fields.take('reasonCode', textOf(64));
    const feeMinor = fields.take('feeMinor', optional(minorUnits, 0n));
    if (partner === undefined || reference === undefined) return null;
    if (reasonCode === undefined || feeMinor === undefined) return null;
    return { partner, reference, reasonCode, feeMinor };
  });
}

/** Reads the body of `POST /admin/settle`. */
export function readSettle(body: string, partners: ReadonlySet<string>): Reading<SettleRequest> {
  return readFields(body, (fields) => {
    const partner = fields.take('partner', oneOf(partners));
    const reference = fields.take('reference', textOf(64));
    return partner === undefined || reference === undefined ? null : { partner, reference };
  });
}

/** Reads the body of `POST /admin/behaviours/clear`, which may be empty. */
export function readClear(body: string, partners: ReadonlySet<string>): Reading<ClearRequest> {
  return readFields(body === '' ? '{}' : body, (fields) => {
    const partner = fields.take('partner', optional(oneOf(partners), null));
    return partner === undefined ? null : { partner };
  });
}

interface Fields {
  /** Reads a field, or notes what is wrong with it and gives `undefined`. */
  take<T>(name: string, check: FieldCheck<T>): T | undefined;
  complain(pointer: string, detail: string): void;
}

function readFields<T>(body: string, read: (fields: Fields) => T | null): Reading<T> {
  const object = parseObject(body);
  if (object === null) {
    return { kind: 'wrong', mistakes: [{ pointer: '', detail: 'must be one JSON object' }] };
  }
  const mistakes: FieldMistake[] = [];
  const known = new Set<string>();
  const value = read({
    take(name, check) {
      known.add(name);
      const result = check(object.get(name));
      if ('ok' in result) return result.ok;
      mistakes.push({ pointer: `/${name}`, detail: result.bad });
      return undefined;
    },
    complain(pointer, detail) {
      mistakes.push({ pointer, detail });
    },
  });
  for (const name of object.keys()) {
    if (!known.has(name)) {
      const token = name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
      mistakes.push({ pointer: `/${token}`, detail: 'is not a field of this request' });
    }
  }
  return value === null || mistakes.length > 0
    ? { kind: 'wrong', mistakes }
    : { kind: 'read', value };
}

function parseObject(body: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map<string, unknown>(Object.entries(value));
  } catch {
    return null;
  }
}

function optional<T, U>(check: FieldCheck<T>, absent: U): FieldCheck<T | U> {
  return (value) => (value === undefined || value === null ? { ok: absent } : check(value));
}

function oneOf(names: ReadonlySet<string>): FieldCheck<string> {
  return (value) =>
    typeof value === 'string' && names.has(value)
      ? { ok: value }
      : { bad: `must be one of ${[...names].join(', ')}` };
}

const behaviourName: FieldCheck<Behaviour['name']> = (value) =>
  typeof value === 'string' && isBehaviourName(value)
    ? { ok: value }
    : { bad: nameHint(String(value)) };

function nameHint(name: string): string {
  const [nearest] = nearestBehaviours(name);
  const hint = nearest === undefined ? '' : `, such as ${nearest}`;
  return `must be the name of a behaviour${hint}; GET /admin/behaviours lists them`;
}

const minorUnits: FieldCheck<bigint> = (value) => {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^\d{1,18}$/.test(text)
    ? { ok: BigInt(text) }
    : { bad: 'must be a whole number of minor units' };
};

function textOf(lengthMax: number): FieldCheck<string> {
  return (value) =>
    typeof value === 'string' && value !== '' && value.length <= lengthMax
      ? { ok: value }
      : { bad: `must be a text of 1 to ${lengthMax} characters` };
}

function numberIn(min: number, max: number): FieldCheck<number> {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? { ok: value }
      : { bad: `must be a number from ${min} to ${max}` };
}

function wholeNumberIn(min: number, max: number): FieldCheck<number> {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { ok: value }
      : { bad: `must be a whole number from ${min} to ${max}` };
}
