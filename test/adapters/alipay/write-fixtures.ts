/**
 * Writes fixtures/alipay/*.json anew: `node test/adapters/alipay/write-fixtures.ts`.
 *
 * Needed only when the demo keys are replaced: RSA2 signatures are deterministic, so a second run
 * changes nothing.
 */
import { writeFileSync } from 'node:fs';
import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import { AT_MS, FIXTURES, INSTRUCTION } from './demo-alipay.ts';
import { FIXTURES_TO_WRITE, type Fixture } from './fixtures-to-write.ts';

function fixtureOf({ lane, body, status }: Fixture): { status: number } & CallbackDelivery {
  const contentType =
    lane === 'callback'
      ? 'application/x-www-form-urlencoded; charset=UTF-8'
      : 'text/html;charset=utf-8';
  return { status: status ?? 200, headers: { 'content-type': contentType }, body };
}

function write(name: string, value: unknown): void {
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);
  writeFileSync(new URL(name, FIXTURES), `${JSON.stringify(value, plain, 2)}\n`);
}

for (const fixture of FIXTURES_TO_WRITE) {
  write(`${fixture.lane}.${fixture.name}.json`, fixtureOf(fixture));
}
const { intentAtMs: _intentAtMs, ...instruction } = INSTRUCTION;
write('cases.json', {
  atMs: AT_MS,
  instruction,
  cases: FIXTURES_TO_WRITE.map(({ lane, name, status, expect }) => ({
    reply: `${lane}.${name}.json`,
    lane,
    status: status ?? 200,
    expect,
  })),
});
