import { existsSync, readdirSync } from 'node:fs';

import type { SandboxPartner } from './sandbox-partner.ts';
import type { SandboxSettings } from '../bank/sandbox-settings.ts';
import { demoSecret } from './demo-secret.ts';

type CreatePartner = (
  settings: SandboxSettings,
  secret: (name: string) => string,
) => SandboxPartner;

/**
 * Every simulated partner: each folder beside this file with a `server.ts` in it, which
 * exports one function `createSandbox…`. There is no list to keep: a partner is its folder.
 */
const PARTNERS: ReadonlyMap<string, CreatePartner> = new Map(
  await Promise.all(partnerFolders().map(async (name) => [name, await load(name)] as const)),
);

/** What all simulated partners share; the callback URL is made per partner. */
export type SandboxWorld = Omit<SandboxSettings, 'callbackUrl'> & {
  /** The gateway's address, such as `http://127.0.0.1:8080`. */
  readonly gatewayUrl: string;
  readonly fixturesFolder: string | URL;
  /** Where a partner's secrets come from; its demo secrets in the fixtures when absent. */
  readonly secretsOf?: (partner: string) => (name: string) => string;
};

/** Builds all simulated partners with their demo secrets; nothing listens yet. */
export function createSandboxPartners(world: SandboxWorld): readonly SandboxPartner[] {
  return [...PARTNERS.keys()].map((name) => createSandboxPartner(name, world));
}

/** Builds one simulated partner. Throws when there is none of that name, and says where it belongs. */
export function createSandboxPartner(name: string, world: SandboxWorld): SandboxPartner {
  const create = PARTNERS.get(name);
  if (create === undefined) throw new TypeError(`${fileOf(name)} does not exist`);
  const { gatewayUrl, fixturesFolder, secretsOf, ...settings } = world;
  return create(
    { ...settings, callbackUrl: `${gatewayUrl}/callbacks/${name}` },
    secretsOf?.(name) ?? demoSecret(name, fixturesFolder),
  );
}

function partnerFolders(): readonly string[] {
  return readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(urlOf(entry.name)))
    .map(({ name }) => name)
    .toSorted();
}

async function load(name: string): Promise<CreatePartner> {
  const exported: object = await import(urlOf(name).href);
  const creators = Object.entries(exported).filter(
    ([word, value]) => word.startsWith('createSandbox') && typeof value === 'function',
  );
  const [creator] = creators;
  if (creator === undefined || creators.length > 1) {
    throw new TypeError(`${fileOf(name)} must export one function createSandbox…`);
  }
  // That it is a function was checked; its parameters only the compiler could check, and every
  // partner's folder is compiled against them.
  return creator[1] as CreatePartner;
}

function urlOf(name: string): URL {
  return new URL(`${name}/server.ts`, import.meta.url);
}

function fileOf(name: string): string {
  return `src/sandbox/partners/${name}/server.ts`;
}
