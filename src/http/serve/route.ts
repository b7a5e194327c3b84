import * as z from 'zod';

import type { ApiKey, ApiScope } from '../api-keys.ts';
import { Problem } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { readInput } from '../problems/read-input.ts';
import type { Answer } from './answer.ts';
import type { JsonValue } from './strict-json.ts';

/** What a route says about itself; the document is written from it and express is driven by it. */
export interface RouteDocument {
  readonly method: 'get' | 'post' | 'delete';
  /** The template, such as `/v1/payouts/:id`; also the label in metrics. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The caller's key needs one of these; `null`: no key is asked for. */
  readonly scopes: readonly ApiScope[] | null;
  /** True for the one request that creates a payout and carries an `Idempotency-Key`. */
  readonly keyed: boolean;
  readonly params?: z.ZodObject;
  /** Left out: query parameters are refused, except on routes without a key. */
  readonly query?: z.ZodObject;
  readonly body: BodyDocument;
  readonly answers: Readonly<Record<number, AnswerDocument>>;
  /** What it can refuse with, beyond what follows from the fields above. */
  readonly problems: readonly ProblemCode[];
}

/** How a route takes its body: not at all, as JSON by a schema, or as bytes. */
export type BodyDocument =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly schema: z.ZodType; readonly example: unknown }
  | { readonly kind: 'bytes'; readonly bytesMax: number };

/** One answer of a route that is no problem. */
export interface AnswerDocument {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** `application/json` when left out. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that has passed its key's check; nothing else of it has been read. */
export interface RawCall {
  readonly key: ApiKey | null;
  readonly params: unknown;
  readonly query: unknown;
  /** `null` where the route takes no JSON. */
  readonly json: JsonValue;
  readonly bytes: Buffer;
  /** Every value of a header, by its name in lower case. */
  header(name: string): readonly string[];
  /** All headers, a repeated one joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that has been read. */
export interface Call<Params, Query, Body> extends Omit<RawCall, 'params' | 'query' | 'key'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** One row of the table: its document, and what answers it. */
export interface Route extends RouteDocument {
  answer(call: RawCall): Promise<Answer>;
}

/**
 * Whether a request here asks for something new, which a process that ends refuses. A partner's
 * callback does not: it changes what is known, and is welcome to the end.
 */
export function changesSomething({ method, scopes }: RouteDocument): boolean {
  return method !== 'get' && scopes !== null;
}

/** What a route without a key is made of. */
export interface OpenSpec<Params extends z.ZodObject, Query extends z.ZodObject> extends Omit<
  RouteDocument,
  'scopes' | 'keyed' | 'params' | 'query' | 'body' | 'problems'
> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: BodyDocument;
  readonly problems?: readonly ProblemCode[];
  readonly handle: (
    call: Call<z.output<Params>, z.output<Query>, null>,
  ) => Promise<Answer> | Answer;
}

/** What a route behind a key is made of. */
export interface GuardedSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> extends Omit<RouteDocument, 'scopes' | 'keyed' | 'params' | 'query' | 'body' | 'problems'> {
  readonly scopes: readonly ApiScope[];
  readonly keyed?: boolean;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: { readonly kind: 'json'; readonly schema: Body; readonly example: unknown };
  readonly problems?: readonly ProblemCode[];
  readonly handle: (
    call: Call<z.output<Params>, z.output<Query>, z.output<Body>>,
    key: ApiKey,
  ) => Promise<Answer> | Answer;
}

const NOTHING = z.strictObject({});

type Nothing = typeof NOTHING;

/** A route that anybody may call. Its query parameters are ignored unless it declares some. */
export function openRoute<
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
>(spec: OpenSpec<Params, Query>): Route {
  const { handle, ...document } = spec;
  return {
    ...document,
    scopes: null,
    keyed: false,
    body: spec.body ?? { kind: 'none' },
    problems: spec.problems ?? [],
    answer: async (call) =>
      handle({
        ...call,
        params: readPath(spec.params, call.params),
        query: readQuery(spec.query, spec.query === undefined ? {} : call.query),
        body: null,
      }),
  };
}

/** A route for callers with a key. Unknown query parameters are refused: a typo changes meaning. */
export function guardedRoute<
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = z.ZodNull,
>(spec: GuardedSpec<Params, Query, Body>): Route {
  const { handle, ...document } = spec;
  return {
    ...document,
    keyed: spec.keyed ?? false,
    body: spec.body ?? { kind: 'none' },
    problems: spec.problems ?? [],
    async answer(call) {
      if (call.key === null) throw new TypeError('a guarded route was called without a key');
      const input = {
        ...call,
        params: readPath(spec.params, call.params),
        query: readQuery(spec.query, call.query),
        body: readInput(bodySchema(spec.body), call.json, 'The body'),
      };
      return handle(input, call.key);
    },
  };
}

/** A path with an impossible id in it leads nowhere, like one with an unknown id. */
function readPath<Schema extends z.ZodObject>(schema: Schema | undefined, input: unknown) {
  const result = orNothing(schema).safeParse(input);
  if (result.success) return result.data;
  throw new Problem('not_found', { detail: 'Nothing with this id was found for this API key.' });
}

function readQuery<Schema extends z.ZodObject>(schema: Schema | undefined, input: unknown) {
  return readInput(orNothing(schema), input, 'The query');
}

/** Where a route declares no schema its type parameter is {@link Nothing}; so is the reading. */
function orNothing<Schema extends z.ZodObject>(schema: Schema | undefined): Schema {
  return schema ?? (NOTHING as unknown as Schema);
}

const NO_BODY = z.null();

function bodySchema<Body extends z.ZodType>(body: { readonly schema: Body } | undefined): Body {
  return body?.schema ?? (NO_BODY as unknown as Body);
}
