import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';

import type { SecretSource } from '../../src/contract/adapter.ts';
import { type JsonObject, parseJsonObject, stringField } from '../../src/contract/read.ts';
import { settingRules } from '../../src/contract/setting-error.ts';
import {
  certificateSn,
  isIssuedBy,
  isRsa2Key,
  readCertificates,
  rootBundleSn,
} from './certificate.ts';

const { matching, wrong } = settingRules('alipay');

/** One line of the report that a transfer scene demands (`transfer_scene_report_infos`). */
export interface SceneReport {
  readonly info_type: string;
  readonly info_content: string;
}

/** The scene under which the merchant may transfer; mandatory for contracts made since 2025. */
export interface TransferScene {
  readonly name: string;
  readonly report: readonly SceneReport[];
}

/** Everything the adapter knows about the merchant's app and about Alipay, read and checked once. */
export interface AlipaySettings {
  readonly appId: string;
  readonly appPrivateKey: KeyObject;
  readonly appCertSn: string;
  readonly rootCertSn: string;
  /** Alipay's signing keys by `alipay_cert_sn`: two while a certificate is being replaced. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
  /** The merchant's Alipay account, sixteen digits: whose balance the probe asks for. */
  readonly payerUserId: string;
  readonly scene: TransferScene | null;
  /** When the app's certificate, or the last of Alipay's, ends, whichever is first; Unix ms. */
  readonly certificatesEndAtMs: number;
}

const REPORT_LINES_MAX = 10;

/** Reads and checks all settings. Throws {@link SettingError}, or what `secret` throws. */
export function readSettings(secret: SecretSource): AlipaySettings {
  const appPrivateKey = readPrivateKey(secret('APP_PRIVATE_KEY'));
  const roots = readBundle('ALIPAY_ROOT_CERT', secret('ALIPAY_ROOT_CERT'));
  const rootCertSn = rootBundleSn(roots);
  if (rootCertSn === '') throw wrong('ALIPAY_ROOT_CERT', 'has no RSA root');
  const appCertificates = readBundle('APP_CERT', secret('APP_CERT'));
  const alipayCertificates = readBundle('ALIPAY_PUBLIC_CERT', secret('ALIPAY_PUBLIC_CERT'));
  return {
    appId: matching(secret, 'APP_ID', /^[0-9]{16,32}$/, 'must be 16 to 32 digits'),
    appPrivateKey,
    appCertSn: readAppCertSn(appCertificates, appPrivateKey),
    rootCertSn,
    alipayKeys: readAlipayKeys(alipayCertificates, roots),
    payerUserId: matching(secret, 'PAYER_USER_ID', /^2088[0-9]{12}$/, 'must be 2088 and 12 digits'),
    scene: readScene(secret('TRANSFER_SCENE')),
    certificatesEndAtMs: Math.min(lastEndMs(appCertificates), lastEndMs(alipayCertificates)),
  };
}

/** A bundle holds an old and a new certificate while one replaces the other: the last one counts. */
function lastEndMs(certificates: readonly X509Certificate[]): number {
  return Math.max(...certificates.map(({ validTo }) => Date.parse(validTo)));
}

/** PEM alone: Alipay’s tool also exports bare base64, which does not say what it is. */
function readPrivateKey(text: string): KeyObject {
  const rule = 'must be an RSA private key of 2048 bits or more, in PEM';
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    // Without its cause: OpenSSL's errors are ours to see, the key's text is nobody's.
    throw wrong('APP_PRIVATE_KEY', rule);
  }
  if (!isRsa2Key(key)) throw wrong('APP_PRIVATE_KEY', rule);
  return key;
}

function readBundle(name: string, pem: string): readonly X509Certificate[] {
  try {
    return readCertificates(pem);
  } catch (error) {
    throw wrong(name, 'must hold certificates in PEM', error);
  }
}

/** The app's certificate belongs to its key; otherwise Alipay refuses every single call. */
function readAppCertSn(
  [certificate]: readonly X509Certificate[],
  appPrivateKey: KeyObject,
): string {
  if (certificate === undefined) throw wrong('APP_CERT', 'holds no certificate');
  if (!certificate.checkPrivateKey(appPrivateKey)) {
    throw wrong('APP_CERT', 'does not belong to APP_PRIVATE_KEY');
  }
  return certificateSn(certificate);
}

/** A certificate that no root has signed could make anybody's answer look like Alipay's. */
function readAlipayKeys(
  certificates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): ReadonlyMap<string, KeyObject> {
  const name = 'ALIPAY_PUBLIC_CERT';
  const keys = new Map<string, KeyObject>();
  for (const certificate of certificates) {
    if (!isIssuedBy(roots, certificate)) {
      throw wrong(name, 'holds a certificate that ALIPAY_ROOT_CERT did not sign');
    }
    if (!isRsa2Key(certificate.publicKey)) {
      throw wrong(name, 'holds a key that is not RSA of 2048 bits or more');
    }
    keys.set(certificateSn(certificate), certificate.publicKey);
  }
  if (keys.size === 0) throw wrong(name, 'holds no certificate');
  return keys;
}

function readScene(text: string): TransferScene | null {
  const rule = 'must be {} or { "name": …, "report": [{ "info_type": …, "info_content": … }] }';
  const json = parseJsonObject(text);
  if (json === null) throw wrong('TRANSFER_SCENE', rule);
  if (Object.keys(json).length === 0) return null;
  const name = stringField(json, 'name') ?? '';
  const lines: readonly unknown[] = Array.isArray(json['report']) ? json['report'] : [];
  const report = lines.map(readReportLine);
  const complete = report.filter((line) => line !== null);
  if (name === '' || complete.length !== report.length || report.length > REPORT_LINES_MAX) {
    throw wrong('TRANSFER_SCENE', rule);
  }
  return { name, report: complete };
}

function readReportLine(line: unknown): SceneReport | null {
  if (typeof line !== 'object' || line === null) return null;
  const fields = line as JsonObject;
  const infoType = stringField(fields, 'info_type');
  const infoContent = stringField(fields, 'info_content');
  if (infoType === undefined || infoContent === undefined) return null;
  return { info_type: infoType, info_content: infoContent };
}
