/**
 * Holds the ISO 20022 bank's messages against the schemas of ISO 20022:
 * `npm run conformance:iso20022 -- --xsd <folder>`.
 *
 * Three kinds: every pain.001 the adapter writes for generated instructions with hostile names;
 * every pain.002 and camt.054 the simulated bank writes about them, whatever became of them; and
 * every fixture. Prints counts. Exits 1 with the first errors, 2 when the folder does not serve.
 *
 * Not part of `npm test`: the schemas belong to ISO 20022 and are not in this repository.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import fc from 'fast-check';
import { XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm';

import { createIsobank } from '../adapters/isobank/adapter.ts';
import type { Instruction, Stamp } from '../src/contract/adapter.ts';
import type { BankInstruction } from '../src/sandbox/bank/bank.ts';
import { createSandboxIsobank } from '../src/sandbox/partners/isobank/server.ts';
import { demoSecret } from '../src/sandbox/partners/demo-secret.ts';
import { arbitraryInstruction } from './iso20022/arbitrary-instruction.ts';
import { virtualRuntime } from '../src/runtime/virtual-runtime.ts';

const SCHEMAS = ['pain.001.001.09', 'pain.002.001.10', 'camt.054.001.08'] as const;
const NAMESPACE = /xmlns(?::\w+)?="urn:iso:std:iso:20022:tech:xsd:([\w.]+)"/;
const FIXTURES = new URL('../fixtures/', import.meta.url);
const SEED = 20_261_124;
const INSTRUCTIONS = 400;
const ERRORS_SHOWN_MAX = 5;

/** What becomes of the generated orders, in turn: each ending writes other messages. */
const ENDINGS = [
  '',
  'sim:payAtOnce',
  'sim:rejectAtOnce=TM01',
  'sim:rejectAfter=AC04:10',
  'sim:rejectAtOnce=HOUSE-RULE-7',
  'sim:returnAfter=BE01:10:1',
  'sim:returnAfter=MS03:10',
  'sim:refuse=noFunds',
  'sim:stuck',
] as const;

interface Message {
  readonly origin: string;
  readonly xml: string;
}

const { values } = parseArgs({ options: { xsd: { type: 'string' } } });
process.exitCode = await main(values.xsd ?? '../shared/specs/iso20022');

async function main(folder: string): Promise<number> {
  const missing = SCHEMAS.filter((name) => !existsSync(join(folder, `${name}.xsd`)));
  if (missing.length > 0) {
    console.error(
      `conformance: ${folder} lacks ${missing.map((name) => `${name}.xsd`).join(', ')}.\n` +
        'Name a folder with the schemas of ISO 20022 (iso20022.org, message archive): ' +
        'npm run conformance:iso20022 -- --xsd <folder>',
    );
    return 2;
  }
  const messages = [...(await generatedMessages()), ...fixtures()];
  const validators = new Map(SCHEMAS.map((name) => [name, compile(join(folder, `${name}.xsd`))]));
  const counts = new Map<string, number>();
  const errors: string[] = [];
  for (const { origin, xml } of messages) {
    const name = NAMESPACE.exec(xml)?.[1] ?? 'no ISO 20022 namespace';
    const validator = validators.get(name as (typeof SCHEMAS)[number]);
    const error = validator === undefined ? `no schema for ${name}` : violation(validator, xml);
    if (error !== null) errors.push(`${origin}: ${error}\n${xml}`);
    const line = `${name}  ${origin.replace(/ .*/, '')}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const lines = [...counts].map(([line, count]) => `${line}: ${count}`);
  console.log(lines.toSorted((one, other) => one.localeCompare(other)).join('\n'));
  for (const error of errors.slice(0, ERRORS_SHOWN_MAX)) console.error(`\ninvalid ${error}`);
  console.log(`${messages.length - errors.length} of ${messages.length} messages are valid`);
  return errors.length === 0 ? 0 : 1;
}

function compile(path: string): XsdValidator {
  return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(path)));
}

function violation(validator: XsdValidator, xml: string): string | null {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(xml);
    validator.validate(document);
    return null;
  } catch (error) {
    if (error instanceof XmlLibError) return error.message;
    throw error;
  } finally {
    document?.dispose();
  }
}

/** Sends generated instructions to the simulated bank and collects all that either side writes. */
async function generatedMessages(): Promise<readonly Message[]> {
  const runtime = virtualRuntime(SEED);
  const secret = demoSecret('isobank', FIXTURES);
  const adapter = createIsobank(secret);
  const bank = createSandboxIsobank(
    {
      runtime,
      seed: String(SEED),
      callbackUrl: 'http://127.0.0.1/callbacks/isobank',
      settleMs: 5,
      openingBalanceMinor: 10n ** 15n,
      log: (line) => console.error(line),
    },
    secret,
  );
  const changes: BankInstruction[] = [];
  bank.bank.onChange((instruction) => changes.push(instruction));
  const messages: Message[] = [];
  const stamp = (): Stamp => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });
  const send = async (instruction: Instruction, call: 'submit' | 'inquire') => {
    const { request } = adapter[call](instruction, stamp());
    const { method, path, headers, body = '' } = request;
    if (body !== '') messages.push({ origin: `adapter ${call}`, xml: body });
    const reply = await bank.handle({ method, path, headers, body });
    if (reply.kind !== 'answer') throw new Error(`the bank answered with ${reply.kind}`);
    if (NAMESPACE.test(reply.body)) messages.push({ origin: `bank ${call}`, xml: reply.body });
  };

  const instructions = fc.sample(arbitraryInstruction, { numRuns: INSTRUCTIONS, seed: SEED });
  for (const [index, generated] of instructions.entries()) {
    await send(generated, 'submit');
    const ending = ENDINGS[index % ENDINGS.length] ?? '';
    const partnerKey = generated.partnerKey.split('').toReversed().join('');
    const scripted = { ...generated, partnerKey, remittance: ending };
    await send(scripted, 'submit');
    await send(scripted, 'submit');
    await send({ ...scripted, remittance: `${ending} other` }, 'submit');
    await runtime.advance(50);
    await send(scripted, 'inquire');
  }
  for (const change of changes) {
    const notice = bank.callback(change);
    if (notice !== null) messages.push({ origin: `bank ${change.status}`, xml: notice.body });
  }
  return messages;
}

function fixtures(): readonly Message[] {
  const folder = fileURLToPath(new URL('isobank/', FIXTURES));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ origin: `fixture ${name}`, xml: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ xml }) => !xml.includes('urn:isobank:answer:1'));
}
