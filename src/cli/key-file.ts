import { readFileSync } from 'node:fs';

import { ConfigError } from '../config.ts';
import { createKeyRing, type KeyRing, keyEntriesSchema } from '../http/auth/key-ring.ts';

/** Reads the API keys: a JSON list of `{name, caller, sha256, scopes}`. Keys stand there hashed. */
export function readKeys(path: string | null, options: { readonly allowDemo: boolean }): KeyRing {
  if (path === null) {
    if (options.allowDemo) return createKeyRing([], options);
    throw new ConfigError(['API_KEYS_FILE: not set; without keys nobody may call']);
  }
  const read = keyEntriesSchema.safeParse(readJson(path, 'API_KEYS_FILE'));
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map(
        (issue) => `API_KEYS_FILE: ${path} ${issue.path.join('.')}: ${issue.message}`,
      ),
    );
  }
  return createKeyRing(read.data, options);
}

/** Parses a JSON file, or throws {@link ConfigError} that names the variable and the file. */
export function readJson(path: string, variable: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${variable}: cannot read ${path} (${String(error)})`]);
  }
}
