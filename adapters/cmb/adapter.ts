/**
 * China Merchants Bank, cloud direct connect (招商银行云直联, without a front-end machine).
 *
 * Shapes:  a form whose DATA is a signed and encrypted JSON message; amounts are text, in yuan.
 * Auth:    either SM2 with SM3 and SM4-CBC (the bank's present way), or RSA-SHA256 and AES-256-ECB
 *          (its older one); by agreement, hence by setting. Answers repeat the request's `reqid`.
 * Dedupe:  `yurRef`, thirteen months; a reference whose order failed is free and must be used again,
 *          so several orders stand under one reference, told apart by `reqNbr`.
 * Doubt:   SUC0000 means received. Everything else is asked about first; an empty list proves
 *          nothing; WRF and U are limbo and never become a failure by themselves.
 * Source:  fixtures/cmb/SOURCES.md.
 *
 * Settings and secrets, all mandatory but for the dialect that CRYPTO does not name:
 *
 * | name | what |
 * |---|---|
 * | USER_ID | the direct-connect user, such as N000000001 |
 * | CORP_NBR | the company's number in the online bank; stands on notices |
 * | DEBTOR_ACCOUNT | the account that pays |
 * | BUSINESS_MODE | mode of payment granted to the user, 5 characters (DCLISMOD) |
 * | SETTLEMENT_CHANNEL | G normal, Q fast, R real-time (at most 1 000 000 yuan), I smart |
 * | AMOUNT_FEN_MAX | the company's limit for one payment, in fen |
 * | INQUIRY_NOT_BEFORE_MS | 300000 in production, the bank's advice; less only against a sandbox |
 * | CRYPTO | SM or RSA: which of the following the bank knows us by |
 * | SM2_USER_PRIVATE_KEY, SM2_USER_PUBLIC_KEY | our pair, base64 of 32 and 65 bytes |
 * | SM2_BANK_PUBLIC_KEYS | JSON array, base64: the keys that sign answers |
 * | SM4_KEY | 16 characters: both directions |
 * | SM2_NOTICE_PUBLIC_KEYS, SM4_NOTICE_KEY | the same for notices; the key as 32 hex digits |
 * | RSA_USER_PRIVATE_KEY | our key, PEM |
 * | RSA_BANK_PUBLIC_KEYS | JSON array of PEM: the keys that sign answers and notices |
 * | AES_KEY | 32 characters: both directions, and notices |
 */
import type { AdapterFactory, PartnerAdapter } from '../../src/contract/adapter.ts';
import { CALLBACK_ANSWERS, readCmbCallback } from './callback.ts';
import { cmbCapabilities } from './capabilities.ts';
import { inquiryBody } from './inquire.ts';
import { probe } from './probe.ts';
import { readInquiry, readSubmit } from './read-reply.ts';
import { readSettings } from './settings.ts';
import { sealRequest } from './sign.ts';
import { paymentBody, paymentContent } from './submit.ts';
import { openAnswer } from './verify.ts';

/**
 * Builds the adapter of China Merchants Bank. Throws `SettingError`, or what the source of
 * secrets throws, when a setting is missing or cannot be right: at start, before any money is
 * concerned.
 */
export const createCmb: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  return {
    partner: 'cmb',
    version: 'cmb-bb1pay-1',
    capabilities: cmbCapabilities(settings),
    content: (instruction) => paymentContent(settings, instruction),

    submit(instruction, stamp) {
      const body = paymentBody(settings, instruction);
      const sealed = sealRequest(settings, 'BB1PAYOP', body, stamp);
      return {
        request: sealed.request,
        read: (reply) => readSubmit(openAnswer(settings, sealed, reply)),
      };
    },

    inquire(instruction, stamp) {
      const sealed = sealRequest(settings, 'BB1PAYQR', inquiryBody(instruction), stamp);
      return {
        request: sealed.request,
        read: (reply) => readInquiry(settings, instruction, openAnswer(settings, sealed, reply)),
      };
    },

    /** Only people can take an order back, in the online bank. */
    cancel: () => null,

    probe: (stamp) => probe(settings, stamp),
    readCallback: (delivery) => readCmbCallback(settings, delivery),
    answerCallback: (outcome) => CALLBACK_ANSWERS[outcome],
  };
};
