import type { Runtime } from '../../../runtime/runtime.ts';
import { jsonReply } from '../../server/json-reply.ts';
import type { SandboxReply, SandboxRequest } from '../messages.ts';
import type { PaypalKeys } from './keys.ts';

/** Hands out access tokens and knows which are still good. */
export interface AccessTokens {
  /** Answers the token call: OAuth 2.0 client credentials. */
  grant(request: SandboxRequest): SandboxReply;
  /** The answer to a call whose token does not hold, or `null` when it does. */
  refusalOf(request: SandboxRequest): SandboxReply | null;
  /** Ends the token of a call before its time, and answers that call. */
  expire(request: SandboxRequest): SandboxReply;
}

/** Nine hours, as PayPal's tokens live. */
const LIFE_SECONDS = 32_400;

/** A client that keeps its token has one; the oldest goes first. */
const TOKENS_MAX = 1_000;

/** Starts with no token handed out. */
export function createAccessTokens(runtime: Runtime, keys: PaypalKeys): AccessTokens {
  const endsAtMsByToken = new Map<string, number>();
  const basic = Buffer.from(`${keys.clientId}:${keys.clientSecret}`).toString('base64');

  const issue = (): string => {
    const token = `A21AA${runtime.randomHex(40)}`;
    endsAtMsByToken.set(token, runtime.now() + LIFE_SECONDS * 1_000);
    const oldest = endsAtMsByToken.keys().next();
    if (endsAtMsByToken.size > TOKENS_MAX && oldest.done !== true) {
      endsAtMsByToken.delete(oldest.value);
    }
    return token;
  };

  return {
    grant({ headers, body }) {
      if (headers['authorization'] !== `Basic ${basic}`) {
        return oauthError(401, 'invalid_client', 'Client Authentication failed');
      }
      if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'unsupported grant_type');
      }
      const json = {
        scope: 'https://uri.paypal.com/payments/payouts',
        access_token: issue(),
        token_type: 'Bearer',
        app_id: 'APP-SIMULATED00000000',
        expires_in: LIFE_SECONDS,
        nonce: `${new Date(runtime.now()).toISOString()}${runtime.randomHex(16)}`,
      };
      return jsonReply({ status: 200, json });
    },

    refusalOf(request) {
      const token = tokenOf(request);
      if (token === null) return notAuthenticated();
      const endsAtMs = endsAtMsByToken.get(token);
      if (endsAtMs === undefined) {
        return oauthError(401, 'invalid_token', 'Token signature verification failed');
      }
      return runtime.now() < endsAtMs ? null : notAuthenticated();
    },

    expire(request) {
      endsAtMsByToken.set(tokenOf(request) ?? '', runtime.now());
      return notAuthenticated();
    },
  };
}

function tokenOf({ headers }: SandboxRequest): string | null {
  return /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

function notAuthenticated(): SandboxReply {
  const json = {
    name: 'AUTHENTICATION_FAILURE',
    message:
      'Authentication failed due to invalid authentication credentials or a missing Authorization header.',
    links: [
      { href: 'https://developer.paypal.com/docs/api/overview/#error', rel: 'information_link' },
    ],
  };
  return jsonReply({ status: 401, json });
}

function oauthError(status: number, error: string, description: string): SandboxReply {
  return jsonReply({ status, json: { error, error_description: description } });
}
