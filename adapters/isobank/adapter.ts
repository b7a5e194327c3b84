/**
 * A bank that speaks ISO 20022 over HTTPS.
 *
 * Shapes:  pain.001.001.09 out; pain.002.001.10 and camt.054.001.08 in; amounts are decimals in
 *          major units. `POST /iso20022/pain.001`, and two calls of the bank's own, for which ISO
 *          has no message: `GET /iso20022/status/{MsgId}` and `GET /iso20022/balance`. It pushes a
 *          pain.002 for each change and a camt.054 for each booking.
 * Ids:     MsgId = PmtInfId = InstrId = EndToEndId = our key; the UETR is derived from it.
 * Auth:    detached RSA-SHA256 signatures in headers, both ways (`sign.ts`), behind a strategy.
 * Dedupe:  by MsgId, 30 days. Equal content: the current pain.002 again. Other content, or another
 *          id repeated: RJCT DU01..DU05, which proves that an earlier one exists.
 * Source:  fixtures/isobank/SOURCES.md. The transport is invented: no standard binding exists.
 *
 * Settings (one `SecretSource` name each):
 *   CLIENT_KEY_ID, CLIENT_PRIVATE_KEY   our signing key: its id at the bank, and PKCS#8 PEM
 *   BANK_PUBLIC_KEYS                    JSON object: key id -> PEM public key; two during a change
 *   INITIATING_PARTY_NAME, DEBTOR_NAME  who asks and who pays, at most 140 characters each
 *   DEBTOR_ACCOUNT, DEBTOR_ACCOUNT_TYPE the account that pays; `iban` or `cn_bank_account`
 *   DEBTOR_BIC                          its bank
 *   DRAIN_MS                            how long after the last send a signed "not found" proves
 *                                       that nothing arrived (P3), or `never`. Only what the bank
 *                                       has promised in writing: in production `never` until then,
 *                                       900000 under this bank's agreement; the demo bank drains
 *                                       in 4500. Shorter than three tries of the submit lane is
 *                                       refused at the start.
 */
import type { AdapterFactory, PartnerAdapter } from '../../src/contract/adapter.ts';
import { answerNotice, readNotice } from './callback.ts';
import { isobankCapabilities } from './capabilities.ts';
import { uetrOf } from './ids.ts';
import { inquire } from './inquire.ts';
import { writePain001 } from './pain001.ts';
import { probe } from './probe.ts';
import type { Seal } from './seal.ts';
import { readSettings } from './settings.ts';
import { rsaSigner } from './sign.ts';
import { submit } from './submit.ts';
import { rsaVerifier } from './verify.ts';

const PARTNER = 'isobank';

/** Changes when an old attempt would be written or read differently. */
const VERSION = 'isobank-1';

/**
 * Builds the adapter. Throws an error that names a missing or malformed setting; after that
 * nothing here throws, and what cannot be read with certainty is `unknown`.
 */
export const createIsobank: AdapterFactory = (secret): PartnerAdapter => {
  const settings = readSettings(secret);
  const seal: Seal = {
    ...rsaSigner({ keyId: settings.clientKeyId, privateKey: settings.clientPrivateKey }),
    ...rsaVerifier({ bankKeys: settings.bankPublicKeys }),
  };
  return {
    partner: PARTNER,
    version: VERSION,
    capabilities: isobankCapabilities(settings.drainMs),
    // The message itself: a pure function of the instruction, so equal content is equal bytes.
    content: (instruction) => writePain001(instruction, settings),
    // Everything else that we send is the key itself.
    references: ({ partnerKey }) => [uetrOf(partnerKey)],
    submit: (instruction, stamp) => submit(settings, seal, instruction, stamp),
    inquire: (instruction, stamp) => inquire(seal, instruction, stamp),
    cancel: () => null,
    probe: (stamp) => probe(seal, stamp),
    readCallback(delivery, nowMs) {
      const opened = seal.openNotice(delivery, nowMs);
      if (!opened.genuine) return { kind: 'rejected', detail: opened.detail };
      const reading = readNotice(delivery.body, settings.debtor.account);
      return reading.kind === 'news' ? { ...reading, sealedAtMs: opened.sealedAtMs } : reading;
    },
    answerCallback: answerNotice,
  };
};
