import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { ConfigError } from '../config/environment.ts';
import { API_SCOPES, createKeyRing, type KeyRing, KEYS_MAX } from '../http/api-keys.ts';

const entries = z
  .array(
    z.strictObject({
      name: z.string().min(1),
      person: z.string().min(1).optional(),
      caller: z.string().min(1),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
      scopes: z.array(z.enum(API_SCOPES)).min(1),
    }),
  )
  .min(1)
  .max(KEYS_MAX);

/** Reads the API keys: a JSON list of `{name, person?, caller, sha256, scopes}`. Keys stand there hashed. */
export function readKeys(path: string | null, options: { readonly allowDemo: boolean }): KeyRing {
  if (path === null) {
    if (options.allowDemo) return createKeyRing([], options);
    throw new ConfigError([
      'API_KEYS_FILE: not set; set it to a JSON file of API keys, or no caller is let in',
    ]);
  }
  const read = entries.safeParse(readJson(path, 'API_KEYS_FILE'));
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map(
        (issue) => `API_KEYS_FILE: ${path} ${issue.path.join('.')}: ${issue.message}`,
      ),
    );
  }
  try {
    return createKeyRing(read.data, options);
  } catch (error) {
    throw new ConfigError([`API_KEYS_FILE: ${path}: ${String(error)}`]);
  }
}

/** Parses a JSON file, or throws {@link ConfigError} that names the variable and the file. */
export function readJson(path: string, variable: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${variable}: cannot read ${path} (${String(error)})`]);
  }
}
