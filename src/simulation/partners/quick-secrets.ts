import { createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { hasQuickTwin, modulusOf, quickTwin, type TwinBits } from './quick-keys.ts';

type Secret = (name: string) => string;

const PEM = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

const partners = new Map<string, Secret>();

/**
 * A partner's demo secrets with every RSA-2048 key in them, alone, in JSON or in a certificate,
 * replaced by its quick twin: of 2048 bits where there are certificates, whose bytes keep their
 * places, and else of 1024. Certificates are signed anew by their issuer's twin, so chains hold.
 * Everything else is as it stands in `fixtures/<partner>/demo`.
 */
export function quickSecrets(partner: string, fixturesFolder: string): Secret {
  const known = partners.get(partner);
  if (known !== undefined) return known;
  const folder = path.join(fixturesFolder, partner, 'demo');
  const texts = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8').trim()]),
  );
  const issuers = issuersIn([...texts.values()]);
  const bits = issuers.size === 0 ? 1_024 : 2_048;
  const quick = new Map(
    [...texts].map(([name, text]) => [
      name,
      text.replaceAll(PEM, (pem) => twinOf(pem, issuers, bits)),
    ]),
  );
  const secret: Secret = (name) => {
    const text = quick.get(name);
    if (text === undefined) throw new Error(`${partner} has no demo secret ${name}`);
    return text;
  };
  partners.set(partner, secret);
  return secret;
}

/** The public keys of all certificates, by subject: whoever signed another is among them. */
function issuersIn(texts: readonly string[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    texts
      .flatMap((text) => [...text.matchAll(PEM)])
      .filter(([, label]) => label === 'CERTIFICATE')
      .map(([pem]) => new X509Certificate(unescaped(pem)))
      .map(({ subject, publicKey }) => [subject, publicKey]),
  );
}

function twinOf(pem: string, issuers: ReadonlyMap<string, KeyObject>, bits: TwinBits): string {
  const twin = twinOfPlain(unescaped(pem), issuers, bits).trim();
  return pem.includes(String.raw`\n`) ? twin.replaceAll('\n', String.raw`\n`) : twin;
}

/** In a JSON string a line feed is written as two characters. */
function unescaped(pem: string): string {
  return pem.replaceAll(String.raw`\n`, '\n');
}

function twinOfPlain(pem: string, issuers: ReadonlyMap<string, KeyObject>, bits: TwinBits): string {
  if (pem.includes('CERTIFICATE')) return certificateTwin(new X509Certificate(pem), issuers) ?? pem;
  const publicKey = createPublicKey(pem);
  if (!hasQuickTwin(publicKey)) return pem;
  const twin = quickTwin(publicKey, bits);
  return pem.includes('PRIVATE KEY')
    ? twin.export({ type: 'pkcs8', format: 'pem' }).toString()
    : createPublicKey(twin).export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * The certificate with its key replaced and its signature renewed; `null` when key or issuer has no
 * twin. Modulus, exponent and signature keep their lengths, so the DER around them stays as it is.
 */
function certificateTwin(
  certificate: X509Certificate,
  issuers: ReadonlyMap<string, KeyObject>,
): string | null {
  const issuer = issuers.get(certificate.issuer);
  if (issuer === undefined || !hasQuickTwin(issuer) || !hasQuickTwin(certificate.publicKey)) {
    return null;
  }
  const der = Buffer.from(certificate.raw);
  const modulus = modulusOf(certificate.publicKey);
  modulusOf(quickTwin(certificate.publicKey, 2_048)).copy(der, der.indexOf(modulus));
  const signedPart = der.subarray(...signedRange(der));
  const signature = sign('sha256', signedPart, quickTwin(issuer, 2_048));
  signature.copy(der, der.length - signature.length);
  return new X509Certificate(der).toString();
}

/** Where the to-be-signed part lies: the first element inside the outer sequence (X.690, 8.1.3). */
function signedRange(der: Buffer): [start: number, end: number] {
  const start = contentStart(der, 0);
  const lengthStart = contentStart(der, start);
  const length = der.readUIntBE(start + 2, lengthStart - start - 2);
  return [start, lengthStart + length];
}

/** Certificates are long enough for the long form of lengths: 0x82 and two bytes. */
function contentStart(der: Buffer, at: number): number {
  const lengthBytes = (der[at + 1] ?? 0) & 0x7f;
  return at + 2 + lengthBytes;
}
