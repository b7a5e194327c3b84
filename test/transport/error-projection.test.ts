/**
 * Goal: of a foreign error only its name, code and system call survive, wherever they hide and
 * whatever else it carries.
 *
 * Method: errors shaped like those of node, axios and undici, and codes that try to smuggle.
 */
import { expect, test } from 'vitest';

import { projectError } from '../../src/transport/error-projection.ts';

test('a system error keeps its code and system call and loses its address', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:443'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '10.0.0.7',
  });

  expect(projectError(error)).toEqual({ name: 'Error', code: 'ECONNREFUSED', syscall: 'connect' });
});

test('the code is found inside the causes and among several tried addresses', () => {
  const first = Object.assign(new Error('1'), { code: 'ENETUNREACH', syscall: 'connect' });
  const tried = new AggregateError([first, new Error('2')]);
  const wrapped = new Error('outer', { cause: tried });

  expect(projectError(wrapped)).toMatchObject({ code: 'ENETUNREACH', syscall: 'connect' });
});

test('a parser error of undici, which has lost its code, gets one by its name', () => {
  const error = Object.assign(new Error('x'), { name: 'HTTPParserError', code: undefined });

  expect(projectError(error)).toMatchObject({ code: 'HPE_UNREADABLE' });
});

test.each([
  ['a code that is a sentence', { code: 'payee 6225880137654321' }],
  ['a name that is not a word', { name: 'account=6225880137654321', code: 'ECONNRESET' }],
  ['a system call that is not one', { syscall: '6225880137654321', code: 'ECONNRESET' }],
])('%s is not let through', (_what, fields) => {
  const projected = projectError(Object.assign(new Error('x'), fields));

  expect(JSON.stringify(projected)).not.toContain('6225880137654321');
});

test.each([[null], [undefined], ['a string'], [42]])('%s, thrown, has no code', (thrown) => {
  expect(projectError(thrown)).toEqual({ name: 'Error', code: 'UNKNOWN', syscall: undefined });
});

test('a chain of causes without end is followed only so far', () => {
  const loop: { cause?: unknown } = {};
  loop.cause = loop;

  expect(projectError(loop).code).toBe('UNKNOWN');
});
