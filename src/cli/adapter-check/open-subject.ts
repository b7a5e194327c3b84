import { readdirSync, readFileSync } from 'node:fs';

import { ADAPTERS } from '../../../adapters/registry.ts';
import { scrubTranscript } from '../../capsule/scrub/scrub-transcript.ts';
import { ConfigError } from '../../config/environment.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { readSamplePayouts } from '../../config/sample-payouts.ts';
import { readCases, type Settings } from '../../conformance/subject/cases.ts';
import { DescriptionError, readDescription } from '../../conformance/subject/description.ts';
import type { Samples, Subject, Voice } from '../../conformance/subject/subject.ts';
import type { AdapterFactory } from '../../contract/adapter.ts';
import { redact } from '../../observe/logs/redact.ts';
import {
  createSandboxPartner,
  type SandboxWorld,
} from '../../sandbox/partners/sandbox-partners.ts';
import { demoSecret } from '../../sandbox/partners/demo-secret.ts';
import { virtualRuntime } from '../../runtime/virtual-runtime.ts';
import { judgeEvidence } from './judge-evidence.ts';
import { openDoor } from './open-door.ts';
import { partnerTables } from './partner-tables.ts';

const ROOT = new URL('../../../', import.meta.url);

/** A shorter line of a demo file is a word or a number that stands everywhere. */
const SECRET_LENGTH_MIN = 16;

const SEED = 1;

const OPENING_MINOR = 100_000_000_000n;

/**
 * Brings a partner and everything the conformance kit may use of it together: adapter, fixtures,
 * simulator, engine and the product's own redaction. Throws {@link DescriptionError} when a file of
 * `fixtures/<partner>` is missing or wrong, and whatever adapter and simulator throw at their start.
 */
export async function openSubject(partner: string, variant: Settings = {}): Promise<Subject> {
  const folder = `fixtures/${partner}`;
  const files = readFolder(new URL(`${folder}/`, ROOT), folder);
  const { atMs, nonce, instruction, batch, cases } = readCases(files, folder);
  const description = readDescription(files.get('kit.json') ?? '', `${folder}/kit.json`);
  const tables = await partnerTables(new URL(`adapters/${partner}/`, ROOT));
  const words = new Map([...tables].map(([name, table]) => [name, [...table.keys()]]));
  const vocabulary = new Set([...words.values()].flat().flatMap((entry) => entry.split(' ')));
  const secret = demoSecret(partner, new URL('fixtures/', ROOT));
  const createAdapter = (changes = variant) =>
    factoryOf(partner)((name) => changes[name] ?? secret(name));
  const adapter = createAdapter();

  return {
    partner,
    variant,
    createAdapter,
    adapter,
    atMs,
    nonce,
    instruction,
    batch,
    cases,
    files: [...files.keys()],
    description,
    voice: voiceOf(partner, atMs, variant),
    tables: words,
    openSandbox() {
      const runtime = virtualRuntime(SEED, atMs);
      return openDoor(() => createSandboxPartner(partner, worldAt(runtime, variant)), runtime);
    },
    judge: (told, other = adapter) => judgeEvidence(other, instruction, told),
    scrub: (transcript) => scrubTranscript(transcript, vocabulary),
    redact,
    samples: readSamples(partner),
    secrets: demoSecrets(new URL(`${folder}/demo/`, ROOT)),
  };
}

/**
 * A partner as often as the kit must run: with its demo settings, and with those of each variant
 * that kit.json names, by what it is called on a screen. Throws as {@link openSubject} does.
 */
export async function openSubjects(partner: string): Promise<ReadonlyMap<string, Subject>> {
  const plain = await openSubject(partner);
  const variants = Object.entries(plain.description.variants ?? {});
  const others = variants.map(
    async ([name, settings]) =>
      [`${partner} (${name})`, await openSubject(partner, settings)] as const,
  );
  return new Map([[partner, plain], ...(await Promise.all(others))]);
}

function factoryOf(partner: string): AdapterFactory {
  const factory = new Map<string, AdapterFactory>(Object.entries(ADAPTERS)).get(partner);
  if (factory !== undefined) return factory;
  throw new DescriptionError([`adapters/registry.ts: no partner "${partner}"`]);
}

function voiceOf(partner: string, atMs: number, variant: Settings): Voice {
  const { voice } = createSandboxPartner(partner, worldAt(virtualRuntime(SEED, atMs), variant));
  if (voice !== undefined) return voice;
  const file = `src/sandbox/partners/${partner}/server.ts`;
  throw new DescriptionError([`${file}: the simulated partner has no voice (PartnerVoice)`]);
}

/** Orders settle at once: a rule that waits says so. */
function worldAt(runtime: SandboxWorld['runtime'], variant: Settings): SandboxWorld {
  const fixturesFolder = new URL('fixtures/', ROOT);
  return {
    runtime,
    seed: 'kit',
    gatewayUrl: 'https://gateway.example',
    fixturesFolder,
    secretsOf(partner) {
      const secret = demoSecret(partner, fixturesFolder);
      return (setting) => variant[setting] ?? secret(setting);
    },
    settleMs: 0,
    openingBalanceMinor: OPENING_MINOR,
    log: () => undefined,
  };
}

function readFolder(folder: URL, name: string): ReadonlyMap<string, string> {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      files.map((file) => [file.name, readFileSync(new URL(file.name, folder), 'utf8')]),
    );
  } catch {
    throw new DescriptionError([`${name}: cannot be read`]);
  }
}

/** Mistakes in the file are one rule's business; the others do not need it. */
function readSamples(partner: string): Samples {
  try {
    const { account, currency, rejections, returns } = readSamplePayouts(partner, FIXTURES_FOLDER);
    const words = [...rejections, ...(returns ?? [])];
    return { kind: 'read', account: account(1), currency, words };
  } catch (error) {
    if (error instanceof ConfigError) return { kind: 'wrong', lines: error.lines };
    throw error;
  }
}

/** The demo's keys, line by line: a PEM's lines are what would show in a recording. */
function demoSecrets(folder: URL): readonly string[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.length >= SECRET_LENGTH_MIN && !line.startsWith('-----'));
}
