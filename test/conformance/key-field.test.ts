/**
 * Goal: the very field that the record names is looked at, in whatever a partner speaks, and no
 * other place in which our key may stand as well.
 * Method: one request of each kind by hand, with a decoy beside the field.
 */
import { expect, it } from 'vitest';

import { valuesUnder } from '../../src/conformance/key-field.ts';

const REQUEST = { method: 'POST', path: '/pay', headers: {}, body: '' };

it.each([
  ['a header of any case', 'Idempotency-Key', '{"reference":"DECOY"}'],
  ['JSON', 'ref', '{"reference":"DECOY", "ref" : "KEY"}'],
  ['JSON inside a form', 'out_biz_no', 'biz_content=%7B%22out_biz_no%22%3A%22KEY%22%7D&x=DECOY'],
  ['a form', 'ref', 'reference=DECOY&ref=KEY'],
  ['XML', 'GrpHdr/MsgId', '<a:GrpHdr><a:MsgId>KEY</a:MsgId></a:GrpHdr><MsgId>DECOY</MsgId>'],
  ['XML with attributes', 'Id', '<Ids><Id scheme="x">KEY</Id></Ids><IdX>DECOY</IdX>'],
])('in %s', (_kind, field, content) => {
  const headers = { 'idempotency-key': 'KEY', 'x-other': 'DECOY' };

  expect(valuesUnder({ ...REQUEST, headers }, content, field)).toEqual(['KEY']);
});

it('in the query of a path', () => {
  expect(valuesUnder({ ...REQUEST, path: '/pay?ref=KEY' }, '', 'ref')).toEqual(['KEY']);
});

it('every time that it stands there', () => {
  expect(valuesUnder(REQUEST, '[{"ref":"ONE"},{"ref":"TWO"}]', 'ref')).toEqual(['ONE', 'TWO']);
});

it('nowhere, when it is not there', () => {
  expect(valuesUnder(REQUEST, '{"reference":"KEY"}', 'ref')).toEqual([]);
});
