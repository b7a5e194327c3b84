/**
 * Goal: a bank card is paid through Alipay's own product for cards, is asked about under it, and
 * may come back, as fixtures/alipay/SOURCES.md F3, F4 and F8 say.
 * Method: the adapter's requests read as Alipay would, and a round trip with the simulated Alipay.
 */
import { describe, expect, it } from 'vitest';

import { createAlipay } from '../../../adapters/alipay/adapter.ts';
import type { Instruction } from '../../../src/contract/adapter.ts';
import { createSandboxAlipay } from '../../../src/sandbox/partners/alipay/server.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { FIXTURES } from '../../support/world.ts';

const secret = demoSecret('alipay', FIXTURES);
const adapter = createAlipay(secret);
const CARD: Instruction = {
  partnerKey: 'BREAKWATERFIXTURE234567ABCDEFGHI',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: {
    name: '演示用户',
    account: { type: 'cn_bank_account', value: '6225880212345678', bank: '308584000013' },
  },
  remittance: '借款到账',
  intentAtMs: 0,
  partnerReference: null,
  supersededReferences: [],
};

describe('a payout to a bank card', () => {
  it('names the card, whose it is and which bank keeps it', () => {
    expect(JSON.parse(adapter.content(CARD))).toMatchObject({
      product_code: 'TRANS_BANKCARD_NO_PWD',
      payee_info: {
        identity: '6225880212345678',
        identity_type: 'BANKCARD_ACCOUNT',
        name: '演示用户',
        bankcard_ext_info: { account_type: '2', bank_code: '308584000013' },
      },
    });
  });

  it('is executed once, found by inquiry under its product, and may come back', async () => {
    const { runtime, bank, ask } = openAlipay();

    const submitted = await ask('submit');
    await runtime.advance(1_000);
    const paid = await ask('inquire');
    const repeated = await ask('submit');
    bank.giveBack(CARD.partnerKey, 'CARD_CLOSED', 0n);
    const returned = await ask('inquire');

    expect(submitted.kind).toBe('accepted');
    expect(paid.kind).toBe('executed');
    expect(repeated.kind).toBe('executed');
    expect(returned).toMatchObject({ kind: 'returned', amount: CARD.amount });
    expect(bank.books().map(({ executions }) => executions)).toEqual([1]);
  });
});

function openAlipay() {
  const runtime = virtualRuntime(1);
  const partner = createSandboxAlipay(
    {
      runtime,
      seed: 'card',
      callbackUrl: 'http://127.0.0.1:9/callbacks/alipay',
      settleMs: 500,
      openingBalanceMinor: 1_000_000n,
      log: () => undefined,
    },
    secret,
  );
  return {
    runtime,
    bank: partner.bank,
    async ask(lane: 'submit' | 'inquire') {
      const call = adapter[lane](CARD, { nowMs: runtime.now(), nonce: runtime.randomHex(16) });
      const { method, path, headers, body = '' } = call.request;
      const reply = await partner.handle({ method, path, headers, body });
      if (reply.kind !== 'answer') throw new Error(reply.kind);
      return call.read(reply, runtime.now());
    },
  };
}
