/**
 * Goal: the text whose signature is checked is the text that stood on the wire, whatever JSON it is.
 * Method: put values between members by hand and by fast-check, and cut them out again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rawMembers } from '../../../adapters/alipay/raw-members.ts';

describe('rawMembers', () => {
  it('cuts values out exactly as they stood', () => {
    const node = String.raw`{ "url":"https:\/\/a.b\/c", "n": 1.50, "q":"\"},{\"", "s":"\\" }`;

    expect(rawMembers(` {\n"node" : ${node} ,"sign":"a=="}`)).toEqual([
      { name: 'node', raw: node },
      { name: 'sign', raw: '"a=="' },
    ]);
  });

  it('reports repeated and escaped names as they will be read', () => {
    expect(rawMembers(String.raw`{"a":1,"\u0061":2,"__proto__":{}}`)).toEqual([
      { name: 'a', raw: '1' },
      { name: 'a', raw: '2' },
      { name: '__proto__', raw: '{}' },
    ]);
  });

  it.each(['', '{', '{}}', '[]', '"{}"', 'null', '{"a":1,}', '{"a" 1}', "{'a':1}"])(
    'takes nothing from %j',
    (text) => {
      expect(rawMembers(text)).toBeNull();
    },
  );

  it('reads 32 members, and takes an object with more for none of Alipay’s answers', () => {
    const members = (count: number) =>
      `{${Array.from({ length: count }, (_, n) => `"m${n}":${n}`).join(',')}}`;

    expect(rawMembers(members(32))).toHaveLength(32);
    expect(rawMembers(members(33))).toBeNull();
  });

  it('is not misled by an escaped quote at the end of a name or a value', () => {
    const text = String.raw`{"a\"":"b\\","c":"\""}`;

    expect(rawMembers(text)).toEqual([
      { name: 'a"', raw: String.raw`"b\\"` },
      { name: 'c', raw: String.raw`"\""` },
    ]);
  });

  it('takes an empty object for one without members', () => {
    expect(rawMembers('{ }')).toEqual([]);
  });

  it('finds every value again, seed 7', () => {
    const members = fc.array(fc.tuple(fc.string(), fc.json()), { maxLength: 8 });
    const blank = fc.stringMatching(/^[ \t\n\r]{0,3}$/);

    fc.assert(
      fc.property(members, blank, (pairs, gap) => {
        const text = pairs.map(
          ([name, raw]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${raw}${gap}`,
        );
        const expected = pairs.map(([name, raw]) => ({ name, raw: raw.trim() }));
        expect(rawMembers(`${gap}{${text.join(',')}}${gap}`)).toEqual(expected);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
