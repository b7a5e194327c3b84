/**
 * PayPal Payouts, REST v1: payouts to e-mail addresses, several in one message.
 *
 * Shapes:  JSON over HTTPS; amounts are decimal strings in major units; a batch of items, each with
 *          its own status, which the batch's status says nothing about.
 * Auth:    OAuth 2.0 client credentials. Requests are built here without authorization; whoever
 *          keeps the session adds it, to the probe's too.
 * Dedupe:  `sender_batch_id`, for 30 days. A repeat is refused with a link to the original: proof
 *          that it exists, and the only way back to it when the first answer was lost.
 * Inquiry: by PayPal's own batch id alone.
 * Doubt:   answers are not signed, so a refusal counts only as a documented pair of status and name;
 *          5xx decides nothing; "not found" never proves anything; what is not catalogued is doubt.
 * Source:  fixtures/paypal/SOURCES.md.
 *
 * Settings and secrets, all mandatory:
 *
 * | name | what |
 * |---|---|
 * | CLIENT_ID | the REST app's client id |
 * | CLIENT_SECRET | its secret |
 * | CURRENCY | the one currency this account pays in; not HUF or TWD, see `tables/currencies.ts` |
 * | AMOUNT_MINOR_MAX | the account's limit for one payout, in minor units (published: 20,000 USD) |
 * | WEBHOOK_ID | PayPal's id of the webhook that points at `/callbacks/paypal` |
 * | WEBHOOK_CERTS | JSON, address to certificate (PEM): those PayPal signs webhooks with, old and new while one is being replaced |
 *
 * The certificates are settings because an adapter opens no sockets. PayPal names the address of the
 * one it used in each webhook (`PAYPAL-CERT-URL`); whoever runs the gateway fetches it once, over
 * TLS, from PayPal's host, and adds it before the old one ends. Until then its webhooks are rejected,
 * with that reason, and inquiries alone bring the results.
 */
import type { AdapterFactory, PartnerAdapter } from '../../src/contract/adapter.ts';
import { alone, inquireBatch, submitBatch } from './batch.ts';
import { CALLBACK_ANSWERS, readPaypalCallback } from './callback.ts';
import { paypalCapabilities } from './capabilities.ts';
import { referenceOf } from './inquire.ts';
import { probe } from './probe.ts';
import { sessionRules } from './session.ts';
import { readSettings } from './settings.ts';
import { itemContent } from './submit.ts';

/**
 * Builds the PayPal adapter. Throws `SettingError`, or what the source of secrets throws,
 * when a setting is missing or cannot be right: at start, before any money is concerned.
 */
export const createPaypal: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  return {
    partner: 'paypal',
    version: 'paypal-payouts-1',
    capabilities: paypalCapabilities(settings),
    certificatesEndAtMs: settings.certificatesEndAtMs,
    session: sessionRules(settings),
    batch: {
      submit: (batch) => submitBatch(settings, batch),
      inquire: ({ members }, batchId) => inquireBatch(members, batchId),
    },
    content: (instruction) => itemContent(settings, instruction),

    /** A batch of one. */
    submit(instruction) {
      const batch = { key: instruction.partnerKey, members: [instruction] };
      return alone(submitBatch(settings, batch), instruction);
    },

    /** Asserts that PayPal's reference is known: see `referenceOf`. */
    inquire(instruction) {
      return alone(inquireBatch([instruction], referenceOf(instruction)), instruction);
    },

    /** PayPal cannot stop what is on its way: see `capabilities.ts`. */
    cancel: () => null,
    probe,
    readCallback: (delivery, nowMs) => readPaypalCallback(settings, delivery, nowMs),
    answerCallback: (outcome) => CALLBACK_ANSWERS[outcome],
  };
};
