import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A demo secret that is not where it should be; the message names the file, never a secret. */
export class DemoSecretError extends Error {
  readonly code = 'DEMO_SECRET_MISSING';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DemoSecretError';
  }
}

/** Names of secrets are environment-variable-like; nothing that could leave the folder. */
const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * Reads a partner's demo secrets: `fixtures/<partner>/demo/<NAME>`, one secret per text file.
 *
 * The returned function gives the file's text without white space around it, read once, and throws
 * `DemoSecretError` when the name is not a plain upper-case name or the file is missing or empty.
 * Demo secrets are public: nothing but the simulated partners may ever accept them.
 */
export function demoSecret(
  partner: string,
  fixturesFolder: string | URL,
): (name: string) => string {
  const folder =
    typeof fixturesFolder === 'string' ? fixturesFolder : fileURLToPath(fixturesFolder);
  const known = new Map<string, string>();
  return (name) => {
    const secret = known.get(name) ?? readSecret(partner, folder, name);
    known.set(name, secret);
    return secret;
  };
}

function readSecret(partner: string, folder: string, name: string): string {
  if (!NAME.test(name)) throw new DemoSecretError(`${partner}: not the name of a secret`);
  const path = join(folder, partner, 'demo', name);
  const text = readText(partner, path).trim();
  if (text === '') throw new DemoSecretError(`${partner}: the demo secret ${path} is empty`);
  return text;
}

function readText(partner: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DemoSecretError(`${partner}: cannot read the demo secret ${path}`, error);
  }
}
