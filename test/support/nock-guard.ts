import nock from 'nock';
import { afterEach, beforeEach, expect } from 'vitest';

/**
 * Guards every test of the calling file that uses nock.
 *
 * nock 15 answers a request that matches nothing with HTTP 501 (`ERR_NOCK_NO_MATCH`), which a
 * classifier reads as "the bank said 501": a test could pass for the wrong reason. This fails the
 * test instead, names method and host (never the body), and fails it too when an expected request
 * never came. Real connections are refused while a test runs, except to `allowedHosts`.
 */
export function guardNock(options: { readonly allowedHosts?: RegExp } = {}): void {
  const unmatched: string[] = [];
  const note = (request: unknown): void => {
    unmatched.push(describeRequest(request));
  };

  beforeEach(() => {
    unmatched.length = 0;
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    if (options.allowedHosts !== undefined) nock.enableNetConnect(options.allowedHosts);
    nock.emitter.on('no match', note);
  });

  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.emitter.off('no match', note);
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    expect({ unmatched, pending }).toEqual({ unmatched: [], pending: [] });
  });
}

/** Method and URL without its query, from whatever shape nock hands out. */
function describeRequest(request: unknown): string {
  if (typeof request !== 'object' || request === null) return 'a request';
  const method: unknown = Reflect.get(request, 'method');
  const url: unknown = Reflect.get(request, 'url') ?? Reflect.get(request, 'path');
  return `${String(method)} ${String(url).split('?')[0] ?? ''}`;
}
