import type { Stamp } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import type { AlipaySettings } from './settings.ts';
import { signedText, signRsa2 } from './sign.ts';

/** The methods of the v2 gateway that the adapter calls (fixtures/alipay/SOURCES.md F1). */
export type AlipayMethod =
  'alipay.fund.trans.uni.transfer' | 'alipay.fund.trans.common.query' | 'alipay.fund.account.query';

const BEIJING_OFFSET_MS = 8 * 3_600_000;

const HEADERS = {
  accept: 'application/json',
  'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
} as const;

/**
 * Builds one signed call of the gateway: public parameters in the query string, `biz_content` form-
 * encoded in the body, as the official client sends it (fixtures/alipay/SOURCES.md F1 and F2).
 */
export function gatewayRequest(
  settings: AlipaySettings,
  method: AlipayMethod,
  bizContent: string,
  stamp: Stamp,
): PartnerRequest {
  const query = new URLSearchParams({
    app_id: settings.appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: beijingTime(stamp.nowMs),
    version: '1.0',
    app_cert_sn: settings.appCertSn,
    alipay_root_cert_sn: settings.rootCertSn,
  });
  const text = signedText([...query, ['biz_content', bizContent]]);
  query.set('sign', signRsa2(text, settings.appPrivateKey));
  return {
    method: 'POST',
    path: `/gateway.do?${query.toString()}`,
    headers: HEADERS,
    body: new URLSearchParams({ biz_content: bizContent }).toString(),
  };
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing's time, which has had no summer time since 1991. */
export function beijingTime(atMs: number): string {
  return new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
