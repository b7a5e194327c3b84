import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** One of the gateway's signing keys, with Alipay's serial number of its certificate. */
export interface GatewayKey {
  readonly privateKey: KeyObject;
  readonly certSn: string;
}

/** What the simulated Alipay knows of itself and of the one merchant that it serves. */
export interface AlipayKeys {
  readonly appId: string;
  /** The key in the certificate that the merchant uploaded. */
  readonly appPublicKey: KeyObject;
  readonly appCertSn: string;
  readonly rootCertSn: string;
  readonly payerUserId: string;
  readonly current: GatewayKey;
  /** The key that signs once the behaviour `rotateKey` strikes. */
  readonly next: GatewayKey;
}

/**
 * Reads the secrets of the sandbox's side: APP_ID, APP_CERT, ALIPAY_ROOT_CERT, PAYER_USER_ID,
 * ALIPAY_PRIVATE_KEY with ALIPAY_CERT, ALIPAY_NEXT_PRIVATE_KEY with ALIPAY_NEXT_CERT.
 *
 * Throws when one is missing or is not what its name says. The merchant's private key is never
 * asked for: the sandbox could not forge a request if it wanted to.
 */
export function readAlipayKeys(secret: (name: string) => string): AlipayKeys {
  const appCert = new X509Certificate(secret('APP_CERT'));
  return {
    appId: secret('APP_ID'),
    appPublicKey: appCert.publicKey,
    appCertSn: serialOf(appCert),
    rootCertSn: serialOfRoots(secret('ALIPAY_ROOT_CERT')),
    payerUserId: secret('PAYER_USER_ID'),
    current: gatewayKey(secret('ALIPAY_PRIVATE_KEY'), secret('ALIPAY_CERT')),
    next: gatewayKey(secret('ALIPAY_NEXT_PRIVATE_KEY'), secret('ALIPAY_NEXT_CERT')),
  };
}

function gatewayKey(privatePem: string, certPem: string): GatewayKey {
  return {
    privateKey: createPrivateKey(privatePem),
    certSn: serialOf(new X509Certificate(certPem)),
  };
}

/**
 * MD5 over the issuer, last part first, and the decimal serial number (Alipay's common/057k53).
 * Read off the certificate's parts; the demo's issuers repeat no attribute.
 */
function serialOf(certificate: X509Certificate): string {
  const { issuer, serialNumber } = certificate.toLegacyObject();
  const parts = Object.entries(issuer).map(([name, value]) => `${name}=${String(value)}`);
  const decimal = BigInt(`0x${serialNumber}`).toString();
  const text = parts.toReversed().join(',') + decimal;
  return createHash('md5').update(text, 'utf8').digest('hex');
}

function serialOfRoots(bundle: string): string {
  const end = '-----END CERTIFICATE-----';
  return bundle
    .split(end)
    .filter((block) => block.includes('-----BEGIN CERTIFICATE-----'))
    .map((block) => new X509Certificate(`${block}${end}\n`))
    .filter(({ publicKey }) => publicKey.asymmetricKeyType === 'rsa')
    .map(serialOf)
    .join('_');
}
