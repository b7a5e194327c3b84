/**
 * Adyen Transfers API v4: payouts from a balance account to a bank account by IBAN.
 *
 * Shapes:  JSON over HTTPS; amounts are integers of minor units, which a few currencies count
 *          otherwise than ISO 4217 does (minor-units.ts: those are refused at start).
 * Auth:    X-API-Key. Answers are not signed; webhooks are (HMAC-SHA256).
 * Dedupe:  `Idempotency-Key`; the same key gets the first answer again. Our key is the transfer's
 *          `reference` too, because only that can be asked for.
 * Hosts:   balanceplatform-api-live.adyen.com or -test; keys are not shared between regions, so one
 *          region is one endpoint.
 * Doubt:   202 means that Adyen will look at it. A problem refuses one copy, and only in Adyen's
 *          own form; a transfer decides only when it names our reference and a countable amount.
 * Source:  fixtures/adyen/SOURCES.md.
 *
 * Settings and secrets, all mandatory:
 *
 * | name | what |
 * |---|---|
 * | API_KEY | of a web service user with the role TransferService Webservice Initiate |
 * | HMAC_KEYS | of the transfer webhook, 64 hexadecimal digits; two while one is replaced |
 * | WEBHOOK_BASIC_AUTH | `user:password` of the webhook, or none |
 * | BALANCE_PLATFORM | the platform that is asked about transfers |
 * | BALANCE_ACCOUNT_ID | the account that pays |
 * | PRIORITY | regular, fast, wire, instant, crossBorder or internal |
 * | CURRENCIES | what the balance account pays in, such as `EUR GBP` |
 * | AMOUNT_MINOR_MAX | the largest transfer, in minor units of any of them |
 */
import type { AdapterFactory, PartnerAdapter } from '../../src/contract/adapter.ts';
import { CALLBACK_ANSWERS, readAdyenCallback } from './callback.ts';
import { adyenCapabilities } from './capabilities.ts';
import { cancelRequest } from './cancel.ts';
import { inquireRequest } from './inquire.ts';
import { probe } from './probe.ts';
import { readCancelled, readInquired, readSubmitted } from './read-reply.ts';
import { readSettings } from './settings.ts';
import { submitRequest, transferBody } from './submit.ts';

/**
 * Builds the Adyen adapter. Throws `SettingError`, or what the source of secrets throws, when
 * a setting is missing or cannot be right: at start, before any money is concerned.
 */
export const createAdyen: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  const { balancePlatform } = settings;

  return {
    partner: 'adyen',
    version: 'adyen-transfers-v4-1',
    capabilities: adyenCapabilities(settings),
    content: (instruction) => transferBody(settings, instruction),

    submit: (instruction) => ({
      request: submitRequest(settings, instruction),
      read: (reply) => readSubmitted(instruction, balancePlatform, reply),
    }),

    inquire: (instruction) => ({
      request: inquireRequest(settings, instruction),
      read: (reply) => readInquired(instruction, balancePlatform, reply),
    }),

    /** Adyen cancels by its own number: before we know it, there is no such call. */
    cancel: ({ partnerReference }) =>
      partnerReference === null
        ? null
        : { request: cancelRequest(settings, partnerReference), read: readCancelled },

    probe: (stamp) => probe(settings, stamp),
    readCallback: (delivery) => readAdyenCallback(settings, delivery),
    answerCallback: (outcome) => CALLBACK_ANSWERS[outcome],
  };
};
