/**
 * Writes fixtures/paypal/*.json anew: `node test/adapters/paypal/write-fixtures.ts`.
 *
 * Needed only when the demo keys are replaced: RSA signatures of this kind are deterministic, so a
 * second run changes nothing.
 */
import { writeFileSync } from 'node:fs';

import {
  AT_MS,
  BATCH,
  BATCH_ID,
  duplicate,
  error,
  errors,
  event,
  FIXTURES,
  header,
  INSTRUCTION,
  item,
  NEXT_CERT_URL,
  signed,
} from './demo-paypal.ts';

type Lane = 'session' | 'submit' | 'inquire' | 'probe' | 'callback';

interface Fixture {
  readonly lane: Lane;
  readonly name: string;
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the member that the tests pay, the first of three, is told. */
  readonly expect: Readonly<Record<string, unknown>>;
}

const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;
const OUTAGE = { kind: 'unknown', failure: 'technical.thirdparty.error' } as const;
const HTML = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const INFORMATION = 'https://developer.paypal.com/docs/api/payments.payouts-batch/#errors';
const SELF = `https://api.sandbox.paypal.com/v1/payments/payouts/${BATCH_ID}`;
const [, SECOND, THIRD] = BATCH.members;

const HEADER = {
  ...header('SUCCESS'),
  time_created: '2026-11-24T00:59:30Z',
  time_completed: '2026-11-24T00:59:48Z',
  funding_source: 'BALANCE',
  amount: { currency: 'USD', value: '828.45' },
  fees: { currency: 'USD', value: '1.05' },
};

const refusedBy = (failure: string, partnerCode: string, recorded = false) => ({
  kind: 'refused',
  recorded,
  failure,
  partnerCode,
});
const news = (verdict: object) => ({
  kind: 'news',
  partnerKey: INSTRUCTION.partnerKey,
  verdict,
});

function submit(name: string, status: number, json: object, expect: Fixture['expect']): Fixture {
  return { lane: 'submit', name, status, body: JSON.stringify(json), expect };
}

/** An error as PayPal's answers carry it, with the page it points at. */
function refusal(
  name: string,
  status: number,
  word: string,
  expect: Fixture['expect'],
  changes: Readonly<Record<string, unknown>> = {},
): Fixture {
  const json = error(word, { information_link: INFORMATION, ...changes });
  return submit(name, status, json, expect);
}

function details(name: string, items: readonly unknown[], expect: Fixture['expect']): Fixture {
  const json = {
    total_items: items.length,
    total_pages: 1,
    batch_header: HEADER,
    items,
    links: [{ href: SELF, rel: 'self', method: 'GET', encType: 'application/json' }],
  };
  return { lane: 'inquire', name, status: 200, body: JSON.stringify(json), expect };
}

function notice(
  name: string,
  json: object,
  expect: Fixture['expect'],
  certificateUrl?: string,
): Fixture {
  const choice = certificateUrl === undefined ? {} : { certificateUrl };
  const { headers, body } = signed(JSON.stringify(json), choice);
  return { lane: 'callback', name, status: 200, headers, body, expect };
}

const invalid = (...fields: string[]) => ({
  details: fields.map((field) => ({
    field,
    location: 'body',
    issue: 'Receiver is invalid or does not match with type',
  })),
});

const FIXTURES_TO_WRITE: readonly Fixture[] = [
  {
    lane: 'session',
    name: 'granted',
    status: 200,
    body: JSON.stringify({
      scope: 'https://uri.paypal.com/payments/payouts openid',
      access_token: 'A21AAdemo-only-access-token',
      token_type: 'Bearer',
      app_id: 'APP-DEMOONLY000000000',
      expires_in: 32_400,
      nonce: '2026-11-24T00:59:00Zdemo-only',
    }),
    expect: { kind: 'granted', endsAtMs: AT_MS + 32_400_000 },
  },
  {
    lane: 'session',
    name: 'invalid-client',
    status: 401,
    body: '{"error":"invalid_client","error_description":"Client Authentication failed"}',
    expect: { kind: 'refused', detail: 'HTTP 401 invalid_client' },
  },
  {
    lane: 'session',
    name: 'proxy-502',
    status: 502,
    body: HTML,
    expect: { kind: 'refused' },
  },

  // Submits.
  submit(
    'created',
    201,
    { batch_header: header('PENDING'), links: [{ href: SELF, rel: 'self', method: 'GET' }] },
    { kind: 'accepted', partnerReference: BATCH_ID },
  ),
  submit(
    'created-for-another',
    201,
    { batch_header: header('PENDING', { sender_batch_header: { sender_batch_id: 'OTHER' } }) },
    CONTRACT,
  ),
  submit('duplicate', 400, duplicate(SELF), {
    kind: 'duplicate',
    partnerCode: 'USER_BUSINESS_ERROR',
    partnerReference: BATCH_ID,
  }),
  submit(
    'duplicate-with-a-foreign-link',
    400,
    duplicate('https://evil.example/v1/payments/payouts/X'),
    {
      kind: 'duplicate',
      partnerCode: 'USER_BUSINESS_ERROR',
    },
  ),
  refusal(
    'duplicate-of-2015',
    400,
    'USER_BUSINESS_ERROR',
    { kind: 'duplicate', partnerCode: 'USER_BUSINESS_ERROR' },
    { details: [{ field: 'SENDER_BATCH_ID', issue: 'Duplicate batch request' }] },
  ),
  refusal('business-error', 400, 'USER_BUSINESS_ERROR', CONTRACT),
  refusal(
    'invalid-receiver',
    400,
    'VALIDATION_ERROR',
    refusedBy('eligibility.account.notfound', 'VALIDATION_ERROR'),
    invalid('items[0].receiver'),
  ),
  refusal(
    'invalid-receiver-of-others',
    400,
    'VALIDATION_ERROR',
    refusedBy('technical.settlement.failed', 'VALIDATION_ERROR'),
    invalid('items[1].receiver', 'items[2].receiver'),
  ),
  refusal(
    'previous-request-in-progress',
    409,
    'RESOURCE_CONFLICT',
    { kind: 'duplicate', partnerCode: 'RESOURCE_CONFLICT' },
    { details: [{ issue: 'PREVIOUS_REQUEST_IN_PROGRESS' }] },
  ),
  refusal(
    'insufficient-funds',
    422,
    'INSUFFICIENT_FUNDS',
    refusedBy('risk.liquidity', 'INSUFFICIENT_FUNDS'),
  ),
  refusal(
    'non-holding-currency',
    400,
    'NON_HOLDING_CURRENCY',
    refusedBy('risk.liquidity', 'NON_HOLDING_CURRENCY'),
  ),
  refusal(
    'email-unconfirmed',
    403,
    'SENDER_EMAIL_UNCONFIRMED',
    refusedBy('partner.agreement', 'SENDER_EMAIL_UNCONFIRMED'),
  ),
  {
    ...refusal('rate-limit', 429, 'RATE_LIMIT_REACHED', {
      ...refusedBy('technical.overload.partner', 'RATE_LIMIT_REACHED'),
      retryAfterMs: 30_000,
    }),
    headers: { 'retry-after': '30' },
  },
  submit(
    'authentication-failure',
    401,
    {
      name: 'AUTHENTICATION_FAILURE',
      message:
        'Authentication failed due to invalid authentication credentials or a missing Authorization header.',
      links: [
        { href: 'https://developer.paypal.com/docs/api/overview/#error', rel: 'information_link' },
      ],
    },
    refusedBy('technical.thirdparty.auth', 'AUTHENTICATION_FAILURE'),
  ),
  submit(
    'invalid-token',
    401,
    { error: 'invalid_token', error_description: 'Token signature verification failed' },
    refusedBy('technical.thirdparty.auth', 'invalid_token'),
  ),
  refusal('internal-error', 500, 'INTERNAL_ERROR', { ...OUTAGE, partnerCode: 'INTERNAL_ERROR' }),
  refusal('new-word', 422, 'SOMETHING_NEW', { ...CONTRACT, partnerCode: 'SOMETHING_NEW' }),
  { lane: 'submit', name: 'proxy-502', status: 502, body: HTML, expect: OUTAGE },
  { lane: 'submit', name: 'proxy-404', status: 404, body: HTML, expect: CONTRACT },

  // Inquiries.
  details(
    'processed',
    [
      item('SUCCESS'),
      item('UNCLAIMED', errors('RECEIVER_UNREGISTERED'), SECOND),
      item('FAILED', errors('RECEIVER_ACCOUNT_LOCKED'), THIRD),
    ],
    { kind: 'executed', finality: 'credited', partnerReference: BATCH_ID },
  ),
  details('pending', [item('PENDING')], { kind: 'accepted', partnerReference: BATCH_ID }),
  details('unclaimed', [item('UNCLAIMED', errors('RECEIVER_UNREGISTERED'))], { kind: 'accepted' }),
  details(
    'failed',
    [item('FAILED', errors('CLOSED_MARKET'))],
    refusedBy('regulatory.region', 'CLOSED_MARKET', true),
  ),
  details('failed-new-reason', [item('FAILED', errors('SOMETHING_NEW'))], CONTRACT),
  details('returned', [item('RETURNED', errors('RECEIVER_UNREGISTERED'))], {
    kind: 'returned',
    failure: 'eligibility.wallet',
  }),
  details('reversed', [item('REVERSED')], { kind: 'returned', failure: 'partner.returned' }),
  details('blocked', [item('BLOCKED', errors('REGULATORY_BLOCKED'))], {
    kind: 'unknown',
    failure: 'regulatory.sanctions',
  }),
  details('missing-from-its-batch', [item('SUCCESS', {}, SECOND)], CONTRACT),
  {
    lane: 'inquire',
    name: 'denied',
    status: 200,
    body: JSON.stringify({
      batch_header: { ...header('DENIED'), ...errors('INSUFFICIENT_FUNDS') },
      items: [],
    }),
    expect: refusedBy('risk.liquidity', 'INSUFFICIENT_FUNDS', true),
  },
  { ...refusal('not-found', 404, 'RESOURCE_NOT_FOUND', { kind: 'absent' }), lane: 'inquire' },
  { ...refusal('invalid-id', 404, 'INVALID_RESOURCE_ID', { kind: 'absent' }), lane: 'inquire' },
  { lane: 'inquire', name: 'proxy-404', status: 404, body: HTML, expect: CONTRACT },
  {
    ...refusal('rate-limit', 429, 'RATE_LIMIT_REACHED', {
      kind: 'unknown',
      failure: 'technical.overload.partner',
    }),
    lane: 'inquire',
  },

  { ...refusal('alive', 404, 'INVALID_RESOURCE_ID', { alive: true }), lane: 'probe' },
  { ...refusal('no-scope', 403, 'REQUIRED_SCOPE_MISSING', { alive: false }), lane: 'probe' },

  // Webhooks.
  notice(
    'succeeded',
    event(item('SUCCESS', { sender_batch_id: BATCH.key })),
    news({ kind: 'executed', finality: 'credited' }),
  ),
  notice(
    'succeeded-next-certificate',
    event(item('SUCCESS')),
    news({ kind: 'executed' }),
    NEXT_CERT_URL,
  ),
  notice(
    'unclaimed',
    event(item('UNCLAIMED', errors('RECEIVER_UNREGISTERED')), 'PAYMENT.PAYOUTS-ITEM.UNCLAIMED'),
    news({ kind: 'accepted', partnerReference: BATCH_ID }),
  ),
  notice(
    'failed-without-reason',
    event(item('FAILED'), 'PAYMENT.PAYOUTS-ITEM.FAILED'),
    news({ kind: 'unknown', partnerCode: 'FAILED' }),
  ),
  notice(
    'returned',
    event(item('RETURNED'), 'PAYMENT.PAYOUTS-ITEM.RETURNED'),
    news({ kind: 'returned', failure: 'eligibility.wallet' }),
  ),
  notice(
    'batch-success',
    event({ batch_header: HEADER }, 'PAYMENT.PAYOUTSBATCH.SUCCESS'),
    news({ kind: 'unknown' }),
  ),
  notice('other-business', event(item('SUCCESS'), 'PAYMENT.SALE.COMPLETED'), { kind: 'rejected' }),
  {
    ...notice('tampered', event(item('FAILED')), { kind: 'rejected' }),
    body: JSON.stringify(event(item('SUCCESS'))),
  },
];

function write(name: string, value: unknown): void {
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);
  writeFileSync(new URL(name, FIXTURES), `${JSON.stringify(value, plain, 2)}\n`);
}

function contentType({ body }: Fixture): string {
  return body.startsWith('<') ? 'text/html' : 'application/json';
}

for (const fixture of FIXTURES_TO_WRITE) {
  const { lane, name, status, body, headers } = fixture;
  const all = { 'content-type': contentType(fixture), ...headers };
  write(`${lane}.${name}.json`, { status, headers: all, body });
}
write('cases.json', {
  atMs: AT_MS,
  batch: BATCH,
  cases: FIXTURES_TO_WRITE.map(({ lane, name, status, expect }) => ({
    reply: `${lane}.${name}.json`,
    lane,
    status,
    expect,
  })),
});
