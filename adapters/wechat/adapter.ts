/**
 * WeChat Pay APIv3, merchant transfer to a payee who authorised it beforehand.
 *
 * Shapes:  JSON over HTTPS; amounts are integers of fen; the payee's name is encrypted.
 * Auth:    WECHATPAY2-SHA256-RSA2048 both ways; several platform keys valid at once, by serial.
 * Dedupe:  `out_bill_no`; the same number with the same content returns the first bill.
 * Hosts:   api.mch.weixin.qq.com, then api2.mch.weixin.qq.com: one ledger, so the same number is
 *          safe at either (the transport chooses).
 * Doubt:   error codes speak of the request and never of the bill; only a bill in state FAIL ends
 *          a payout, and "not found" never does.
 * Source:  fixtures/wechat/SOURCES.md.
 *
 * Settings and secrets, all mandatory:
 *
 * | name | what |
 * |---|---|
 * | MCH_ID | merchant number, digits |
 * | APP_ID | the app under which payees' openids are issued |
 * | MCH_SERIAL | serial number of the merchant's API certificate, hexadecimal |
 * | MCH_PRIVATE_KEY | its RSA private key, PEM |
 * | API_V3_KEY | the APIv3 key, 32 bytes of text: opens callbacks |
 * | PLATFORM_KEYS | JSON, serial or `PUB_KEY_ID_...` to RSA public key (PEM): all valid now |
 * | PLATFORM_SERIAL | which of them encrypts names |
 * | TRANSFER_SCENE_ID | the scene granted to the merchant |
 * | TRANSFER_SCENE_REPORT | JSON array of { info_type, info_content } the scene demands |
 * | NOTIFY_URL | public https address of `/callbacks/wechat`, without a query |
 * | BALANCE_ACCOUNT_TYPE | BASIC, OPERATION or FEES: the account the probe looks at |
 * | AMOUNT_FEN_MAX | the merchant's limit for one transfer, in fen |
 * | INQUIRY_NOT_BEFORE_MS | 60000 in production, WeChat's rule; less only against a sandbox |
 */
import type { AdapterFactory, Call, PartnerAdapter, Stamp } from '../../src/contract/adapter.ts';
import type { Lane } from '../../src/contract/exchange.ts';
import { CALLBACK_ANSWERS, readWechatCallback } from './callback.ts';
import { cancelRequest } from './cancel.ts';
import { wechatCapabilities } from './capabilities.ts';
import { inquireRequest } from './inquire.ts';
import { probe } from './probe.ts';
import { readReply } from './read-reply.ts';
import { readSettings } from './settings.ts';
import { signRequest, type UnsignedRequest } from './sign.ts';
import { submitRequest, transferContent } from './submit.ts';

/**
 * Builds the WeChat Pay adapter. Throws `SettingError`, or what the source of secrets throws,
 * when a setting is missing or cannot be right: at start, before any money is concerned.
 */
export const createWechat: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  const call = (lane: Lane, stamp: Stamp, request: UnsignedRequest): Call => ({
    request: signRequest(settings, request, stamp),
    read: (reply, nowMs) => readReply(settings, lane, reply, nowMs),
  });

  return {
    partner: 'wechat',
    version: 'wechat-transfer-bills-1',
    capabilities: wechatCapabilities(settings),
    content: (instruction) => transferContent(settings, instruction),

    submit: (instruction, stamp) => call('submit', stamp, submitRequest(settings, instruction)),
    inquire: (instruction, stamp) => call('inquire', stamp, inquireRequest(instruction)),
    cancel: (instruction, stamp) => call('cancel', stamp, cancelRequest(instruction)),
    probe: (stamp) => probe(settings, stamp),
    readCallback: (delivery, nowMs) => readWechatCallback(settings, delivery, nowMs),
    answerCallback: (outcome) => CALLBACK_ANSWERS[outcome],
  };
};
