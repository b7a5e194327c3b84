/**
 * Alipay Open Platform, merchant transfer to Alipay accounts, v2 gateway.
 *
 * Shapes:  one URL; public parameters in the query, `biz_content` (JSON) form-encoded in the body;
 *          amounts are yuan strings; HTTP is 200 for errors too.
 * Auth:    RSA2 in certificate mode both ways; an answer is signed over the exact text of its node.
 * Dedupe:  `out_biz_no`; the same number with the same content returns the first order, with other
 *          content PAYMENT_INFO_INCONSISTENCY.
 * Doubt:   SYSTEM_ERROR and 20000 decide nothing; ORDER_NOT_EXIST proves nothing; what is not signed
 *          or not catalogued is no answer.
 * Source:  fixtures/alipay/SOURCES.md.
 *
 * Settings and secrets, all mandatory:
 *
 * | name | what |
 * |---|---|
 * | APP_ID | number of the merchant's app, digits |
 * | APP_PRIVATE_KEY | the app's RSA private key, 2048 bits or more, PEM |
 * | APP_CERT | the app's certificate (`appCertPublicKey.crt`), PEM; must fit the key |
 * | ALIPAY_ROOT_CERT | Alipay's root bundle (`alipayRootCert.crt`), PEM |
 * | ALIPAY_PUBLIC_CERT | Alipay's certificate(s) (`alipayCertPublicKey_RSA2.crt`), PEM: all valid now, old and new while one is being replaced |
 * | PAYER_USER_ID | the merchant's own Alipay account (2088…), whose balance the probe asks for |
 * | TRANSFER_SCENE | JSON `{ "name", "report": [{ "info_type", "info_content" }] }`, the registered scene; `{}` for contracts from before 2025 |
 */
import type { AdapterFactory, PartnerAdapter } from '../../src/contract/adapter.ts';
import { CALLBACK_ANSWERS, readAlipayCallback } from './callback.ts';
import { ALIPAY_CAPABILITIES } from './capabilities.ts';
import { gatewayRequest } from './gateway-request.ts';
import { inquiryContent } from './inquire.ts';
import { probe } from './probe.ts';
import { readQuery, readTransfer } from './read-reply.ts';
import { readSettings } from './settings.ts';
import { transferContent } from './submit.ts';

/**
 * Builds the Alipay adapter. Throws `SettingError`, or what the source of secrets throws, when
 * a setting is missing or cannot be right: at start, before any money is concerned.
 */
export const createAlipay: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  return {
    partner: 'alipay',
    version: 'alipay-v2-transfer-1',
    capabilities: ALIPAY_CAPABILITIES,
    certificatesEndAtMs: settings.certificatesEndAtMs,
    content: (instruction) => transferContent(settings, instruction),

    submit(instruction, stamp) {
      const content = transferContent(settings, instruction);
      return {
        request: gatewayRequest(settings, 'alipay.fund.trans.uni.transfer', content, stamp),
        read: (reply) => readTransfer(settings, instruction, reply),
      };
    },

    inquire(instruction, stamp) {
      const content = inquiryContent(instruction);
      return {
        request: gatewayRequest(settings, 'alipay.fund.trans.common.query', content, stamp),
        read: (reply) => readQuery(settings, instruction, reply),
      };
    },

    /** Alipay cannot stop a transfer. */
    cancel: () => null,
    probe: (stamp) => probe(settings, stamp),
    readCallback: (delivery) => readAlipayCallback(settings, delivery),
    answerCallback: (outcome) => CALLBACK_ANSWERS[outcome],
  };
};
