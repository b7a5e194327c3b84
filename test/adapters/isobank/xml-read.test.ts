/**
 * Goal: the reader takes whole, plain XML and nothing else, and changes no value on the way.
 * Method: what other parsers are known to change or let pass (fixtures/isobank/SOURCES.md F12) and
 * the classics of hostile XML; what JAXB and .NET write; each limit at its edge; text read back
 * from our own writer for any string.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  childrenNamed,
  optionalChild,
  readXml,
  requiredText,
  textAt,
  UnreadableXml,
  XML_ATTRIBUTES_MAX,
  XML_CHARACTERS_MAX,
  XML_DEPTH_MAX,
  XML_ELEMENTS_MAX,
  XML_TEXT_CHARACTERS_MAX,
} from '../../../adapters/isobank/xml-read.ts';
import { element, writeXml } from '../../../adapters/isobank/xml-write.ts';

describe('values', () => {
  it.each(['5000.00', '00012345', '1e5', '0x10', '+1', ' 7 ', 'true', '１２'])(
    'keeps %j as it stands',
    (value) => {
      const root = readXml(`<A><B>${value}</B></A>`);

      expect(textAt(root, 'B')).toBe(value);
    },
  );

  it('reads back what the writer wrote, for any text that XML can carry (seed 20261124)', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((raw) => raw.replaceAll(/[^\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?'));

    fc.assert(
      fc.property(text, text, (inner, attribute) => {
        const xml = writeXml(element('A', [element('B', inner, { c: attribute })]));

        const b = optionalChild(readXml(xml), 'B');

        expect(b?.text).toBe(inner);
        expect(b?.attributes.get('c')).toBe(attribute);
      }),
      { seed: 20_261_124, numRuns: 300 },
    );
  });

  it('reads one element like many', () => {
    const one = readXml('<A><B>1</B></A>');
    const two = readXml('<A><B>1</B><C/><B>2</B></A>');

    expect(childrenNamed(one, 'B').map((b) => b.text)).toEqual(['1']);
    expect(childrenNamed(two, 'B').map((b) => b.text)).toEqual(['1', '2']);
    expect(() => optionalChild(two, 'B')).toThrow(UnreadableXml);
    expect(() => requiredText(two, 'C')).toThrow(UnreadableXml);
  });

  it('decodes the entities of XML and numeric references, once', () => {
    const root = readXml('<A><B>&lt;&amp;lt;&#x4e2d;&#65;&quot;&apos;&gt;</B></A>');

    expect(textAt(root, 'B')).toBe('<&lt;中A"\'>');
  });
});

describe('what other writers of XML do', () => {
  it.each([
    [
      'a carriage return by number',
      'Account closed&#13;&#10;see letter',
      'Account closed\r\nsee letter',
    ],
    ['a carriage return in hexadecimal', 'a&#xD;b', 'a\rb'],
    ['a tabulator by number', 'a&#9;b', 'a\tb'],
    ['line ends of Windows', 'a\r\nb', 'a\nb'],
    ['CDATA', '<![CDATA[a < b & <!DOCTYPE c]]>', 'a < b & <!DOCTYPE c'],
    ['CDATA between texts', 'a<![CDATA[&]]>b', 'a&b'],
    ['a comment inside', 'a<!-- <C/> & -->b', 'ab'],
    ['a processing instruction inside', 'a<?php echo 1 ?>b', 'ab'],
    ['a name that is a trap of JavaScript beside it', '1', '1'],
  ])('reads %s', (_name, written, read) => {
    const root = readXml(
      `\ufeff<?xml version="1.1" encoding="UTF-8"?><!-- a --><A><__proto__/><B>${written}</B></A>\n<?b c?>`,
    );

    expect(textAt(root, 'B')).toBe(read);
  });
});

describe('limits', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  const flat = (elements: number) => `<a>${'<b/>'.repeat(elements - 1)}</a>`;
  const attributed = (count: number) =>
    `<a ${Array.from({ length: count }, (_, i) => `b${i}=""`).join(' ')}/>`;
  const long = (characters: number) => `<a>${'x'.repeat(characters)}</a>`;

  it.each([
    ['depth', nested, XML_DEPTH_MAX],
    ['elements', flat, XML_ELEMENTS_MAX],
    ['attributes', attributed, XML_ATTRIBUTES_MAX],
    ['text', long, XML_TEXT_CHARACTERS_MAX],
  ])('reads up to the limit of %s, and nothing beyond', (_name, write, max) => {
    expect(readXml(write(max)).name).toBe('a');
    expect(() => readXml(write(max + 1))).toThrow(UnreadableXml);
  });
});

describe('namespaces', () => {
  it('resolves prefixes and inner declarations', () => {
    const root = readXml('<p:A xmlns:p="urn:1"><p:B>1</p:B><C xmlns="urn:1">2</C></p:A>');

    expect(root.namespace).toBe('urn:1');
    expect(textAt(root, 'B')).toBe('1');
    expect(textAt(root, 'C')).toBe('2');
  });

  it('refuses an element of another one, except in the open envelope', () => {
    const beside = '<A xmlns="urn:1"><B xmlns="urn:2">x</B></A>';
    const enclosed = '<A xmlns="urn:1"><Envlp><B xmlns="urn:2">x</B></Envlp></A>';

    expect(() => readXml(beside)).toThrow(UnreadableXml);
    expect(readXml(enclosed).name).toBe('A');
  });

  it('refuses a prefix that nobody declared', () => {
    expect(() => readXml('<p:A/>')).toThrow(UnreadableXml);
  });
});

describe('hostile documents', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>`;

  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['plain text', 'ACSC'],
    ['cut off', '<A><B>1</B>'],
    ['crossed tags', '<A><B>1</A></B>'],
    ['two roots', '<A/><A/>'],
    ['text after the end', '<A/>more'],
    ['text beside elements', '<A>x<B/></A>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['an entity bomb', bomb],
    ['a DOCTYPE in lower case', '<!doctype a><a/>'],
    ['an entity nobody declared', '<a>&x;</a>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['a numeric reference to nothing', '<a>&#0;</a>'],
    ['a numeric reference beyond Unicode', '<a>&#x110000;</a>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['a DOCTYPE after the root', '<a/><!DOCTYPE a>'],
    ['a control character by number', '<a>&#1;</a>'],
    ['a control character as it is', '<a>\u0001</a>'],
    ['a nest of a hundred', '<a>'.repeat(100) + '</a>'.repeat(100)],
    ['too much of it', `<a>${'<!---->'.repeat(XML_CHARACTERS_MAX / 7)}</a>`],
  ])('refuses %s', (_name, text) => {
    expect(() => readXml(text)).toThrow(UnreadableXml);
  });

  it('throws nothing else, whatever it is given (seed 20261124)', () => {
    const words =
      '< > / A B x="1" <A> </A> <![CDATA[ ]]> <!-- --> & &amp; <?xml?> xmlns="" \u0000 <A/> " :';
    const pieces = fc.constantFrom(' ', ...words.split(' '));
    const soup = fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''));

    fc.assert(
      fc.property(soup, (text) => {
        expect(outcomeOf(text)).toBeOneOf(['read', 'UnreadableXml']);
      }),
      { seed: 20_261_124, numRuns: 600 },
    );
  });
});

function outcomeOf(text: string): string {
  try {
    readXml(text);
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}
