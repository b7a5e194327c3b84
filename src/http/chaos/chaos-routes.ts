import * as z from 'zod';

import { openApiDocument } from '../openapi/openapi-document.ts';
import { Problem } from '../problems/problem.ts';
import { validationFailed } from '../problems/read-input.ts';
import { patternText } from '../schemas/fields.ts';
import { json } from '../serve/answer.ts';
import { guardedRoute, type Route } from '../serve/route.ts';
import { openApiRoute } from '../system/system-routes.ts';
import type { ChaosControl } from './chaos-port.ts';

const TAG = 'Chaos';
const SCOPES = ['chaos'] as const;
const FAULTS = '/chaos/v1/faults';

const idSchema = z.strictObject({
  id: patternText(/^[A-Za-z0-9._-]{1,64}$/, 'must be the id of an armed fault', 'lost'),
});

const statusSchema = z.unknown().meta({ description: 'As the chaos module reports it.' });

const faultSchema = z
  .looseObject({ id: z.string() })
  .meta({ id: 'ArmedFault', description: 'The fault as armed, its ttl left and its hits.' });

/** The chaos module checks the body: each fault has parameters of its own (see the catalogue). */
const injectSchema = z.unknown().meta({
  id: 'Inject',
  description:
    'One inject entry of a scenario, with a mandatory `ttl` and an optional `seed`. `op` is ' +
    'submit, inquire or cancel. `GET /chaos/v1/faults` lists the faults and their parameters.',
});

const INJECT_EXAMPLE = {
  id: 'lost',
  fault: 'commit.lost_answer',
  as: 'rst',
  on: { partner: 'alipay', op: 'submit', attempt: 1 },
  rate: 0.3,
  stickyBy: 'payout',
  ttl: '5m',
  seed: 20_261_124,
};

/** The control API of chaos, one row per route. All of it needs the scope `chaos`. */
export function chaosRoutes(control: ChaosControl): readonly Route[] {
  const info = { title: 'Breakwater chaos control', version: 'v1', description: DESCRIPTION };
  const routes: readonly Route[] = [
    ...lookRoutes(control),
    ...faultRoutes(control),
    ...panicRoutes(control),
    openApiRoute('/openapi.json', () => openApiDocument(routes, info)),
  ];
  return routes;
}

const DESCRIPTION = 'Injects faults between the gateway and a partner, for a time, by a seed.';

function lookRoutes(control: ChaosControl): readonly Route[] {
  return [
    guardedRoute({
      method: 'get',
      path: '/chaos/v1/status',
      operationId: 'chaosStatus',
      tag: TAG,
      summary: 'See which faults are armed, for how long, and what they struck',
      scopes: SCOPES,
      answers: { 200: { description: 'The state of chaos.', schema: statusSchema } },
      handle: () => json(200, control.status()),
    }),
    guardedRoute({
      method: 'get',
      path: FAULTS,
      operationId: 'listFaults',
      tag: TAG,
      summary: 'List the faults there are, and those that are armed',
      scopes: SCOPES,
      answers: {
        200: {
          description: 'The faults there are, and those that are armed.',
          schema: z.strictObject({ catalogue: z.unknown(), armed: z.array(faultSchema) }),
        },
      },
      handle: () => json(200, { catalogue: control.catalogue(), armed: control.list() }),
    }),
    guardedRoute({
      method: 'get',
      path: `${FAULTS}/:id`,
      operationId: 'getFault',
      tag: TAG,
      summary: 'See one armed fault',
      scopes: SCOPES,
      params: idSchema,
      answers: { 200: { description: 'The armed fault.', schema: faultSchema } },
      handle({ params }) {
        const fault = control.list().find((armed) => idOf(armed) === params.id);
        if (fault === undefined) throw noSuchFault();
        return json(200, fault);
      },
    }),
  ];
}

function faultRoutes(control: ChaosControl): readonly Route[] {
  return [
    guardedRoute({
      method: 'post',
      path: FAULTS,
      operationId: 'armFault',
      tag: TAG,
      summary: 'Arm one fault',
      scopes: SCOPES,
      body: { kind: 'json', schema: injectSchema, example: INJECT_EXAMPLE },
      answers: {
        201: {
          description: 'Armed; it ends by itself after its ttl.',
          schema: faultSchema,
          headers: { Location: 'The path of the fault.' },
        },
      },
      handle({ body }, key) {
        const outcome = control.arm(body, key.name);
        if (!outcome.ok) throw validationFailed(outcome.errors, 'The fault');
        const id = idOf(outcome.fault);
        return json(201, outcome.fault, id === null ? {} : { Location: `${FAULTS}/${id}` });
      },
    }),
    guardedRoute({
      method: 'delete',
      path: FAULTS,
      operationId: 'disarmAllFaults',
      tag: TAG,
      summary: 'Disarm all faults',
      scopes: SCOPES,
      answers: {
        200: {
          description: 'How many were disarmed.',
          schema: z.strictObject({ disarmed: z.int() }),
          example: { disarmed: 2 },
        },
      },
      handle: () => json(200, { disarmed: control.disarmAll() }),
    }),
    guardedRoute({
      method: 'delete',
      path: `${FAULTS}/:id`,
      operationId: 'disarmFault',
      tag: TAG,
      summary: 'Disarm one fault',
      scopes: SCOPES,
      params: idSchema,
      answers: {
        200: {
          description: 'Disarmed.',
          schema: z.strictObject({ disarmed: z.int() }),
          example: { disarmed: 1 },
        },
      },
      handle({ params }) {
        if (!control.disarm(params.id)) throw noSuchFault();
        return json(200, { disarmed: 1 });
      },
    }),
  ];
}

function panicRoutes(control: ChaosControl): readonly Route[] {
  return [
    guardedRoute({
      method: 'post',
      path: '/chaos/v1/panic',
      operationId: 'panic',
      tag: TAG,
      summary: 'Stop all faults and refuse new ones',
      scopes: SCOPES,
      answers: { 200: { description: 'Stopped.', schema: statusSchema } },
      handle(_call, key) {
        control.panic(key.name);
        return json(200, control.status());
      },
    }),
    guardedRoute({
      method: 'post',
      path: '/chaos/v1/panic:release',
      operationId: 'releasePanic',
      tag: TAG,
      summary: 'Allow faults again after a panic; those that were armed stay disarmed',
      scopes: SCOPES,
      answers: { 200: { description: 'Released.', schema: statusSchema } },
      handle(_call, key) {
        control.release(key.name);
        return json(200, control.status());
      },
    }),
  ];
}

function idOf(fault: unknown): string | null {
  if (typeof fault !== 'object' || fault === null || !('id' in fault)) return null;
  return typeof fault.id === 'string' ? fault.id : null;
}

function noSuchFault(): Problem {
  return new Problem('not_found', { detail: 'No armed fault has this id; it may have ended.' });
}
