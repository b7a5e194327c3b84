/**
 * Goal: a request is what Alipay's interface wants, byte for byte the same in every send, and signed
 *   so that somebody who knows only the documented rule can verify it.
 * Method: take requests apart as a server would and verify them with the app's certificate.
 */
import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { beijingTime } from '../../../adapters/alipay/gateway-request.ts';
import { PRODUCTS } from '../../../adapters/alipay/tables/products.ts';
import type { Instruction } from '../../../src/contract/adapter.ts';
import {
  blankCapabilities,
  contradictoryCapabilities,
} from '../../../src/contract/check-capabilities.ts';
import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import { AT_MS, demoAdapter, demoSecret, INSTRUCTION, STAMP } from './demo-alipay.ts';

const adapter = demoAdapter();

/** What a server sees: all parameters, from both places. */
function parametersOf({ path, body }: PartnerRequest): Map<string, string> {
  const query = new URLSearchParams(path.slice(path.indexOf('?') + 1));
  return new Map([...query, ...new URLSearchParams(body ?? '')]);
}

function contentOf(request: PartnerRequest): Record<string, unknown> {
  return JSON.parse(parametersOf(request).get('biz_content') ?? '') as Record<string, unknown>;
}

const withCreditor = (creditor: Instruction['creditor']): Instruction => ({
  ...INSTRUCTION,
  creditor,
});

describe('a transfer request', () => {
  const { request } = adapter.submit(INSTRUCTION, STAMP);

  it('puts the public parameters into the query and the content into a form', () => {
    const query = new URLSearchParams(request.path.split('?')[1]);

    expect(request.method).toBe('POST');
    expect(request.path).toMatch(/^\/gateway\.do\?/);
    expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    expect(Object.fromEntries([...query].filter(([name]) => name !== 'sign'))).toEqual({
      app_id: '2021000000000001',
      method: 'alipay.fund.trans.uni.transfer',
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: '2026-11-24 09:00:00',
      version: '1.0',
      app_cert_sn: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      alipay_root_cert_sn: expect.stringMatching(/^[0-9a-f]{32}_[0-9a-f]{32}$/) as string,
    });
    expect([...new URLSearchParams(request.body).keys()]).toEqual(['biz_content']);
  });

  it('says whom to pay, how much and under which number', () => {
    expect(contentOf(request)).toEqual({
      out_biz_no: 'BREAKWATERFIXTURE234567ABCDEFGHI',
      trans_amount: '123.45',
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
      order_title: '借款到账',
      payee_info: {
        identity: '2088000000000042',
        identity_type: 'ALIPAY_USER_ID',
        name: '演示用户',
      },
      remark: '借款到账',
      transfer_scene_name: '借款放款',
      transfer_scene_report_infos: [{ info_type: '放款说明', info_content: '消费贷款放款' }],
    });
  });

  it('is signed over all of its parameters, raw and sorted', () => {
    const parameters = parametersOf(request);
    const signature = Buffer.from(parameters.get('sign') ?? '', 'base64');
    parameters.delete('sign');
    const lines = [...parameters].map(([name, value]) => `${name}=${value}`).toSorted();
    const { publicKey } = new X509Certificate(demoSecret('APP_CERT'));
    const check = (text: string) =>
      verify('RSA-SHA256', Buffer.from(text, 'utf8'), publicKey, signature);

    expect(check(lines.join('&'))).toBe(true);
    expect(check(lines.join('&').replace('123.45', '123.46'))).toBe(false);
  });

  it('carries content that no clock and no chance can change', () => {
    const later = { nowMs: AT_MS + 86_400_000, nonce: 'f'.repeat(32) };

    const again = adapter.submit(INSTRUCTION, later).request;

    expect(again.body).toBe(request.body);
    expect(again.path).not.toBe(request.path);
    expect(parametersOf(request).get('biz_content')).toBe(adapter.content(INSTRUCTION));
  });

  it('changes its content with each thing that matters, and with nothing else', () => {
    const others: readonly Instruction[] = [
      { ...INSTRUCTION, partnerKey: 'A'.repeat(32) },
      { ...INSTRUCTION, amount: { currency: 'CNY', minor: 12_346n } },
      { ...INSTRUCTION, remittance: '借款' },
      withCreditor({ ...INSTRUCTION.creditor, name: '别人' }),
      withCreditor({
        ...INSTRUCTION.creditor,
        account: { type: 'alipay_user_id', value: '2088000000000043' },
      }),
    ];

    const contents = others.map((instruction) => adapter.content(instruction));

    expect(new Set([adapter.content(INSTRUCTION), ...contents]).size).toBe(others.length + 1);
    expect(adapter.content({ ...INSTRUCTION, intentAtMs: 0 })).toBe(adapter.content(INSTRUCTION));
  });

  it.each([
    [10n, '0.10'],
    [1n, '0.01'],
    [100n, '1.00'],
    [10_000_000_000n, '100000000.00'],
  ])('writes %s fen as %s yuan', (minor, yuan) => {
    const instruction: Instruction = { ...INSTRUCTION, amount: { currency: 'CNY', minor } };

    expect(contentOf(adapter.submit(instruction, STAMP).request)['trans_amount']).toBe(yuan);
  });

  it('names a login id with the mandatory name', () => {
    const account = { type: 'alipay_logon_id', value: 'ada@example.com' } as const;

    const { request: toLogin } = adapter.submit(withCreditor({ name: 'Ada', account }), STAMP);

    expect(contentOf(toLogin)['payee_info']).toEqual({
      identity: 'ada@example.com',
      identity_type: 'ALIPAY_LOGON_ID',
      name: 'Ada',
    });
  });

  it('brings a reason for payment even where the payout has no text', () => {
    const content = contentOf(adapter.submit({ ...INSTRUCTION, remittance: ' ' }, STAMP).request);

    expect(content['remark']).toBe('借款放款');
    expect(content['order_title']).toBe('借款放款');
  });

  it('cuts the title at whole characters and leaves the remark whole', () => {
    const remittance = '😀'.repeat(140);

    const content = contentOf(adapter.submit({ ...INSTRUCTION, remittance }, STAMP).request);

    expect(content['order_title']).toBe('😀'.repeat(128));
    expect(content['remark']).toBe(remittance);
  });

  it('survives every character that a form or a query could trip over', () => {
    const remittance = '&=+%20 "\\/?#\u4e00';

    const { request: odd } = adapter.submit({ ...INSTRUCTION, remittance }, STAMP);

    expect(contentOf(odd)['remark']).toBe(remittance);
  });

  it('leaves the scene out for contracts that have none', () => {
    const old = demoAdapter({ TRANSFER_SCENE: '{}' });

    expect(contentOf(old.submit(INSTRUCTION, STAMP).request)).not.toHaveProperty(
      'transfer_scene_name',
    );
  });
});

describe('the other requests', () => {
  it('an inquiry asks by our number and repeats product and scene', () => {
    const { request } = adapter.inquire(INSTRUCTION, STAMP);

    expect(parametersOf(request).get('method')).toBe('alipay.fund.trans.common.query');
    expect(contentOf(request)).toEqual({
      out_biz_no: INSTRUCTION.partnerKey,
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
    });
  });

  it('a probe asks for the merchant’s own balance and moves nothing', () => {
    const { request } = adapter.probe(STAMP);

    expect(parametersOf(request).get('method')).toBe('alipay.fund.account.query');
    expect(contentOf(request)).toEqual({
      alipay_user_id: '2088000000000001',
      account_type: 'ACCTRANS_ACCOUNT',
    });
  });

  it('there is no cancel', () => {
    expect(adapter.cancel(INSTRUCTION, STAMP)).toBeNull();
    expect(adapter.capabilities.cancel).toBe('none');
  });

  it.each([
    [Date.UTC(2026, 10, 24, 15, 59, 59), '2026-11-24 23:59:59'],
    [Date.UTC(2026, 10, 24, 16, 0, 0), '2026-11-25 00:00:00'],
    [Date.UTC(2026, 11, 31, 16, 0, 0, 999), '2027-01-01 00:00:00'],
  ])('tells the time in Beijing (%d is %s)', (atMs, text) => {
    expect(beijingTime(atMs)).toBe(text);
  });
});

it('knows when the first of its certificates ends, so that somebody is told before', () => {
  // The demo certificates were made in 2026 for a hundred years.
  expect(new Date(adapter.certificatesEndAtMs ?? 0).getUTCFullYear()).toBe(2126);
});

describe('the capability record', () => {
  it('is complete, consistent, and serves what the adapter can write', () => {
    const { capabilities } = adapter;

    expect(blankCapabilities(capabilities)).toEqual([]);
    expect(contradictoryCapabilities(capabilities)).toBeNull();
    expect(capabilities.limits.accountTypes).toEqual([...PRODUCTS.keys()]);
    expect(capabilities.limits.currencies).toEqual(['CNY']);
    expect(capabilities.limits.amountMinorMin).toBe(10n);
    expect(capabilities.limits.amountMinorMax).toBe(10_000_000_000n);
  });
});
