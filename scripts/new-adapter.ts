import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TEMPLATE = path.join(ROOT, 'scripts/template');
const REGISTRY = 'adapters/registry.ts';

/** A partner's name becomes a folder, a path and the beginning of environment variables. */
const NAME = /^[a-z][a-z0-9]{1,15}$/;

/** Folders of fixtures that belong to nobody. */
const RESERVED: ReadonlySet<string> = new Set(['capsules', 'scenarios', 'registry', 'demo']);

const EX_USAGE = 2;

/** `npm run new:adapter <name>`: writes a partner's folders from scripts/template, and its line. */
async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  const mistake = rest.length > 0 ? 'give one name' : mistakeIn(name);
  if (mistake !== null) {
    console.error(`new:adapter: ${mistake}. Usage: npm run new:adapter <name>`);
    return EX_USAGE;
  }
  const files = templateFiles().map((file) => [file, nameIn(file, name)] as const);
  for (const [file, target] of files) {
    const text = nameIn(readFileSync(path.join(TEMPLATE, file), 'utf8'), name);
    mkdirSync(path.join(ROOT, path.dirname(target)), { recursive: true });
    writeFileSync(path.join(ROOT, target), await formatted(target, text));
    console.log(`wrote ${target}`);
  }
  registerIn(name);
  console.log(
    `added one line to ${REGISTRY}: the gateway will not start until the record is filled`,
  );
  console.log(
    `\nNext: npx breakwater adapter check ${name}   (adapters/README.md walks through it)`,
  );
  return 0;
}

function mistakeIn(name: string): string | null {
  if (!NAME.test(name)) {
    return `"${name}" cannot be a partner's name: 2 to 16 lower-case letters and digits, a letter first`;
  }
  if (RESERVED.has(name)) return `"${name}" is taken by the project itself`;
  const folders = ['adapters', 'fixtures', 'src/sandbox/partners', 'test/adapters'];
  const taken = folders
    .map((folder) => `${folder}/${name}`)
    .find((folder) => existsSync(path.join(ROOT, folder)));
  return taken === undefined ? null : `${taken} is there already`;
}

function templateFiles(): readonly string[] {
  return readdirSync(TEMPLATE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .toSorted();
}

/** Puts the name where the template has `__name__`, `__Name__` or `__NAME__`; drops `.txt`. */
function nameIn(text: string, name: string): string {
  const capitalized = name.charAt(0).toUpperCase() + name.slice(1);
  return text
    .replaceAll('__name__', name)
    .replaceAll('__Name__', capitalized)
    .replaceAll('__NAME__', name.toUpperCase())
    .replace(/\.txt$/, '');
}

/** A longer name breaks lines elsewhere. */
async function formatted(target: string, text: string): Promise<string> {
  if (!target.endsWith('.ts')) return text;
  const filepath = path.join(ROOT, target);
  return await format(text, { ...(await resolveConfig(filepath)), filepath });
}

/** The one line outside the partner's own folders, after the partners that are preferred to it. */
function registerIn(name: string): void {
  const file = path.join(ROOT, REGISTRY);
  const capitalized = name.charAt(0).toUpperCase() + name.slice(1);
  const line = `  ${name}: (await import('./${name}/adapter.ts')).create${capitalized},\n`;
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('} as const satisfies');
  writeFileSync(file, text.slice(0, end) + line + text.slice(end));
}

process.exitCode = await main(process.argv.slice(2));
