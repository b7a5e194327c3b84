import { z } from 'zod';

import { LANES } from '../../contract/exchange.ts';
import { FAULTS, faultById } from '../faults/catalogue.ts';
import { parseDurationMs } from './duration.ts';
import type { FaultKind } from '../faults/fault.ts';

/** One armed fault (docs/FAULTS.md) with its end and its seed, read and checked. */
export interface Rule {
  readonly id: string | null;
  readonly kind: FaultKind;
  readonly params: unknown;
  readonly on: {
    readonly partner: string;
    readonly op?: (typeof LANES)[number] | undefined;
    readonly attempt?: number | undefined;
    readonly amount?:
      { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  };
  readonly rate: number;
  readonly stickyBy: 'payout' | 'attempt';
  readonly seed: number;
  readonly ttlMs: number;
}

/** One thing that is wrong with an inject entry. */
export interface RuleError {
  /** RFC 6901. */
  readonly pointer: string;
  readonly message: string;
}

/** The entry as read, or everything that is wrong with it. */
export type RuleReading =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly errors: readonly RuleError[] };

/** The longest time that a fault may stay armed. */
export const TTL_MS_MAX = 3_600_000;
const SEED_DEFAULT = 20_261_124;

const minorUnits = z.int().min(0);

/** The fields that every entry has; the rest are the fault's own parameters. */
const envelope = z.looseObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, at most 40')
    .optional(),
  fault: z.enum(FAULTS.map(({ id }) => id)),
  on: z.strictObject({
    partner: z.string(),
    op: z.enum(LANES).optional(),
    attempt: z.int().min(1).max(100).optional(),
    amount: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).optional(),
  }),
  rate: z.number().min(0).max(1).default(1),
  stickyBy: z.enum(['payout', 'attempt']).default('attempt'),
  seed: z.int().min(0).default(SEED_DEFAULT),
  ttl: z
    .string('a fault without an end is an outage; give a duration such as "30s"')
    .transform((text, context) => {
      const ttlMs = parseDurationMs(text);
      if (ttlMs !== null && ttlMs > 0 && ttlMs <= TTL_MS_MAX) return ttlMs;
      context.addIssue('expected a duration from 1ms to 1h, such as "30s" or "PT5M"');
      return z.NEVER;
    }),
});

/** Reads an inject entry; names every field that is wrong, and refuses the ones it does not know. */
export function readRule(body: unknown, partners: readonly string[]): RuleReading {
  const read = envelope.safeParse(body);
  if (!read.success) return { ok: false, errors: toErrors(read.error) };
  const { id, fault, on, rate, stickyBy, seed, ttl: ttlMs, ...rest } = read.data;
  const kind = faultById(fault);
  if (kind === undefined || !partners.includes(on.partner)) {
    const message = `no partner "${on.partner}"; one of ${partners.join(', ')}`;
    return { ok: false, errors: [{ pointer: '/on/partner', message }] };
  }
  const params = kind.schema.safeParse(rest);
  if (!params.success) return { ok: false, errors: toErrors(params.error) };
  return {
    ok: true,
    rule: { id: id ?? null, kind, params: params.data, on, rate, stickyBy, seed, ttlMs },
  };
}

function toErrors(error: z.ZodError): readonly RuleError[] {
  return error.issues.map(({ path, message }) => ({
    pointer: path
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    message,
  }));
}
