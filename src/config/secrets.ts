import { readFileSync } from 'node:fs';

import type { SecretSource } from '../contract/adapter.ts';
import { ConfigError } from './environment.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A partner's secrets from the environment: `ALIPAY_APP_PRIVATE_KEY`, or the path of a file with
 * it in `ALIPAY_APP_PRIVATE_KEY_FILE`. Throws {@link ConfigError} that names what is missing,
 * never what it holds.
 */
export function environmentSecrets(partner: string, env: Environment): SecretSource {
  return (name) => {
    const variable = `${partner.toUpperCase()}_${name}`;
    const value = env[variable];
    if (value !== undefined && value !== '') return value;
    const file = env[`${variable}_FILE`];
    if (file === undefined || file === '') {
      throw new ConfigError([`${variable}: not set; set it, or ${variable}_FILE to a file's path`]);
    }
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (cause) {
      throw new ConfigError([`${variable}_FILE: cannot read ${file} (${String(cause)})`]);
    }
  };
}
