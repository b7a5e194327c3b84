/**
 * Goal: hosts with ledgers of their own are endpoints of their own, named by what does not change
 * when the list does.
 * Method: base URLs in, endpoints out.
 */
import { expect, it } from 'vitest';

import { splitEndpoints } from '../../src/gateway/split-endpoints.ts';

const EU = 'https://eu.bank.example/btl';
const US = 'https://us.bank.example:8443';

it('keeps the hosts of one ledger together', () => {
  expect(splitEndpoints({ keyScope: 'account' }, [EU, US])).toEqual([
    { name: 'main', baseUrls: [EU, US] },
  ]);
});

it('makes each host with a ledger of its own an endpoint, in the order of preference', () => {
  expect(splitEndpoints({ keyScope: 'endpoint' }, [US, EU])).toEqual([
    { name: 'us.bank.example:8443', baseUrls: [US] },
    { name: 'eu.bank.example/btl', baseUrls: [EU] },
  ]);
});

it('takes two spellings of one host for one ledger', () => {
  expect(splitEndpoints({ keyScope: 'endpoint' }, [EU, `${EU}/`])).toEqual([
    { name: 'eu.bank.example/btl', baseUrls: [EU, `${EU}/`] },
  ]);
});
