import { request } from 'node:http';

import type { Runtime } from '../../runtime/runtime.ts';
import type { SandboxCallback } from '../partners/sandbox-partner.ts';

/** What the receiver of a callback answered. */
export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
}

/** The way a callback travels: over HTTP, or straight into a simulated gateway. */
export type DeliverCallback = (callback: SandboxCallback) => Promise<CallbackAnswer>;

/** WeChat Pay waits five seconds for the receiver's answer; the others here do the same. */
const ANSWER_MS_MAX = 5_000;

/** A receiver's answer is a word or a line of JSON; more of it is not read. */
const ANSWER_BYTES_MAX = 16_384;

/**
 * Delivers callbacks with node:http, one connection each: no proxy, no redirect, no keep-alive.
 *
 * The promise rejects when no complete answer has come within five seconds; the receiver may have
 * taken the callback all the same, which is why partners deliver again.
 */
export function deliverOverHttp(runtime: Runtime): DeliverCallback {
  return ({ url, headers, body }) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(body, 'utf8');
      const outgoing = request(url, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': bytes.length },
      });
      const stopClock = runtime.schedule(ANSWER_MS_MAX, () => {
        outgoing.destroy(new Error('no answer within 5 s'));
      });
      const fail = (error: Error) => {
        stopClock();
        reject(error);
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text = (text + chunk).slice(0, ANSWER_BYTES_MAX);
        });
        incoming.on('error', fail);
        incoming.on('end', () => {
          stopClock();
          resolve({ status: incoming.statusCode ?? 0, body: text });
        });
      });
      outgoing.end(bytes);
    });
}
