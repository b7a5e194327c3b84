/**
 * Goal: without CHAOS_MODE the chaos module is not even loaded: no cost, nothing to attack.
 * Method: follow the static imports of the composition root, type-only ones left out, and look
 * for a way to src/chaos; then start a gateway with chaos off and look for its port.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { openGateway } from '../support/world.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('nothing that the composition root loads at once leads to the chaos module', () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const target of staticImports(file)) visit(target);
  };

  visit('src/gateway/start-gateway.ts');

  expect(reached.size).toBeGreaterThan(100);
  expect([...reached].filter((file) => /^src\/(?:chaos|http\/chaos)\//.test(file))).toEqual([]);
});

it('a gateway with chaos off has no control port and adds no header', async () => {
  const world = await openGateway({ sandboxUrl: 'http://127.0.0.1:9', env: { CHAOS_MODE: 'off' } });

  const reply = await world.get('/livez');
  await world.close();

  expect(world.gateway.chaosUrl).toBeNull();
  expect(reply.headers.get('breakwater-chaos')).toBeNull();
});

function staticImports(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'(\.[^']+)';/gm)]
    .map((match) => path.join(path.dirname(file), match[1] ?? ''))
    .filter((target) => target.endsWith('.ts'));
}
