/**
 * Goal: a seed names a sample: whoever gives the same one judges the same mutants; and every area
 * is looked at, twice as closely where money moves.
 * Method: made-up mutations of three areas, of which one has few.
 */
import { expect, it } from 'vitest';

import type { Area } from '../../../src/proof/mutants/areas.ts';
import { drawSample } from '../../../src/proof/mutants/draw-sample.ts';
import type { Mutation } from '../../../src/proof/mutants/mutation.ts';

const AREAS = [area('ledger', true), area('pages', false), area('small', false)];
const MUTATIONS = [
  ...Array.from({ length: 40 }, (_, index) => mutation('ledger', index)),
  ...Array.from({ length: 40 }, (_, index) => mutation('pages', index)),
  mutation('small', 0),
  mutation('elsewhere', 0),
];

it('gives the same sample for the same seed and another one for another', () => {
  expect(draw(7, 12)).toEqual(draw(7, 12));
  expect(draw(7, 12)).not.toEqual(draw(8, 12));
});

it('takes turns: two where money moves, one elsewhere, and what an area lacks from the others', () => {
  const names = draw(7, 13).map(({ area: { name } }) => name);

  expect(names.filter((name) => name === 'ledger')).toHaveLength(8);
  expect(names.filter((name) => name === 'pages')).toHaveLength(4);
  expect(names.filter((name) => name === 'small')).toHaveLength(1);
});

it('draws none twice, none that is impossible, and ends when there are no more', () => {
  const isPossible = ({ start }: Mutation) => start % 2 === 0;
  const drawn = draw(7, 1_000, isPossible);

  expect(new Set(drawn.map((one) => one.mutation)).size).toBe(41);
  expect(drawn).toHaveLength(41);
});

function draw(
  seed: number,
  size: number,
  isPossible: (mutation: Mutation) => boolean = () => true,
) {
  return drawSample({ mutations: MUTATIONS, areas: AREAS, seed, size, isPossible });
}

function area(name: string, movesMoney: boolean): Area {
  return { name, sources: [`src/${name}`], tests: [], commands: [], movesMoney };
}

function mutation(folder: string, start: number): Mutation {
  const file = `src/${folder}/a.ts`;
  return {
    file,
    start,
    end: start,
    kind: 'change number',
    became: '1',
    was: '0',
    line: 1,
    text: '',
  };
}
