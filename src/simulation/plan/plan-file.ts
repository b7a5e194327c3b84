import { readFileSync, writeFileSync } from 'node:fs';

import * as z from 'zod';

import { isBehaviourName } from '../../sandbox/behaviours/behaviour-table.ts';
import type { BehaviourName } from '../../sandbox/behaviours/behaviour.ts';
import type { JournalKind, Plan } from './plan.ts';

/** A run that broke a promise, small enough to read and complete enough to repeat. */
export interface PlanFile {
  /** The broken promises, in words. */
  readonly broken: readonly string[];
  readonly journal: JournalKind;
  readonly plan: Plan;
}

const FORMAT = 'breakwater-simulation';
/** Raised when a file of before would be read as another run; such a file is refused. */
const VERSION = 2;

const ms = z.int().min(0);
const optionalMs = ms.nullable();
const rate = z.number().min(0).max(1);
const partner = z.string().min(1);

const arrivalSchema = z.strictObject({
  atMs: ms,
  loan: z.string().min(1),
  payee: partner,
  payeeNo: z.int().min(0),
  amountMinor: z.int().min(1),
  borrower: z.enum(['fine', 'identityIncomplete', 'incomeMissing']),
  deadlineAfterMs: optionalMs,
  looksAfterMs: z.array(ms),
  repeatsAfterMs: optionalMs,
  cancelsAfterMs: optionalMs,
  secondKeyAfterMs: optionalMs,
  resubmits: z.boolean(),
});

const behaviourName = z
  .string()
  .refine((name): name is BehaviourName => isBehaviourName(name), 'no behaviour of the sandbox');

const troubleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ atMs: ms, kind: z.literal('fault'), body: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    atMs: ms,
    kind: z.literal('behaviour'),
    partner,
    name: behaviourName,
    rate,
    value: z.string().nullable(),
    forMs: ms,
  }),
  z.strictObject({ atMs: ms, kind: z.literal('straggle'), partner, rate, byMs: ms, forMs: ms }),
  z.strictObject({ atMs: ms, kind: z.literal('crash'), downMs: ms }),
  z.strictObject({ atMs: ms, kind: z.literal('restart') }),
  z.strictObject({ atMs: ms, kind: z.literal('jump'), byMs: z.int() }),
  z.strictObject({ atMs: ms, kind: z.literal('deaf'), forMs: ms }),
  z.strictObject({
    atMs: ms,
    kind: z.literal('isolate'),
    partner,
    ttlSeconds: z.int().min(1),
    restoreAfterMs: optionalMs,
  }),
  z.strictObject({ atMs: ms, kind: z.literal('shift') }),
]);

const fileSchema = z.strictObject({
  format: z.literal(FORMAT, `the file is no plan: format must be "${FORMAT}"`),
  version: z.literal(VERSION, `this program reads version ${VERSION} of the format`),
  about: z.string(),
  broken: z.array(z.string()),
  journal: z.enum(['memory', 'sqlite']),
  plan: z.strictObject({
    seed: z.int().min(0),
    partners: z.array(partner).min(1),
    liar: partner.nullable(),
    arrivals: z.array(arrivalSchema),
    troubles: z.array(troubleSchema),
  }),
});

/** Writes a plan as JSON that a person can read. Throws what the file system throws. */
export function writePlanFile(file: string, { broken, journal, plan }: PlanFile): void {
  const about = `seed ${plan.seed}; run it again: npx breakwater prove sim --plan ${file}`;
  const json = { format: FORMAT, version: VERSION, about, broken, journal, plan };
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
}

/** Reads a plan back. Throws an error that names every field that is wrong. */
export function readPlanFile(file: string): PlanFile {
  const read = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  const lines = read.error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  throw new Error(`${file} cannot be run: ${lines.join('; ')}`);
}
