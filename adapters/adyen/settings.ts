import type { SecretSource } from '../../src/contract/adapter.ts';
import { type Currency, isCurrency } from '../../src/contract/currency.ts';
import { settingRules } from '../../src/contract/setting-error.ts';
import { countsAsWeDo } from './minor-units.ts';

const { matching, wrong } = settingRules('adyen');

/** Everything the adapter knows about the lender's balance platform, read and checked once. */
export interface AdyenSettings {
  readonly apiKey: string;
  /** The keys of the webhook's signature, decoded: two while one is being replaced. */
  readonly hmacKeys: readonly Buffer[];
  /** The whole `authorization` header that each webhook must carry; `null`: none is agreed. */
  readonly webhookAuthorization: string | null;
  readonly balancePlatform: string;
  /** The account that pays. */
  readonly balanceAccountId: string;
  /** How fast, and how dear: `priority` of every transfer. */
  readonly priority: string;
  /** What the balance account pays in, by contract. */
  readonly currencies: readonly Currency[];
  readonly amountMinorMax: bigint;
}

/** A rotation has two keys; more would be a key that nobody took out. */
const HMAC_KEYS_MAX = 3;

/** AD-SPEC TransferInfo.priority. */
const PRIORITY = /^(?:regular|fast|wire|instant|crossBorder|internal)$/;

/** Reads and checks all settings. Throws {@link SettingError}, or what `secret` throws. */
export function readSettings(secret: SecretSource): AdyenSettings {
  const name = /^[0-9A-Za-z_-]{1,64}$/;
  const nameRule = 'must be 1 to 64 letters, digits, - or _';
  return {
    apiKey: matching(secret, 'API_KEY', /^[\x21-\x7e]{16,512}$/, 'must be printable, 16 or more'),
    hmacKeys: readHmacKeys(secret('HMAC_KEYS')),
    webhookAuthorization: readBasicAuth(secret),
    balancePlatform: matching(secret, 'BALANCE_PLATFORM', name, nameRule),
    balanceAccountId: matching(secret, 'BALANCE_ACCOUNT_ID', name, nameRule),
    priority: matching(secret, 'PRIORITY', PRIORITY, 'must be a priority of bank transfers'),
    currencies: readCurrencies(secret('CURRENCIES')),
    amountMinorMax: readAmountMax(secret),
  };
}

/** Adyen recommends basic authentication beside the signature; `none` says that it is not set up. */
function readBasicAuth(secret: SecretSource): string | null {
  const rule = 'must be none, or user:password in printable ASCII';
  const text = matching(
    secret,
    'WEBHOOK_BASIC_AUTH',
    /^(?:none|[\x21-\x39\x3b-\x7e]+:[\x21-\x7e]{8,})$/,
    rule,
  );
  return text === 'none' ? null : `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;
}

function readHmacKeys(text: string): readonly Buffer[] {
  const keys = words(text);
  const fits = keys.length > 0 && keys.length <= HMAC_KEYS_MAX;
  if (!fits || !keys.every((key) => /^[0-9A-Fa-f]{64}$/.test(key))) {
    const rule = `must be 1 to ${HMAC_KEYS_MAX} keys of 64 hexadecimal digits`;
    throw wrong('HMAC_KEYS', rule);
  }
  return keys.map((key) => Buffer.from(key, 'hex'));
}

function readCurrencies(text: string): readonly Currency[] {
  const codes = words(text);
  const currencies = codes.filter(isCurrency).filter(countsAsWeDo);
  if (codes.length === 0 || currencies.length !== codes.length) {
    const rule = 'must be currencies whose minor units Adyen counts as ISO 4217 does';
    throw wrong('CURRENCIES', rule);
  }
  return currencies;
}

/** An amount travels as a JSON number, which holds no more than this exactly. */
function readAmountMax(secret: SecretSource): bigint {
  const text = matching(secret, 'AMOUNT_MINOR_MAX', /^[1-9]\d{0,15}$/, 'must be a whole number');
  const max = BigInt(text);
  if (max <= BigInt(Number.MAX_SAFE_INTEGER)) return max;
  throw wrong('AMOUNT_MINOR_MAX', `must be at most ${Number.MAX_SAFE_INTEGER}`);
}

function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
