import { type core, toJSONSchema } from 'zod';

import { FAULTS } from '../../chaos/faults/catalogue.ts';
import type { FaultKind, Truth } from '../../chaos/faults/fault.ts';
import { LANES } from '../../contract/exchange.ts';
import type { Chance } from './chance.ts';
import type { Trouble } from './plan.ts';

/**
 * Faults of the catalogue that the simulation cannot carry out, with the reason. All others are
 * drawn, so a new fault joins by being in the catalogue; one that needs a real socket belongs here.
 */
export const FAULTS_LEFT_OUT: ReadonlyMap<string, string> = new Map();

/** Whether an honest bank on a bad wire can show such a thing. */
const IS_HONEST = {
  none: true,
  never_sent: true,
  not_executed: true,
  executed_unanswered: true,
} as const satisfies Record<Truth, boolean>;

/** Texts for parameters that are free text without a default, by `<fault>.<parameter>`. */
const TEXTS: ReadonlyMap<string, readonly string[]> = new Map();

const DRAWS_MAX = 50;

/** The faults that are drawn. */
export function simulatedFaults(): readonly FaultKind[] {
  return FAULTS.filter(({ id }) => !FAULTS_LEFT_OUT.has(id));
}

/** Draws a fault, its parameters within their schema, and where, how often and how long it strikes. */
export function drawFault(
  chance: Chance,
  seed: number,
  partner: string,
): Omit<Trouble & { readonly kind: 'fault' }, 'atMs'> {
  const kind = chance.pick(simulatedFaults());
  const params = drawParams(kind, chance);
  const op = chance.happens(0.85)
    ? { op: chance.happens(0.8) ? 'submit' : chance.pick(LANES) }
    : {};
  const body = {
    fault: kind.id,
    ...params,
    on: { partner, ...op },
    rate: round(0.3 + 0.7 * chance.next()),
    ttl: `${chance.between(5, 35)}s`,
    seed,
  };
  return { kind: 'fault', body };
}

function drawParams(kind: FaultKind, chance: Chance): Readonly<Record<string, unknown>> {
  const schema = toJSONSchema(kind.schema, { io: 'input' });
  for (let draws = 0; draws < DRAWS_MAX; draws++) {
    const drawn = drawObject(schema, kind.id, chance);
    const read = kind.schema.safeParse(drawn);
    if (read.success && IS_HONEST[kind.truth(read.data)]) return drawn;
  }
  throw new Error(
    `no honest parameters of the fault "${kind.id}" were found: look at src/simulation/plan/draw-fault.ts`,
  );
}

type Schema = core.JSONSchema.BaseSchema;

function drawObject(schema: Schema, path: string, chance: Chance): Record<string, unknown> {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return [];
    const isFreeText = field.type === 'string' && field.enum === undefined;
    const mayMiss = !required.has(name);
    if (mayMiss && (isFreeText || chance.happens(0.5))) return [];
    return [[name, drawValue(field, `${path}.${name}`, chance)] as const];
  });
  return Object.fromEntries(fields);
}

function drawValue(schema: Schema, path: string, chance: Chance): unknown {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return drawValue(asSchema(chance.pick(choices)), path, chance);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return chance.pick(schema.enum);
  switch (schema.type) {
    case 'boolean':
      return chance.happens(0.5);
    case 'integer':
    case 'number':
      return drawNumber(schema, path, chance);
    case 'array':
      return (schema.prefixItems ?? []).map((item) => drawValue(asSchema(item), path, chance));
    case 'object':
      return drawObject(schema, path, chance);
    case 'string': {
      const texts = TEXTS.get(path);
      if (texts !== undefined) return chance.pick(texts);
      break;
    }
    case 'null':
    case undefined:
  }
  throw new Error(
    `do not know what to draw for ${path}: give it texts, or leave the fault out, in src/simulation/plan/draw-fault.ts`,
  );
}

/** Wide ranges are drawn towards their lower end: most of a wide range is beyond every timeout. */
function drawNumber(schema: Schema, path: string, chance: Chance): number {
  const { minimum: min, maximum: max } = schema;
  if (min === undefined || max === undefined) {
    throw new Error(`${path} has no bounds to draw between; every limit is written`);
  }
  const share = max - min > 1_000 ? chance.next() ** 3 : chance.next();
  const value = min + (max - min) * share;
  return schema.type === 'integer' ? Math.floor(value) : round(value);
}

function asSchema(schema: Schema | boolean): Schema {
  if (typeof schema === 'boolean') throw new TypeError('a schema without a shape');
  return schema;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
