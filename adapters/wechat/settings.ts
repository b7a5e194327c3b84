import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import type { SecretSource } from '../../src/contract/adapter.ts';
import { parseJsonObject } from '../../src/contract/read.ts';
import { settingRules } from '../../src/contract/setting-error.ts';

const { matching, wholeNumber, wrong } = settingRules('wechat');

/** One line of the report that a transfer scene demands (`transfer_scene_report_infos`). */
export interface SceneReport {
  readonly info_type: string;
  readonly info_content: string;
}

/** Everything the adapter knows about the merchant and WeChat Pay, read and checked once. */
export interface WechatSettings {
  readonly mchId: string;
  readonly appId: string;
  /** Serial number of the merchant's own API certificate. */
  readonly mchSerial: string;
  readonly mchPrivateKey: KeyObject;
  /** The APIv3 key: 32 bytes, the AES-256 key of callbacks. */
  readonly apiV3Key: Buffer;
  /** Every key of WeChat Pay that is valid now, by serial: two while a rotation is under way. */
  readonly platformKeys: ReadonlyMap<string, KeyObject>;
  /** The one of them with which names are encrypted. */
  readonly platformSerial: string;
  readonly sceneId: string;
  readonly sceneReport: readonly SceneReport[];
  /** Public https address of our callback endpoint, without a query. */
  readonly notifyUrl: string;
  readonly balanceAccountType: string;
  readonly amountFenMax: bigint;
  readonly inquiryNotBeforeMs: number;
}

/** An hour: past it the "not before" would be an outage and not a rule. */
const INQUIRY_NOT_BEFORE_MS_MAX = 3_600_000;

/** Reads and checks all settings. Throws {@link SettingError}, or what `secret` throws. */
export function readSettings(secret: SecretSource): WechatSettings {
  const platformKeys = readPlatformKeys(secret('PLATFORM_KEYS'));
  const platformSerial = secret('PLATFORM_SERIAL').trim();
  if (!platformKeys.has(platformSerial)) {
    throw wrong('PLATFORM_SERIAL', 'must name one of PLATFORM_KEYS');
  }
  return {
    mchId: matching(secret, 'MCH_ID', /^[0-9]{1,32}$/, 'must be 1 to 32 digits'),
    appId: matching(secret, 'APP_ID', /^[0-9A-Za-z_-]{1,32}$/, 'must be 1 to 32 characters'),
    mchSerial: matching(secret, 'MCH_SERIAL', /^[0-9A-F]{1,64}$/i, 'must be hexadecimal'),
    mchPrivateKey: readPrivateKey(secret('MCH_PRIVATE_KEY')),
    apiV3Key: readApiV3Key(secret('API_V3_KEY').trim()),
    platformKeys,
    platformSerial,
    sceneId: matching(secret, 'TRANSFER_SCENE_ID', /^[0-9]{1,36}$/, 'must be 1 to 36 digits'),
    sceneReport: readSceneReport(secret('TRANSFER_SCENE_REPORT')),
    notifyUrl: readNotifyUrl(secret('NOTIFY_URL').trim()),
    balanceAccountType: matching(
      secret,
      'BALANCE_ACCOUNT_TYPE',
      /^(?:BASIC|OPERATION|FEES)$/,
      'must be BASIC, OPERATION or FEES',
    ),
    amountFenMax: BigInt(wholeNumber(secret, 'AMOUNT_FEN_MAX', Number.MAX_SAFE_INTEGER)),
    inquiryNotBeforeMs: wholeNumber(secret, 'INQUIRY_NOT_BEFORE_MS', INQUIRY_NOT_BEFORE_MS_MAX),
  };
}

function readPrivateKey(pem: string): KeyObject {
  const key = keyOrNull(() => createPrivateKey(pem));
  if (key?.asymmetricKeyType === 'rsa') return key;
  throw wrong('MCH_PRIVATE_KEY', 'must be an RSA private key as PEM');
}

function readApiV3Key(text: string): Buffer {
  const key = Buffer.from(text, 'utf8');
  if (key.length === 32) return key;
  throw wrong('API_V3_KEY', 'must be 32 bytes');
}

function readPlatformKeys(text: string): ReadonlyMap<string, KeyObject> {
  const rule = 'must be a JSON object of serial to RSA public key as PEM';
  const entries = Object.entries(parseJsonObject(text) ?? {});
  if (entries.length === 0) throw wrong('PLATFORM_KEYS', rule);
  return new Map(
    entries.map(([serial, pem]) => {
      const key = typeof pem === 'string' ? keyOrNull(() => createPublicKey(pem)) : null;
      if (key?.asymmetricKeyType === 'rsa') return [serial, key];
      throw wrong('PLATFORM_KEYS', rule);
    }),
  );
}

/** Node's own error would quote parts of the key, so it is dropped here on purpose. */
function keyOrNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function readSceneReport(text: string): readonly SceneReport[] {
  const lines: unknown = parseJsonObject(`{"lines":${text}}`)?.['lines'];
  if (Array.isArray(lines) && lines.length > 0 && lines.every((line) => isSceneReport(line))) {
    return lines;
  }
  throw wrong('TRANSFER_SCENE_REPORT', 'must be a JSON array of { info_type, info_content }');
}

function isSceneReport(line: unknown): line is SceneReport {
  if (typeof line !== 'object' || line === null) return false;
  const fields = new Map<string, unknown>(Object.entries(line));
  return (
    fields.size === 2 &&
    typeof fields.get('info_type') === 'string' &&
    typeof fields.get('info_content') === 'string'
  );
}

function readNotifyUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.search === '' && url.hash === '') return text;
  throw wrong('NOTIFY_URL', 'must be an https address without a query');
}
