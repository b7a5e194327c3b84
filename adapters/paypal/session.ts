import type { SessionReading, SessionRules } from '../../src/contract/adapter.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { stringField } from '../../src/contract/read.ts';
import { readJson } from './read-json.ts';
import type { PaypalSettings } from './settings.ts';

/** What a bearer token may consist of (RFC 6750, section 2.1), within a header's bounds. */
const TOKEN = /^[A-Za-z0-9._~+/-]{1,8000}=*$/;

/** PayPal's tokens live nine hours; what claims to live longer than a day is a mistake. */
const LIFE_SECONDS_MAX = 86_400;

/** OAuth's error words (RFC 6749, section 5.2); anything else could quote our credentials. */
const ERROR_WORD = /^[a-z_]{1,40}$/;

/**
 * PayPal's session: OAuth 2.0 client credentials (PP-AUTH; RFC 6749, section 4.4).
 *
 * PayPal asks for a token to be used until it ends instead of one per call, and limits those who do
 * otherwise. A token moves no money: asking twice is harmless.
 */
export function sessionRules(settings: PaypalSettings): SessionRules {
  const { clientId, clientSecret } = settings;
  const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
  return {
    request: () => ({
      method: 'POST',
      path: '/v1/oauth2/token',
      headers: {
        accept: 'application/json',
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    }),
    read: readToken,
    isTokenRefusal,
    authorize: (request, token) => ({
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
    }),
  };
}

/** Reads a token and its end, counted from the moment its answer is here. Total; quotes nothing. */
function readToken(reply: PartnerReply, nowMs: number): SessionReading {
  const json = readJson(reply);
  if (json === null) return refused(`HTTP ${reply.status} without JSON`);
  if (reply.status !== 200) {
    const error = stringField(json, 'error') ?? '';
    return refused(
      `HTTP ${reply.status} ${ERROR_WORD.test(error) ? error : 'for no known reason'}`,
    );
  }
  const token = stringField(json, 'access_token') ?? '';
  const type = stringField(json, 'token_type') ?? '';
  const seconds = json['expires_in'];
  if (!TOKEN.test(token)) return refused('an answer without a usable access_token');
  if (type.toLowerCase() !== 'bearer') return refused('a token of another type than Bearer');
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= LIFE_SECONDS_MAX)) {
    return refused('a token without a usable expires_in');
  }
  return { kind: 'granted', token, endsAtMs: nowMs + Math.floor(seconds) * 1_000 };
}

/**
 * 401 with AUTHENTICATION_FAILURE (PP-SPEC error_401: "missing authorization header, or invalid
 * authentication credentials"), or with OAuth's `invalid_token` (RFC 6750, section 3.1), which
 * PayPal's front door says before the call reaches anything behind it.
 */
function isTokenRefusal(reply: PartnerReply): boolean {
  if (reply.status !== 401) return false;
  const json = readJson(reply);
  if (json === null) return false;
  return (
    stringField(json, 'name') === 'AUTHENTICATION_FAILURE' ||
    stringField(json, 'error') === 'invalid_token'
  );
}

function refused(detail: string): SessionReading {
  return { kind: 'refused', detail };
}
