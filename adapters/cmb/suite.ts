/**
 * One of the bank's two cryptographic dialects (fixtures/cmb/SOURCES.md F2): who signs how, who
 * encrypts how. Both sign text and encrypt the whole message; which of them a company uses is
 * agreed with its keys.
 */
export interface Suite {
  /**
   * What the form's `ALG` says. `null` in the older dialect, whose form has neither ALG nor
   * FUNCODE.
   */
  readonly alg: 'SM' | null;
  /** Signs as the company's user; base64. */
  sign(text: string): string;
  /** True when one of the bank's keys made the base64 signature. Never throws. */
  verify(text: string, signature: string): boolean;
  /** Encrypts with the user's symmetric key; base64. */
  encrypt(text: string): string;
  /** The opposite; `null` for what was not encrypted with this key. Never throws. */
  decrypt(sealed: string): string | null;
  readonly notices: NoticeSuite;
}

/** The same for what the bank pushes: other keys, other vectors. */
export interface NoticeSuite {
  verify(text: string, signature: string): boolean;
  /** `corpNbr` is the company's number that stands beside the sealed notice. */
  decrypt(sealed: string, corpNbr: string): string | null;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of strict base64; `null` for anything Node's forgiving decoder would guess at. */
export function bytesOf(base64: string): Buffer | null {
  return BASE64.test(base64) && base64.length % 4 === 0 ? Buffer.from(base64, 'base64') : null;
}

/**
 * The vector of the SM dialect: an id, filled up with `0` to 16 characters on its right
 * (fixtures/cmb/SOURCES.md F2).
 */
export function vectorOf(id: string): string {
  return id.padEnd(16, '0').slice(0, 16);
}
