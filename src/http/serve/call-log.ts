import type { Request, Response } from 'express';

import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** What is known about a request while it is being answered. */
export interface CallRecord {
  readonly requestId: string;
  /** The template of the route that took it; `unmatched` when none did. */
  route: string;
  keyed: boolean;
  /** The code of the problem it was answered with. */
  problem: string | null;
}

/** Remembers each request and reports it once, when its answer is out or its client is gone. */
export interface CallLog {
  begin(request: Request, response: Response): CallRecord;
  of(response: Response): CallRecord;
}

/** The status we report when the client left before our answer (nginx's convention). */
export const CLIENT_LEFT_STATUS = 499;

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

const METHODS: ReadonlySet<string> = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS'.split(' '));

/** Makes a log that emits one `http.answered` per request. */
export function createCallLog(runtime: Runtime, emit: Emit): CallLog {
  const records = new WeakMap<Response, CallRecord>();
  const remember = (response: Response, record: CallRecord) => {
    records.set(response, record);
    return record;
  };

  return {
    begin(request, response) {
      const startedAtMs = runtime.elapsed();
      const record = remember(response, {
        requestId: requestId(request, runtime),
        route: 'unmatched',
        keyed: false,
        problem: null,
      });
      response.once('close', () => {
        emit({
          kind: 'http.answered',
          method: METHODS.has(request.method) ? request.method : 'OTHER',
          route: record.route,
          status: response.writableFinished ? response.statusCode : CLIENT_LEFT_STATUS,
          durationMs: runtime.elapsed() - startedAtMs,
          requestId: record.requestId,
          ...(record.problem === null ? {} : { problem: record.problem }),
        });
      });
      return record;
    },
    of(response) {
      return records.get(response) ?? remember(response, unknownCall(runtime));
    },
  };
}

/** The caller's `Request-Id` when it is short and plain, otherwise a new one. */
function requestId(request: Request, runtime: Runtime): string {
  const given = request.get('request-id') ?? '';
  return REQUEST_ID.test(given) ? given : `req_${runtime.randomHex(12)}`;
}

function unknownCall(runtime: Runtime): CallRecord {
  const requestId = `req_${runtime.randomHex(12)}`;
  return { requestId, route: 'unmatched', keyed: false, problem: null };
}
