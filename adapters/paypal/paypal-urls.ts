/**
 * Every host PayPal's REST interface has: live and sandbox, each with its mobile-optimised name
 * (PP-SPEC, servers; the duplicate's link and the certificates use the older two).
 */
const HOSTS: ReadonlySet<string> = new Set([
  'api.paypal.com',
  'api-m.paypal.com',
  'api.sandbox.paypal.com',
  'api-m.sandbox.paypal.com',
]);

/** A batch id: at most 30 characters (PP-SPEC payout_header); those seen have 13. */
const BATCH_ID = /^[A-Z0-9]{1,30}$/;

const BATCH_PATH = /^\/v1\/payments\/payouts\/([A-Z0-9]{1,30})$/;

const CERTIFICATE_PATH = /^\/v1\/notifications\/certs\/[A-Za-z0-9-]{1,100}$/;

/** True for what PayPal may call a batch. */
export function isBatchId(text: string): boolean {
  return BATCH_ID.test(text);
}

/**
 * The batch that a link of PayPal's names; `null` when the link is not PayPal's own or is not to a
 * batch. Only the id is taken out of it: nobody ever follows the link.
 */
export function batchIdIn(href: string): string | null {
  return BATCH_PATH.exec(paypalPath(href) ?? '')?.[1] ?? null;
}

/** True for the address of a signing certificate at one of PayPal's hosts. */
export function isCertificateUrl(href: string): boolean {
  return CERTIFICATE_PATH.test(paypalPath(href) ?? '');
}

/** The path of a plain https address at PayPal: no port, no user, no query, no fragment. */
function paypalPath(href: string): string | null {
  const url = URL.parse(href);
  if (url === null || !HOSTS.has(url.hostname)) return null;
  // Written out again and compared, so that nothing the parser forgives gets through.
  return href === `https://${url.hostname}${url.pathname}` ? url.pathname : null;
}
