import { readdirSync, readFileSync } from 'node:fs';

import { digestOf, partsOf } from '../src/gateway/start-faults/weak-secret.ts';

/** Settings that are secrets, by their names; `BANK_KEY_ID` names a key and is none. */
const IS_SECRET = /(?:KEYS?|SECRET|CERTS?|AUTH)$/;

/** Shorter ones are words such as `true`, which somebody may mean. */
const LENGTH_MIN = 4;

const FIXTURES = new URL('../fixtures/', import.meta.url);

/** src/gateway/start-faults/repository-secrets.ts as it must be: a digest for each secret in fixtures/<partner>/demo. */
export function repositorySecretsModule(): string {
  const digests = readdirSync(FIXTURES).flatMap((partner) => {
    const folder = new URL(`${partner}/demo/`, FIXTURES);
    return readdirSync(folder)
      .filter((name) => IS_SECRET.test(name))
      .flatMap((name) => partsOf(readFileSync(new URL(name, folder), 'utf8')))
      .filter((part) => part.trim().length >= LENGTH_MIN)
      .map(digestOf);
  });
  const lines = [...new Set(digests)].toSorted().map((digest) => `  '${digest}',`);
  return `/**
 * SHA-256 of each secret that stands in fixtures/<partner>/demo, so that none of them is ever used with real money,
 * also where the fixtures are not there. Written by \`npm run pages\`; a test compares the two.
 */
export const REPOSITORY_SECRETS: ReadonlySet<string> = new Set([
${lines.join('\n')}
]);
`;
}
