import { createHash } from 'node:crypto';

/**
 * The UETR of an instruction: a UUID that belongs to the key for ever.
 *
 * ISO 20022 wants it random (`UUIDv4Identifier`); derived from the key it is as unique, and a
 * resend after the loss of everything but the key still carries the same one.
 */
export function uetrOf(partnerKey: string): string {
  const hex = createHash('sha256').update(`uetr:${partnerKey}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const UETR = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A UETR as we write them, in lower case; `undefined` for text that is none. */
export function asUetr(text: string): string | undefined {
  const uetr = text.trim().toLowerCase();
  return UETR.test(uetr) ? uetr : undefined;
}
