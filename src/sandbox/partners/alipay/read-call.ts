import { createVerify } from 'node:crypto';

import { type Fields, readFields } from '../../server/json-fields.ts';
import type { SandboxRequest } from '../messages.ts';
import { type AlipayError, alipayError } from './errors.ts';
import type { AlipayKeys } from './keys.ts';

/** The parameters of one call, from the query string and from the form in the body. */
export type CallParameters = ReadonlyMap<string, string>;

/** What stands at the gateway's door: the parameters, or why the call does not come in. */
export type CallReading =
  | { readonly kind: 'call'; readonly method: string; readonly bizContent: Fields }
  | {
      readonly kind: 'fault';
      readonly method: string;
      readonly error: AlipayError;
      /** Alipay signs no answer to an app that it does not know (fixtures/alipay/SOURCES.md F2). */
      readonly signed: boolean;
    };

/** Mandatory public parameters and the word for each that is missing, in the order of checking. */
const MANDATORY = [
  ['method', 'isv.missing-method'],
  ['sign', 'isv.missing-signature'],
  ['sign_type', 'isv.missing-signature-type'],
  ['timestamp', 'isv.missing-timestamp'],
  ['version', 'isv.missing-version'],
  ['app_cert_sn', 'isv.missing-app-cert-sn'],
  ['alipay_root_cert_sn', 'isv.missing-alipay-root-cert-sn'],
] as const;

const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** A refusal ends with a link, its slashes escaped (fixtures/alipay/SOURCES.md F2). */
const HELP = '网关拒绝，解决方案：https://open.alipay.com/api/errCheck?source=openapi';

/** The methods that this gateway serves; a method outside is refused before its content is read. */
export const METHODS = [
  'alipay.fund.trans.uni.transfer',
  'alipay.fund.trans.common.query',
  'alipay.fund.account.query',
] as const;

/**
 * Lets a call in as the real gateway does: the app first, then the envelope, the certificates and
 * the signature, and only then the content. Parameters may stand in the query, the body, or both.
 */
export function readCall(keys: AlipayKeys, request: SandboxRequest): CallReading {
  const parameters = parametersOf(request);
  const of = (name: string) => parameters.get(name) ?? '';
  const method = of('method');
  const fault = (subCode: string, signed = true): CallReading => ({
    kind: 'fault',
    method,
    error: alipayError(subCode, HELP),
    signed,
  });

  if (of('app_id') !== keys.appId) return fault('isv.invalid-app-id', false);
  const missing = MANDATORY.find(([name]) => of(name) === '');
  if (missing !== undefined) return fault(missing[1]);
  if (!METHODS.some((known) => known === method)) return fault('isv.invalid-method');
  if (of('sign_type') !== 'RSA2') return fault('isv.invalid-signature-type');
  if (!/^utf-8$/i.test(of('charset'))) return fault('isv.invalid-charset');
  if (!TIMESTAMP.test(of('timestamp'))) return fault('isv.invalid-timestamp');
  if (of('app_cert_sn') !== keys.appCertSn) return fault('isv.app-cert-not-exist');
  if (of('alipay_root_cert_sn') !== keys.rootCertSn) {
    return fault('isv.invalid-alipay-root-cert-sn');
  }
  if (!isSigned(keys, parameters)) return fault('isv.invalid-signature');
  const bizContent = readFields(of('biz_content'));
  return bizContent === null ? fault('isv.illegal-json') : { kind: 'call', method, bizContent };
}

function parametersOf({ path, body }: SandboxRequest): CallParameters {
  const queryAt = path.indexOf('?');
  const query = queryAt === -1 ? '' : path.slice(queryAt + 1);
  return new Map([...new URLSearchParams(query), ...new URLSearchParams(body)]);
}

/** RSA2 over `name=value&…`, sorted, without `sign` and without what is empty. */
function isSigned(keys: AlipayKeys, parameters: CallParameters): boolean {
  const names = [...parameters.keys()].filter((name) => name !== 'sign').toSorted();
  const pairs = names.flatMap((name) => {
    const value = parameters.get(name) ?? '';
    return value === '' ? [] : [`${name}=${value}`];
  });
  const verifier = createVerify('sha256').update(pairs.join('&'), 'utf8');
  return verifier.verify(keys.appPublicKey, parameters.get('sign') ?? '', 'base64');
}
