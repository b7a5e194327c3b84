import { createPrivateKey, createPublicKey } from 'node:crypto';

import { type Dialect, rsaDialect, smDialect } from './dialects.ts';

/** What the simulated bank knows of itself and of the one company that it serves. */
export interface CmbKeys {
  readonly userId: string;
  readonly corpNbr: string;
  readonly account: string;
  readonly businessMode: string;
  /** Both dialects are understood; notices go out in the one that the company has agreed to. */
  readonly rsa: Dialect;
  readonly sm: Dialect;
  readonly agreed: Dialect;
}

/**
 * Reads the bank's side of the secrets: its private keys, current and next, the company's public
 * ones, and the symmetric keys that both hold. Throws when one is missing or cannot be read as a
 * key. The company's private keys are never asked for.
 */
export function readCmbKeys(secret: (name: string) => string): CmbKeys {
  const userId = secret('USER_ID');
  const corpNbr = secret('CORP_NBR');
  const rsa = rsaDialect({
    userPublicKey: createPublicKey(secret('RSA_USER_PUBLIC_KEY')),
    bankPrivateKeys: [
      createPrivateKey(secret('RSA_BANK_PRIVATE_KEY')),
      createPrivateKey(secret('RSA_BANK_NEXT_PRIVATE_KEY')),
    ],
    aesKey: Buffer.from(secret('AES_KEY'), 'utf8'),
  });
  const sm = smDialect({
    userId,
    corpNbr,
    userPublicKey: hexOf(secret('SM2_USER_PUBLIC_KEY')),
    bankPrivateKeys: [
      hexOf(secret('SM2_BANK_PRIVATE_KEY')),
      hexOf(secret('SM2_BANK_NEXT_PRIVATE_KEY')),
    ],
    noticePrivateKey: hexOf(secret('SM2_NOTICE_PRIVATE_KEY')),
    sm4Key: Buffer.from(secret('SM4_KEY'), 'utf8'),
    noticeKey: Buffer.from(secret('SM4_NOTICE_KEY'), 'hex'),
  });
  return {
    userId,
    corpNbr,
    account: secret('DEBTOR_ACCOUNT'),
    businessMode: secret('BUSINESS_MODE'),
    rsa,
    sm,
    agreed: secret('CRYPTO') === 'SM' ? sm : rsa,
  };
}

function hexOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
