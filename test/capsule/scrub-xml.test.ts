/**
 * Goal: of an XML message only its outside is kept, whatever is broken in it: no text, value, comment or
 * instruction survives, and nothing makes the scrubber run for ever.
 * Method: messages in memory, each with the one text that must not be seen again.
 */
import { describe, expect, it } from 'vitest';

import { scrubXml } from '../../src/capsule/scrub/scrub-xml.ts';

const WORDS = new Set(['RJCT']);
const scrub = (xml: string) => scrubXml(xml, (name) => name, WORDS);

describe('what is kept', () => {
  it.each([
    ['<?xml version="1.0" encoding="UTF-8"?><A/>', '<?xml?><A/>'],
    ['<A xmlns="urn:iso:std:iso:20022"><Sts>RJCT</Sts></A>', null],
    ['<A b="RJCT"\n/>', '<A b="RJCT"/>'],
    ["<A b='RJCT'></A>", '<A b="RJCT"></A>'],
    ['<A>\n  <B></B>\n</A>', null],
  ])('of %j is %j', (xml, kept) => {
    expect(scrub(xml)).toBe(kept ?? xml);
  });
});

describe('what goes as a whole', () => {
  it.each([
    ['<!-- Ada -->', '[markup]'],
    ['<?ada Lovelace?>', '[markup]'],
    ['<?xmlada Lovelace?>', '[markup]'],
    ['<!DOCTYPE ada>', '[markup]'],
    ['<A><![CDATA[Ada]]></A>', '<A>[markup]</A>'],
  ])('is %j: %s', (xml, kept) => {
    expect(scrub(xml)).toBe(kept);
  });
});

describe('a message that is broken', () => {
  it.each(['<A>x</A><B Ada', '<Ada', 'Ada <', '<<<<<', '<A b="Ada', '>Ada<'])(
    '%j ends, and shows nothing of it',
    (xml) => {
      expect(scrub(xml)).not.toContain('Ada');
    },
  );

  it('leaves out each opening that nothing closes, and reads what follows as text', () => {
    expect(scrub('<A/><RJCT')).toBe('<A/>RJCT');
  });
});
