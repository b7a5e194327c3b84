/**
 * Goal: the parts that simulated partners share read, write and seal as they promise, so that a
 * partner need not look twice at what it gets from them.
 * Method: each part is given what it should take, what it should refuse, and the edge between.
 */
import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { PARTNER_METHODS } from '../../../src/contract/exchange.ts';
import type { SandboxRequest } from '../../../src/sandbox/partners/messages.ts';
import { readDecimal, writeDecimal } from '../../../src/sandbox/server/decimals.ts';
import {
  detachedVoice,
  type DetachedSeal,
  sealedNotice,
  sealedReply,
} from '../../../src/sandbox/server/detached-seal.ts';
import {
  brokenFields,
  canonicalText,
  fieldsIn,
  onlyFieldsIn,
  optionalText,
  readFields,
  textOf,
} from '../../../src/sandbox/server/json-fields.ts';
import { answerByRoute, type Route } from '../../../src/sandbox/server/routes.ts';
import { readNamedKeys, signingKeysOf } from '../../../src/sandbox/server/signing-keys.ts';
import { offsetTime, wallTime } from '../../../src/sandbox/server/times.ts';

describe('decimals', () => {
  const form = { wholeDigitsMax: 3, places: 2 };

  it.each([
    ['12.34', 1_234n],
    ['12.3', 1_230n],
    ['12', 1_200n],
    ['0', 0n],
    ['999.99', 99_999n],
  ])('reads %s', (text, minor) => {
    expect(readDecimal(text, form)).toBe(minor);
  });

  it.each(['', '.5', '1.', '1.234', '1000', '-1', '+1', '1e2', ' 1', '1\n', '1.2.3', '１'])(
    'refuses %j',
    (text) => {
      expect(readDecimal(text, form)).toBeNull();
    },
  );

  it.each([
    [1_234n, 2, '12.34'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [7n, 0, '7'],
    [1n, 3, '0.001'],
  ])('writes %s with %d places as %s', (minor, places, text) => {
    expect(writeDecimal(minor, places)).toBe(text);
  });
});

describe('times', () => {
  const atMs = Date.UTC(2026, 10, 24, 20, 30, 15, 999);

  it('show a clock ahead of UTC, to the second', () => {
    expect(wallTime(atMs, 8)).toBe('2026-11-25T04:30:15');
    expect(offsetTime(atMs, 8)).toBe('2026-11-25T04:30:15+08:00');
    expect(offsetTime(atMs, 1)).toBe('2026-11-24T21:30:15+01:00');
  });
});

describe('JSON fields', () => {
  it.each(['', 'x', '1', 'null', '"text"', '[{}]'])('are not found in %j', (text) => {
    expect(readFields(text)).toBeNull();
  });

  it('give nothing that an object merely inherits', () => {
    const fields = readFields('{"a":"b","n":1}');

    expect(textOf(fields, 'a')).toBe('b');
    expect(textOf(fields, 'constructor')).toBe('');
    expect(optionalText(fields, 'n')).toBeNull();
    expect(fieldsIn(fields, 'a').size).toBe(0);
  });

  it('take a list only when it has one object in it', () => {
    const fields = readFields('{"one":[{"a":"b"}],"two":[{},{}],"text":["x"]}');

    expect(textOf(onlyFieldsIn(fields, 'one'), 'a')).toBe('b');
    expect(onlyFieldsIn(fields, 'two')).toBeNull();
    expect(onlyFieldsIn(fields, 'text')).toBeNull();
    expect(onlyFieldsIn(fields, 'absent')).toBeNull();
  });

  it('are written alike whatever their order, at every depth', () => {
    const one = readFields('{"b":[{"y":1,"x":2}],"a":{"d":null,"c":true}}');
    const other = readFields('{"a":{"c":true,"d":null},"b":[{"x":2,"y":1}]}');

    expect(canonicalText(one)).toBe(canonicalText(other));
    expect(canonicalText(one)).toBe('{"a":{"c":true,"d":null},"b":[{"x":2,"y":1}]}');
    expect(canonicalText(new Map([['m', new Map([['z', 1]])]]))).toBe('{"m":{"z":1}}');
  });

  it('name the rules that do not hold, in their order', () => {
    const broken = brokenFields([
      ['first', false],
      ['second', true],
      ['third', false],
    ]);

    expect(broken).toEqual(['first', 'third']);
  });
});

describe('routes', () => {
  const told: (readonly string[])[] = [];
  const tell = (_request: SandboxRequest, ...found: readonly string[]) => {
    told.push(found);
    return { kind: 'silence' } as const;
  };
  const routes: readonly Route[] = [
    ['POST', '/orders', tell],
    ['GET', /^\/orders\/([A-Z]+)(?:\?(.*))?$/, tell],
    ...PARTNER_METHODS.map((method): Route => [method, '/any', tell]),
  ];
  const ask = (method: string, path: string) =>
    answerByRoute(routes, { method, path, headers: {}, body: '' });

  it('hand over what the pattern found, empty where it found nothing', () => {
    ask('POST', '/orders');
    ask('GET', '/orders/AB?page=2');
    ask('GET', '/orders/AB');

    expect(told).toEqual([[], ['AB', 'page=2'], ['AB', '']]);
  });

  it.each(PARTNER_METHODS)('answer %s, as every method that an adapter may send', (method) => {
    expect(ask(method, '/any')).not.toBeNull();
  });

  it.each([
    ['GET', '/orders'],
    ['POST', '/orders?x'],
    ['HEAD', '/any'],
    ['PUT', '/orders/AB'],
    ['GET', '/orders/ab'],
  ])('do not answer %s %s', (method, path) => {
    expect(ask(method, path)).toBeNull();
  });
});

describe('signing keys', () => {
  it.each([
    [['a', 'b', 'c'], { current: 'a', next: 'b' }],
    [['a'], { current: 'a', next: 'a' }],
  ])('of %j: the first signs, the second waits, one alone follows itself', (keys, expected) => {
    expect(signingKeysOf('KEYS', keys)).toEqual(expected);
  });

  it('of an empty secret are refused, with its name', () => {
    expect(() => signingKeysOf('KEYS', [])).toThrow('KEYS is empty');
  });

  it('keep the names and the order of their secret', () => {
    const pem = () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

    const keys = readNamedKeys('KEYS', JSON.stringify({ later: pem(), earlier: pem() }));

    expect(keys.map(({ name, privateKey }) => [name, privateKey.type])).toEqual([
      ['later', 'private'],
      ['earlier', 'private'],
    ]);
  });

  it.each(['null', '7', '"PEM"'])('are not read out of %s', (text) => {
    expect(() => readNamedKeys('KEYS', text)).toThrow('KEYS must be a JSON object');
  });
});

describe('a detached seal', () => {
  const seal: DetachedSeal = {
    answer: ({ path }, { status, body }, { manner }) => ({
      s: `${path} ${status} ${body} ${manner}`,
    }),
    notice: (body, { manner }) => ({ s: `${body} ${manner}` }),
  };
  const request = { method: 'GET', path: '/p', headers: {}, body: '' };
  const how = { atMs: 1, manner: 'wrong' } as const;

  it('covers the bytes that are sent, and the voice says a document the same way', () => {
    const reply = sealedReply(seal, request, { status: 201, json: { a: 1 } }, how);
    const notice = sealedNotice(seal, { a: 1 }, how);
    const voice = detachedVoice(seal);

    expect(reply).toMatchObject({ status: 201, body: '{"a":1}' });
    expect(reply).toMatchObject({
      headers: { 'content-type': 'application/json', s: '/p 201 {"a":1} wrong' },
    });
    expect(reply).toMatchObject(voice.answer(request, { status: 201, document: '{"a":1}' }, how));
    expect(notice).toEqual(voice.notice('{"a":1}', how));
  });
});
