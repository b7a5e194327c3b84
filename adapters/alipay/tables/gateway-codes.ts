import type { CodeMeaning } from './failures.ts';

const ERROR = { kind: 'unknown', failure: 'technical.thirdparty.error' } as const;
const AUTH = { kind: 'refused', failure: 'technical.thirdparty.auth' } as const;
const AGREEMENT = { kind: 'refused', failure: 'partner.agreement' } as const;
const THROTTLED = { kind: 'refused', failure: 'technical.overload.partner' } as const;
const REVIEW = { kind: 'refused', failure: 'partner.review' } as const;

/**
 * Codes by which the gateway itself answers, before any business system has seen the call; keyed
 * `code sub_code`, as Alipay's page common/02km9f gives both (ALI-GATEWAY;
 * fixtures/alipay/SOURCES.md F5).
 *
 * All but 20000 stop the call at the door, so nothing was executed by this copy. They concern our
 * envelope, app or contract and hence every payout. A pair that is not here is doubt.
 */
export const GATEWAY_CODES: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  // Service unavailable: "the result of the business is unknown". ISP: the business side, AOP: the
  // gateway. The spelling is the wire's.
  ['20000 isp.unknow-error', ERROR],
  ['20000 aop.unknow-error', ERROR],
  ['20000 aop.ACQ.SYSTEM_ERROR', ERROR],

  // Authorisation of an app that acts for somebody else.
  ['20001 aop.invalid-auth-token', AUTH],
  ['20001 aop.auth-token-time-out', AUTH],
  ['20001 aop.invalid-app-auth-token', AUTH],
  ['20001 aop.invalid-app-auth-token-no-api', AUTH],
  ['20001 aop.app-auth-token-time-out', AUTH],
  ['20001 aop.no-product-reg-by-partner', AUTH],

  // Something is missing in the envelope.
  ['40001 isv.missing-method', AUTH],
  ['40001 isv.missing-signature', AUTH],
  ['40001 isv.missing-signature-type', AUTH],
  ['40001 isv.missing-signature-key', AUTH],
  ['40001 isv.missing-app-id', AUTH],
  ['40001 isv.missing-timestamp', AUTH],
  ['40001 isv.missing-version', AUTH],

  // Something in the envelope is wrong: a key was replaced, a certificate ended, a clock is off.
  ['40002 isv.invalid-signature', AUTH],
  ['40002 isv.invalid-signature-type', AUTH],
  ['40002 isv.invalid-app-id', AUTH],
  ['40002 isv.invalid-timestamp', AUTH],
  ['40002 isv.invalid-charset', AUTH],
  ['40002 isv.invalid-format', AUTH],
  ['40002 isv.invalid-method', AUTH],
  // Of certificate mode. The pages name them beside 40002, the missing ones too.
  ['40002 isv.missing-app-cert-sn', AUTH],
  ['40002 isv.missing-alipay-root-cert-sn', AUTH],
  ['40002 isv.invalid-alipay-root-cert-sn', AUTH],
  ['40002 isv.app-cert-expired', AUTH],
  ['40002 app-cert-expired', AUTH],
  ['40002 isv.app-cert-not-exist', AUTH],
  ['40002 isv.alipay-cert-not-exist', AUTH],
  ['40002 not-online-app', AGREEMENT],
  ['40002 isv.forbidden-api', AGREEMENT],
  // "A value contains what looks like an attack": a person reads the payout's text first.
  ['40002 isv.suspected-attack', REVIEW],

  // Conditions of the app that are not met: no key or certificate uploaded, relations invalid.
  ['40003 isv.missing-signature-config', AUTH],
  ['40003 invalid-auth-relations', AUTH],

  // Too often. "Send fewer at once."
  ['40005 isv.app-call-limited', THROTTLED],
  ['40005 isv.method-call-limited', THROTTLED],

  // The product is not in the app, or our address is not in the allow list.
  ['40006 isv.insufficient-isv-permissions', AGREEMENT],
  ['40006 isv.insufficient-user-permissions', AGREEMENT],
  ['40006 isv.self-invoke-forbidden', AGREEMENT],
  ['40006 isv.ip-forbidden', AGREEMENT],
]);
