/**
 * Goal: a token is asked for as OAuth 2.0 says, believed only whole, and given up only when PayPal's
 * own code says that it was not accepted.
 * Method: the session rules on true, spoilt and foreign answers.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { AT_MS, demoAdapter, error, reply, secret, sessionSide, STAMP } from './demo-paypal.ts';

const adapter = demoAdapter();
const session = sessionSide(adapter);
const GRANT = {
  scope: 'https://uri.paypal.com/payments/payouts',
  access_token:
    'A21AAFEpH4PsADK7qSS7pSRsgzfENtu-Q1ysgEDVDESseMHBYXVJYE8ovjj68elIDy8nF26AwPhfXTIeWAZHSLIsQkSYz9ifg',
  token_type: 'Bearer',
  app_id: 'APP-80W284485P519543T',
  expires_in: 31_668,
};

describe('the token', () => {
  it('is asked for with the client’s credentials, in the header and nowhere else', () => {
    const request = session.request(STAMP);

    const basic = Buffer.from(`${secret('CLIENT_ID')}:${secret('CLIENT_SECRET')}`);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/oauth2/token',
      body: 'grant_type=client_credentials',
    });
    expect(request.headers).toMatchObject({
      authorization: `Basic ${basic.toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it('is read with its end, counted from now', () => {
    expect(session.read(reply(200, GRANT), AT_MS)).toEqual({
      kind: 'granted',
      token: GRANT.access_token,
      endsAtMs: AT_MS + 31_668_000,
    });
  });

  it.each([
    ['no token', { ...GRANT, access_token: undefined }],
    ['an empty token', { ...GRANT, access_token: '' }],
    ['a token that would break a header', { ...GRANT, access_token: 'a\r\nx-evil: 1' }],
    ['a token that is a number', { ...GRANT, access_token: 1 }],
    ['an endless token', { ...GRANT, access_token: 'a'.repeat(8_001) }],
    ['another type of token', { ...GRANT, token_type: 'MAC' }],
    ['no end', { ...GRANT, expires_in: undefined }],
    ['an end in words', { ...GRANT, expires_in: '31668' }],
    ['an end that has passed', { ...GRANT, expires_in: 0 }],
    ['an end far away', { ...GRANT, expires_in: 1e12 }],
    ['an end in more than a day', { ...GRANT, expires_in: 86_401 }],
  ])('is refused when the answer has %s', (_name, json) => {
    expect(session.read(reply(200, json), AT_MS)).toMatchObject({ kind: 'refused' });
  });

  it.each<[string, PartnerReply]>([
    ['a maintenance page', { status: 200, headers: {}, body: '<html>nginx</html>' }],
    ['an empty answer', { status: 200, headers: {}, body: '' }],
    ['a token under another status', reply(201, GRANT)],
    ['an outage', { status: 503, headers: {}, body: '' }],
    ['a token on a page', { ...reply(200, GRANT), headers: { 'content-type': 'text/html' } }],
  ])('is refused in %s', (_name, answer) => {
    expect(session.read(answer, AT_MS)).toMatchObject({ kind: 'refused' });
  });

  it('is refused with PayPal’s word for it, and no other text of the answer', () => {
    const said = { error: 'invalid_client', error_description: secret('CLIENT_SECRET') };
    const strange = { error: `hush ${secret('CLIENT_SECRET')}` };

    const details = [said, strange].map((json) => session.read(reply(401, json), AT_MS));

    expect(details).toEqual([
      { kind: 'refused', detail: 'HTTP 401 invalid_client' },
      { kind: 'refused', detail: 'HTTP 401 for no known reason' },
    ]);
  });
});

describe('a call', () => {
  it('is authorized by a header, and otherwise the same', () => {
    const request = adapter.probe(STAMP).request;

    const authorized = session.authorize(request, 'TOKEN');

    expect(authorized).toEqual({
      ...request,
      headers: { ...request.headers, authorization: 'Bearer TOKEN' },
    });
  });

  it.each<[string, PartnerReply]>([
    ['PayPal’s code', reply(401, error('AUTHENTICATION_FAILURE'))],
    ['OAuth’s code', reply(401, { error: 'invalid_token', error_description: 'expired' })],
  ])('goes out again with a fresh token after %s', (_name, answer) => {
    expect(session.isTokenRefusal(answer)).toBe(true);
  });

  it.each<[string, PartnerReply]>([
    ['a bare 401', { status: 401, headers: {}, body: '' }],
    ['a proxy’s 401', { status: 401, headers: {}, body: '<html>401</html>' }],
    [
      'its code on a page',
      { ...reply(401, error('AUTHENTICATION_FAILURE')), headers: { 'content-type': 'text/html' } },
    ],
    ['another code', reply(401, error('PERMISSION_DENIED'))],
    ['the code under another status', reply(500, error('AUTHENTICATION_FAILURE'))],
    ['a missing scope', reply(403, error('REQUIRED_SCOPE_MISSING'))],
    ['a created batch', reply(201, { name: 'AUTHENTICATION_FAILURE' })],
    ['a refused client', reply(401, { error: 'invalid_client' })],
  ])('does not go out again after %s', (_name, answer) => {
    expect(session.isTokenRefusal(answer)).toBe(false);
  });
});
