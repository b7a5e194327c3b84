import { createHash, type KeyObject, X509Certificate } from 'node:crypto';

/** A bundle never holds more: Alipay's own root file has four certificates. */
const CERTIFICATES_MAX = 16;

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The OID prefix of every RSA signature algorithm (PKCS #1, RFC 8017 appendix A). */
const RSA_OID_PREFIX = '1.2.840.113549.1.1.';

/**
 * Reads every certificate of a PEM text, in its order; empty when there is none. Throws what
 * OpenSSL throws when a block is not a certificate.
 */
export function readCertificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(PEM) ?? [];
  return blocks.slice(0, CERTIFICATES_MAX).map((block) => new X509Certificate(block));
}

/**
 * Alipay's serial number of a certificate: the MD5, in hexadecimal, of the issuer's parts in reverse
 * order joined with commas and of the serial number in decimal.
 *
 * A name for a certificate and no protection, hence MD5. Source: ALI-NODE antcertutil, Alipay's
 * page common/057k53. The parts are written as RFC 2253 does, like the official Java client.
 */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').toReversed().join(',');
  const serial = BigInt(`0x${certificate.serialNumber}`).toString(10);
  return createHash('md5').update(`${issuer}${serial}`, 'utf8').digest('hex');
}

/**
 * The serial number of a root bundle: those of its RSA-signed certificates, joined with `_`. Roots
 * with other signatures (Alipay's bundle holds SM2 ones) do not count.
 */
export function rootBundleSn(roots: readonly X509Certificate[]): string {
  return roots
    .filter((root) => root.signatureAlgorithmOid.startsWith(RSA_OID_PREFIX))
    .map(certificateSn)
    .join('_');
}

/** True when one of the roots has signed the certificate. */
export function isIssuedBy(
  roots: readonly X509Certificate[],
  certificate: X509Certificate,
): boolean {
  return roots.some((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey));
}

/** True for RSA keys of at least 2048 bits, the size that RSA2 demands (ALI-DOC-OLD). */
export function isRsa2Key(key: KeyObject): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === 'rsa' && bits >= 2048;
}
