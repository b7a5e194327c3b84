import {
  BALANCE_NODE,
  businessFailure,
  envelope,
  INSTRUCTION,
  message,
  NEXT_KEY,
  orderMessage,
  QUERY_NODE,
  signAs,
  CURRENT_KEY,
  TRANSFER_NODE,
} from './demo-alipay.ts';

type Lane = 'submit' | 'inquire' | 'probe' | 'callback';

/** One message to be written, and what it must be read as. */
export interface Fixture {
  readonly lane: Lane;
  readonly name: string;
  readonly body: string;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly status?: number;
}

const KEY = INSTRUCTION.partnerKey;
const ORDER = { order_id: '20261124020000000000000042' } as const;
const OK = { code: '10000', msg: 'Success', out_biz_no: KEY, ...ORDER } as const;
const PAID = {
  pay_fund_order_id: '20261124070000000000000042',
  trans_date: '2026-11-24 09:00:01',
} as const;
const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;
const ERROR = { kind: 'unknown', failure: 'technical.thirdparty.error' } as const;
const HTML = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

const submitNode = (fields: object) => envelope(TRANSFER_NODE, JSON.stringify(fields));
const queryNode = (fields: object) => envelope(QUERY_NODE, JSON.stringify(fields));
const gateway = (code: string, msg: string, subCode: string) => ({
  code,
  msg,
  sub_code: subCode,
  sub_msg: '演示',
});
const refused = (failure: string, partnerCode: string) => ({
  kind: 'refused',
  recorded: false,
  failure,
  partnerCode,
});
const recorded = (failure: string, partnerCode: string) => ({
  ...refused(failure, partnerCode),
  recorded: true,
});
const news = (verdict: object) => ({ kind: 'news', partnerKey: KEY, verdict });

const success = JSON.stringify({ ...OK, ...PAID, status: 'SUCCESS' });
const slashed = success.replace('"Success"', '"Success \\/ 成功"');
const spaced = `{ "code" : "10000", "sign" : "not this one", "out_biz_no":"${KEY}",\n "status":"SUCCESS" }`;

/** Every message of fixtures/alipay, in the order of its cases.json. */
export const FIXTURES_TO_WRITE: readonly Fixture[] = [
  // Transfers.
  {
    lane: 'submit',
    name: 'success',
    body: envelope(TRANSFER_NODE, success),
    expect: { kind: 'executed', finality: 'credited' },
  },
  {
    lane: 'submit',
    name: 'success-escaped-slashes',
    body: envelope(TRANSFER_NODE, slashed),
    expect: { kind: 'executed', finality: 'credited' },
  },
  {
    lane: 'submit',
    name: 'success-white-space-and-inner-sign',
    body: ` ${envelope(TRANSFER_NODE, spaced).replace('_response":', '_response"  :  ')}\n`,
    expect: { kind: 'executed', finality: 'credited' },
  },
  {
    lane: 'submit',
    name: 'success-next-certificate',
    body: envelope(TRANSFER_NODE, success, NEXT_KEY),
    expect: { kind: 'executed', finality: 'credited' },
  },
  {
    lane: 'submit',
    name: 'success-rewritten-by-a-proxy',
    body: JSON.stringify(JSON.parse(envelope(TRANSFER_NODE, slashed))),
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'success-unsigned',
    body: `{"${TRANSFER_NODE}":${success}}`,
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'success-tampered',
    body: envelope(TRANSFER_NODE, success).replace('SUCCESS', 'FAIL'),
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'success-of-another-node',
    body: envelope(QUERY_NODE, success),
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'success-without-number',
    body: submitNode({ code: '10000', msg: 'Success', ...ORDER, ...PAID, status: 'SUCCESS' }),
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'dealing',
    body: submitNode({ ...OK, status: 'DEALING' }),
    expect: { kind: 'accepted' },
  },
  {
    lane: 'submit',
    name: 'new-status',
    body: submitNode({ ...OK, status: 'WAIT_PAY' }),
    expect: { ...CONTRACT, partnerCode: 'WAIT_PAY' },
  },
  {
    lane: 'submit',
    name: 'balance-not-enough',
    body: submitNode(businessFailure('PAYER_BALANCE_NOT_ENOUGH')),
    expect: refused('risk.liquidity', 'PAYER_BALANCE_NOT_ENOUGH'),
  },
  {
    lane: 'submit',
    name: 'payee-not-exist',
    body: submitNode(businessFailure('PAYEE_NOT_EXIST')),
    expect: refused('eligibility.account.notfound', 'PAYEE_NOT_EXIST'),
  },
  {
    lane: 'submit',
    name: 'payee-not-exist-unsigned',
    body: `{"${TRANSFER_NODE}":${JSON.stringify(businessFailure('PAYEE_NOT_EXIST'))}}`,
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'daily-limit',
    body: submitNode(businessFailure('EXCEED_LIMIT_DM_AMOUNT')),
    expect: refused('risk.limit.velocity', 'EXCEED_LIMIT_DM_AMOUNT'),
  },
  {
    lane: 'submit',
    name: 'system-error',
    body: submitNode(businessFailure('SYSTEM_ERROR')),
    expect: { ...ERROR, partnerCode: 'SYSTEM_ERROR' },
  },
  {
    lane: 'submit',
    name: 'payment-fail',
    body: submitNode(businessFailure('PAYMENT_FAIL')),
    expect: { ...ERROR, partnerCode: 'PAYMENT_FAIL' },
  },
  {
    lane: 'submit',
    name: 'new-sub-code',
    body: submitNode(businessFailure('PAYEE_ON_THE_MOON')),
    expect: { ...CONTRACT, partnerCode: 'PAYEE_ON_THE_MOON' },
  },
  {
    lane: 'submit',
    name: 'other-content',
    body: submitNode(businessFailure('PAYMENT_INFO_INCONSISTENCY')),
    expect: { kind: 'duplicate', partnerCode: 'PAYMENT_INFO_INCONSISTENCY' },
  },
  {
    lane: 'submit',
    name: 'unknown-error',
    body: submitNode(gateway('20000', 'Service Currently Unavailable', 'isp.unknow-error')),
    expect: { ...ERROR, partnerCode: 'isp.unknow-error' },
  },
  {
    lane: 'submit',
    name: 'invalid-signature',
    body: submitNode(gateway('40002', 'Invalid Arguments', 'isv.invalid-signature')),
    expect: refused('technical.thirdparty.auth', 'isv.invalid-signature'),
  },
  {
    lane: 'submit',
    name: 'invalid-app-id-unsigned',
    body: `{"${TRANSFER_NODE}":${JSON.stringify(
      gateway('40002', 'Invalid Arguments', 'isv.invalid-app-id'),
    )}}`,
    expect: CONTRACT,
  },
  {
    lane: 'submit',
    name: 'call-limited',
    body: submitNode(gateway('40005', 'Call Limited', 'isv.app-call-limited')),
    expect: refused('technical.overload.partner', 'isv.app-call-limited'),
  },
  {
    lane: 'submit',
    name: 'no-permission-error-response',
    body: envelope(
      'error_response',
      JSON.stringify(
        gateway('40006', 'Insufficient Permissions', 'isv.insufficient-isv-permissions'),
      ),
    ),
    expect: refused('partner.agreement', 'isv.insufficient-isv-permissions'),
  },
  {
    lane: 'submit',
    name: 'error-response-unsigned',
    body: `{"error_response":${JSON.stringify(
      gateway('40002', 'Invalid Arguments', 'isv.invalid-signature'),
    )}}`,
    expect: CONTRACT,
  },
  { lane: 'submit', name: 'proxy-502', body: HTML, status: 502, expect: ERROR },
  { lane: 'submit', name: 'proxy-200', body: HTML, expect: CONTRACT },

  // Inquiries.
  {
    lane: 'inquire',
    name: 'success',
    body: queryNode({ ...OK, ...PAID, status: 'SUCCESS', trans_amount: '123.45' }),
    expect: { kind: 'executed', finality: 'credited' },
  },
  {
    lane: 'inquire',
    name: 'dealing',
    body: queryNode({ ...OK, status: 'DEALING', trans_amount: '123.45' }),
    expect: { kind: 'accepted' },
  },
  {
    lane: 'inquire',
    name: 'fail-payee',
    body: queryNode({
      ...OK,
      status: 'FAIL',
      trans_amount: '123.45',
      error_code: 'PAYEE_ACCOUNT_STATUS_ERROR',
      fail_reason: '收款方账号异常',
    }),
    expect: recorded('eligibility.account.blocked', 'PAYEE_ACCOUNT_STATUS_ERROR'),
  },
  {
    lane: 'inquire',
    name: 'fail-without-reason',
    body: queryNode({ ...OK, status: 'FAIL' }),
    expect: recorded('technical.settlement.failed', 'FAIL'),
  },
  {
    lane: 'inquire',
    name: 'fail-new-reason',
    body: queryNode({ ...OK, status: 'FAIL', error_code: 'PAYEE_ON_THE_MOON' }),
    expect: { ...CONTRACT, partnerCode: 'PAYEE_ON_THE_MOON' },
  },
  {
    lane: 'inquire',
    name: 'refund',
    body: queryNode({
      ...OK,
      status: 'REFUND',
      trans_amount: '123.45',
      error_code: 'PAYEE_CARD_INFO_ERROR',
    }),
    expect: { kind: 'returned', failure: 'partner.returned', partnerCode: 'PAYEE_CARD_INFO_ERROR' },
  },
  {
    lane: 'inquire',
    name: 'order-not-exist',
    body: queryNode(gateway('40004', 'Business Failed', 'ORDER_NOT_EXIST')),
    expect: { kind: 'absent' },
  },
  {
    lane: 'inquire',
    name: 'order-not-exist-unsigned',
    body: `{"${QUERY_NODE}":${JSON.stringify(
      gateway('40004', 'Business Failed', 'ORDER_NOT_EXIST'),
    )}}`,
    expect: CONTRACT,
  },
  {
    lane: 'inquire',
    name: 'no-order-permission',
    body: queryNode(gateway('40004', 'Business Failed', 'NO_ORDER_PERMISSION')),
    expect: { ...CONTRACT, partnerCode: 'NO_ORDER_PERMISSION' },
  },
  {
    lane: 'inquire',
    name: 'transfer-code',
    body: queryNode(gateway('40004', 'Business Failed', 'PAYEE_NOT_EXIST')),
    expect: { ...CONTRACT, partnerCode: 'PAYEE_NOT_EXIST' },
  },
  {
    lane: 'inquire',
    name: 'call-limited',
    body: queryNode(gateway('40005', 'Call Limited', 'isv.app-call-limited')),
    expect: {
      kind: 'unknown',
      failure: 'technical.overload.partner',
      partnerCode: 'isv.app-call-limited',
    },
  },

  // Probes.
  {
    lane: 'probe',
    name: 'balance',
    body: envelope(
      BALANCE_NODE,
      '{"code":"10000","msg":"Success","available_amount":"1000000.00","freeze_amount":"0.00"}',
    ),
    expect: { alive: true },
  },
  {
    lane: 'probe',
    name: 'unknown-error',
    body: envelope(
      BALANCE_NODE,
      JSON.stringify(gateway('20000', 'Service Currently Unavailable', 'isp.unknow-error')),
    ),
    expect: { alive: false },
  },

  // Messages.
  {
    lane: 'callback',
    name: 'success',
    body: message({
      biz_content: orderMessage({ status: 'SUCCESS', pay_date: '2026-11-24 09:00:01' }),
    }),
    expect: news({ kind: 'executed', finality: 'credited' }),
  },
  {
    lane: 'callback',
    name: 'fail',
    body: message({
      biz_content: orderMessage({ status: 'FAIL', error_code: 'PERM_AML_NOT_REALNAME_REV' }),
    }),
    expect: news(recorded('eligibility.wallet', 'PERM_AML_NOT_REALNAME_REV')),
  },
  {
    lane: 'callback',
    name: 'refund',
    body: message({ biz_content: orderMessage({ status: 'REFUND' }) }),
    expect: news({ kind: 'returned', failure: 'partner.returned', partnerCode: 'REFUND' }),
  },
  {
    lane: 'callback',
    name: 'red-packet',
    body: message({
      biz_content: orderMessage({ status: 'SUCCESS', product_code: 'STD_RED_PACKET' }),
    }),
    expect: news(CONTRACT),
  },
  {
    lane: 'callback',
    name: 'another-app',
    body: message({
      app_id: '2021000000000009',
      biz_content: orderMessage({ status: 'SUCCESS' }),
    }),
    expect: { kind: 'rejected' },
  },
  {
    lane: 'callback',
    name: 'sign-type-left-out',
    body: signTypeLeftOut(),
    expect: { kind: 'rejected' },
  },
];

/** Signed like a trade notification ("rsaCheckV1"), which this family of messages is not. */
function signTypeLeftOut(): string {
  const form = new URLSearchParams(message({ biz_content: orderMessage({ status: 'SUCCESS' }) }));
  const lines = [...form]
    .filter(([name]) => name !== 'sign' && name !== 'sign_type')
    .map(([name, value]) => `${name}=${value}`);
  form.set('sign', signAs(CURRENT_KEY, lines.toSorted().join('&')));
  return form.toString();
}
