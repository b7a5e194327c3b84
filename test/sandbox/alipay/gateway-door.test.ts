/**
 * Goal: the simulated gateway lets in what the real one would, and says why not otherwise: an
 *   adapter that signs wrongly or asks for too much must not find a friendlier partner here.
 * Method: take a good request, change one thing, sign it anew or not, and look at the answer.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { demoSecret, INSTRUCTION, STAMP } from '../../adapters/alipay/demo-alipay.ts';
import { answered } from '../../support/partner-world.ts';
import { openAlipay } from './open-alipay.ts';

const APP_KEY = createPrivateKey(demoSecret('APP_PRIVATE_KEY'));
const { adapter, sandbox } = openAlipay();

type Parameters = Readonly<Record<string, string>>;

const parametersOf = ({ path, body }: { readonly path: string; readonly body?: string }) =>
  Object.fromEntries([
    ...new URLSearchParams(path.split('?')[1]),
    ...new URLSearchParams(body ?? ''),
  ]);
const TRANSFER: Parameters = parametersOf(adapter.submit(INSTRUCTION, STAMP).request);
const QUERY: Parameters = parametersOf(adapter.inquire(INSTRUCTION, STAMP).request);
const BALANCE: Parameters = parametersOf(adapter.probe(STAMP).request);

function signed(parameters: Parameters): Parameters {
  const lines = Object.entries(parameters)
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .toSorted();
  const text = Buffer.from(lines.join('&'), 'utf8');
  return { ...parameters, sign: sign('RSA-SHA256', text, APP_KEY).toString('base64') };
}

interface Answered {
  readonly nodeName: string;
  readonly node: Readonly<Record<string, string>>;
  readonly isSigned: boolean;
}

/** Sends parameters from the places named and takes the answer apart. */
async function ask(
  parameters: Parameters,
  where: 'query' | 'body' | 'both' = 'both',
  partner = sandbox,
): Promise<Answered> {
  const names = Object.keys(parameters);
  const inQuery = (name: string) =>
    where === 'query' || (where === 'both' && name !== 'biz_content');
  const pick = (wanted: (name: string) => boolean) =>
    new URLSearchParams(
      names.filter(wanted).map((name): [string, string] => [name, parameters[name] ?? '']),
    ).toString();
  const query = pick(inQuery);
  const reply = answered(
    await partner.handle({
      method: 'POST',
      path: query === '' ? '/gateway.do' : `/gateway.do?${query}`,
      headers: {},
      body: pick((name) => !inQuery(name)),
    }),
  );
  const json = JSON.parse(reply.body) as Record<string, unknown>;
  const nodeName = Object.keys(json).find((name) => name.endsWith('_response')) ?? '';
  return {
    nodeName,
    node: json[nodeName] as Answered['node'],
    isSigned: typeof json['sign'] === 'string' && typeof json['alipay_cert_sn'] === 'string',
  };
}

function content(changes: Readonly<Record<string, unknown>>, base: Parameters): Parameters {
  const fields = { ...(JSON.parse(base['biz_content'] ?? '') as object), ...changes };
  return signed({ ...base, biz_content: JSON.stringify(fields) });
}

describe('the envelope', () => {
  it.each(['query', 'body', 'both'] as const)('may come in the %s', async (where) => {
    const fresh = openAlipay().sandbox;

    const { node, nodeName, isSigned } = await ask(TRANSFER, where, fresh);

    expect(nodeName).toBe('alipay_fund_trans_uni_transfer_response');
    expect(node).toMatchObject({ code: '10000', status: 'SUCCESS' });
    expect(isSigned).toBe(true);
  });

  it.each([
    [{ sign: 'AAAA' }, '40002', 'isv.invalid-signature'],
    [{ sign: TRANSFER['sign']?.toLowerCase() ?? '' }, '40002', 'isv.invalid-signature'],
    [{ timestamp: '2026-11-24 09:00:01' }, '40002', 'isv.invalid-signature'],
    [{ biz_content: '{}' }, '40002', 'isv.invalid-signature'],
    [{ extra: '1' }, '40002', 'isv.invalid-signature'],
    [{ sign: '' }, '40001', 'isv.missing-signature'],
    [{ sign_type: '' }, '40001', 'isv.missing-signature-type'],
    [{ sign_type: 'RSA' }, '40002', 'isv.invalid-signature-type'],
    [{ timestamp: '' }, '40001', 'isv.missing-timestamp'],
    [{ timestamp: '2026-11-24T09:00:00Z' }, '40002', 'isv.invalid-timestamp'],
    [{ version: '' }, '40001', 'isv.missing-version'],
    [{ charset: 'GBK' }, '40002', 'isv.invalid-charset'],
    [{ app_cert_sn: '' }, '40002', 'isv.missing-app-cert-sn'],
    [{ app_cert_sn: '0'.repeat(32) }, '40002', 'isv.app-cert-not-exist'],
    [{ alipay_root_cert_sn: '' }, '40002', 'isv.missing-alipay-root-cert-sn'],
    [{ alipay_root_cert_sn: '0'.repeat(32) }, '40002', 'isv.invalid-alipay-root-cert-sn'],
    [{ method: 'alipay.trade.pay' }, '40002', 'isv.invalid-method'],
    [{ method: '' }, '40001', 'isv.missing-method'],
  ])('with %j is refused: %s %s', async (changes, code, subCode) => {
    const fresh = openAlipay().sandbox;

    const { node, isSigned } = await ask({ ...TRANSFER, ...changes }, 'both', fresh);

    expect(node).toMatchObject({ code, sub_code: subCode });
    expect(isSigned).toBe(true);
    expect(fresh.bank.books()).toEqual([]);
  });

  it('of an unknown app is refused before its signature, without a signature', async () => {
    const { node, isSigned } = await ask({ ...TRANSFER, app_id: '2021999999999999', sign: 'x' });

    expect(node).toMatchObject({ code: '40002', sub_code: 'isv.invalid-app-id' });
    expect(isSigned).toBe(false);
  });

  it.each(['', '[]', 'null', '{', '"x"'])('with content %j is no JSON object', async (text) => {
    const { node } = await ask(signed({ ...TRANSFER, biz_content: text }));

    expect(node).toMatchObject({ code: '40002', sub_code: 'isv.illegal-json' });
  });

  it('is answered with slashes escaped, so that a node written anew no longer verifies', async () => {
    const { request } = adapter.submit(INSTRUCTION, STAMP);
    const path = request.path.replace('RSA2', 'RSA');

    const { body } = answered(await sandbox.handle({ ...request, path, body: request.body ?? '' }));

    expect(body).toContain(String.raw`https:\/\/open.alipay.com\/api`);
    expect(JSON.stringify(JSON.parse(body))).not.toBe(body);
  });

  it('at another path is a page of HTML', async () => {
    const reply = answered(
      await sandbox.handle({ method: 'POST', path: '/gateway', headers: {}, body: '' }),
    );

    expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
  });
});

describe('the content of a transfer', () => {
  it.each([
    [{ trans_amount: '0.09' }, 'EXCEED_LIMIT_SM_MIN_AMOUNT'],
    [{ trans_amount: '100000000.01' }, 'EXCEED_LIMIT_SM_AMOUNT'],
    [{ trans_amount: '1.001' }, 'INVALID_PARAMETER'],
    [{ trans_amount: '1e3' }, 'INVALID_PARAMETER'],
    [{ trans_amount: '-1.00' }, 'INVALID_PARAMETER'],
    [{ trans_amount: 1 }, 'INVALID_PARAMETER'],
    [{ trans_amount: '0' }, 'INVALID_PARAMETER'],
    [{ out_biz_no: '' }, 'INVALID_PARAMETER'],
    [{ out_biz_no: 'x'.repeat(65) }, 'INVALID_PARAMETER'],
    [{ product_code: 'STD_RED_PACKET' }, 'PRODUCT_NOT_SIGN'],
    [{ biz_scene: 'PERSONAL_PAY' }, 'INVALID_PARAMETER'],
    [{ order_title: '' }, 'INVALID_PARAMETER'],
    [{ trans_amount: '50000.00', remark: '' }, 'MEMO_REQUIRED_IN_TRANSFER_ERROR'],
    [{ payee_info: null }, 'INVALID_PARAMETER'],
    [{ payee_info: { identity: '1', identity_type: 'ALIPAY_USER_ID' } }, 'PAYEE_NOT_EXIST'],
    [{ payee_info: { identity: 'a@b.cn', identity_type: 'ALIPAY_LOGON_ID' } }, 'INVALID_PARAMETER'],
    [
      { payee_info: { identity: 'nobody', identity_type: 'ALIPAY_LOGON_ID', name: 'A' } },
      'PAYEE_NOT_EXIST',
    ],
    [{ payee_info: { identity: '6222', identity_type: 'BANKCARD_ACCOUNT' } }, 'PRODUCT_NOT_SIGN'],
  ])('%j is refused as %s', async (changes, subCode) => {
    const fresh = openAlipay().sandbox;

    const { node } = await ask(content(changes, TRANSFER), 'both', fresh);

    expect(node).toMatchObject({ code: '40004', sub_code: subCode });
    expect(fresh.bank.books()).toEqual([]);
  });

  it.each([
    [{ trans_amount: '0.10' }],
    [{ trans_amount: '1.5' }],
    [{ payee_info: { identity: '13800000000', identity_type: 'ALIPAY_LOGON_ID', name: 'A' } }],
    [{ payee_info: { identity: '2088000000000042', identity_type: 'ALIPAY_USER_ID' } }],
  ])('%j is taken', async (changes) => {
    const { node } = await ask(content(changes, TRANSFER), 'both', openAlipay().sandbox);

    expect(node).toMatchObject({ code: '10000', status: 'SUCCESS' });
  });

  it('is the same whatever the order of its fields, and another with another remark', async () => {
    const fresh = openAlipay().sandbox;
    const first = await ask(TRANSFER, 'both', fresh);
    const fields = JSON.parse(TRANSFER['biz_content'] ?? '') as Record<string, unknown>;
    const turned = JSON.stringify(Object.fromEntries(Object.entries(fields).toReversed()));

    const same = await ask(signed({ ...TRANSFER, biz_content: turned }), 'both', fresh);
    const other = await ask(content({ remark: '另一笔' }, TRANSFER), 'both', fresh);

    expect(same.node).toEqual(first.node);
    expect(other.node).toMatchObject({ sub_code: 'PAYMENT_INFO_INCONSISTENCY' });
  });
});

describe('an inquiry', () => {
  it('wants product and scene with our number, and neither with Alipay’s own', async () => {
    const fresh = openAlipay().sandbox;
    const paid = await ask(TRANSFER, 'both', fresh);
    const by = (fields: object) =>
      ask(signed({ ...QUERY, biz_content: JSON.stringify(fields) }), 'both', fresh);

    const bare = await by({ out_biz_no: INSTRUCTION.partnerKey });
    const byOrder = await by({ order_id: paid.node['order_id'] });
    const byFund = await by({ pay_fund_order_id: paid.node['pay_fund_order_id'] });
    const ignoring = await by({ order_id: '1', out_biz_no: INSTRUCTION.partnerKey });

    expect(bare.node).toMatchObject({ sub_code: 'INVALID_PARAMETER' });
    expect(byOrder.node).toMatchObject({ status: 'SUCCESS', trans_amount: '123.45' });
    expect(byFund.node).toEqual(byOrder.node);
    expect(ignoring.node).toMatchObject({ sub_code: 'ORDER_NOT_EXIST' });
  });

  it('of an order that nobody placed finds none', async () => {
    expect((await ask(QUERY, 'both', openAlipay().sandbox)).node).toMatchObject({
      code: '40004',
      sub_code: 'ORDER_NOT_EXIST',
    });
  });
});

describe('a balance', () => {
  it('falls with each payment and is shown in yuan', async () => {
    const fresh = openAlipay().sandbox;
    const before = await ask(BALANCE, 'both', fresh);
    await ask(TRANSFER, 'both', fresh);

    const after = await ask(BALANCE, 'both', fresh);

    expect(before.node).toMatchObject({ available_amount: '1000000.00' });
    expect(after.node).toMatchObject({ available_amount: '999876.55' });
  });

  it('is nobody else’s business', async () => {
    const { node } = await ask(content({ alipay_user_id: '2088000000000099' }, BALANCE));

    expect(node).toMatchObject({ sub_code: 'INVALID_PARAMETER' });
  });
});
