/**
 * Goal: the simulated Alipay speaks the real protocol, as Alipay's own client judges it: it accepts
 *   the sandbox's signed answers and messages, and refuses them when a byte is changed.
 * Method: the official `alipay-sdk` in certificate mode over real sockets, against the sandbox's
 *   HTTP server, once straight and once through a proxy that rewrites answers. Nothing of the
 *   adapter takes part, but for the last test, in which both clients read one message.
 */
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { createSandboxAlipay } from '../../../src/sandbox/partners/alipay/server.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server/sandbox-server.ts';
import { demoAdapter, demoSecret } from '../../adapters/alipay/demo-alipay.ts';

/** A transfer as the client wants it. */
function transfer(outBizNo: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    bizContent: {
      out_biz_no: outBizNo,
      trans_amount: '88.88',
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
      order_title: '放款 https://example.com/a/b?c=1&d=2',
      payee_info: {
        identity: '2088000000000042',
        identity_type: 'ALIPAY_USER_ID',
        name: '演示用户',
      },
      remark: '一笔/两笔',
      ...changes,
    },
  };
}

function client(gateway: string, changes: object = {}): AlipaySdk {
  return new AlipaySdk({
    appId: demoSecret('APP_ID'),
    privateKey: demoSecret('APP_PRIVATE_KEY'),
    keyType: 'PKCS8',
    appCertContent: demoSecret('APP_CERT'),
    alipayRootCertContent: demoSecret('ALIPAY_ROOT_CERT'),
    alipayPublicCertContent: demoSecret('ALIPAY_CERT'),
    gateway,
    ...changes,
  });
}

const TRANSFER = 'alipay.fund.trans.uni.transfer';
const QUERY = 'alipay.fund.trans.common.query';
const CHECKED = { validateSign: true } as const;

/** One message that arrived at the merchant's door. */
type Message = Readonly<Record<string, string>>;

describe('the official client', () => {
  let merchant: Server;
  let proxy: Server;
  let partner: SandboxPartner;
  let sandbox: Sandbox;
  let sdk: AlipaySdk;
  const bodies: string[] = [];
  const arrivals: (() => void)[] = [];

  beforeAll(async () => {
    merchant = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        response.end('success');
        arrivals.shift()?.();
      });
    });
    const callbackUrl = `${await listen(merchant)}/callbacks/alipay`;
    partner = createSandboxAlipay(
      {
        runtime: systemRuntime,
        seed: 'official',
        callbackUrl,
        settleMs: 0,
        openingBalanceMinor: 1_000_000n,
        log: () => {},
      },
      demoSecret,
    );
    sandbox = await startSandbox({
      port: 0,
      host: '127.0.0.1',
      partners: [partner],
      runtime: systemRuntime,
      log: () => {},
    });
    sdk = client(`${sandbox.url}/alipay/gateway.do`);
    proxy = rewritingProxy(sandbox.port);
  });

  afterAll(async () => {
    await sandbox.close();
    await Promise.all([close(merchant), close(proxy)]);
  });

  it('gets its transfer paid, and accepts the signature of the answer', async () => {
    const answer = await sdk.exec(TRANSFER, transfer('SDK0001'), CHECKED);

    expect(answer).toMatchObject({ code: '10000', status: 'SUCCESS', outBizNo: 'SDK0001' });
    expect(partner.bank.books()).toMatchObject([{ reference: 'SDK0001', amountMinor: '8888' }]);
  });

  it('gets the same order for the same request, and an error for another one', async () => {
    const first = await sdk.exec(TRANSFER, transfer('SDK0002'), CHECKED);
    const again = await sdk.exec(TRANSFER, transfer('SDK0002'), CHECKED);
    const other = await sdk.exec(TRANSFER, transfer('SDK0002', { trans_amount: '88.89' }), CHECKED);

    expect(again).toMatchObject({ orderId: first['orderId'] as string });
    expect(other).toMatchObject({ code: '40004', subCode: 'PAYMENT_INFO_INCONSISTENCY' });
  });

  it('accepts the signatures of inquiries, refusals and balances', async () => {
    await sdk.exec(TRANSFER, transfer('SDK0003'), CHECKED);
    const scene = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' };
    const ask = (outBizNo: string) =>
      sdk.exec(QUERY, { bizContent: { out_biz_no: outBizNo, ...scene } }, CHECKED);

    const found = await ask('SDK0003');
    const absent = await ask('SDK9999');
    const poor = await sdk.exec(
      TRANSFER,
      transfer('SDK0004', { trans_amount: '99999999.00' }),
      CHECKED,
    );
    const balance = await sdk.exec(
      'alipay.fund.account.query',
      {
        bizContent: {
          alipay_user_id: demoSecret('PAYER_USER_ID'),
          account_type: 'ACCTRANS_ACCOUNT',
        },
      },
      CHECKED,
    );

    expect(found).toMatchObject({ code: '10000', status: 'SUCCESS', transAmount: '88.88' });
    expect(absent).toMatchObject({ code: '40004', subCode: 'ORDER_NOT_EXIST' });
    expect(poor).toMatchObject({ code: '40004', subCode: 'PAYER_BALANCE_NOT_ENOUGH' });
    expect(balance['availableAmount']).toMatch(/^\d+\.\d\d$/);
  });

  it('is turned away when it signs with another key', async () => {
    const stranger = client(`${sandbox.url}/alipay/gateway.do`, {
      privateKey: demoSecret('ALIPAY_PRIVATE_KEY'),
    });

    const answer = await stranger.exec(TRANSFER, transfer('SDK0005'), CHECKED);

    expect(answer).toMatchObject({ code: '40002', subCode: 'isv.invalid-signature' });
    expect(partner.bank.find('SDK0005')).toBeNull();
  });

  it.each(['unsignedAnswer', 'badSignature'])(
    'refuses an answer with %s, although the order is paid',
    async (name) => {
      const outBizNo = `SDK-${name}`;

      const call = sdk.exec(TRANSFER, transfer(outBizNo, { remark: `sim:${name}` }), CHECKED);

      await expect(call).rejects.toThrow();
      expect(partner.bank.find(outBizNo)).toMatchObject({ status: 'executed' });
    },
  );

  it('refuses an answer signed by a certificate that it does not hold', async () => {
    const call = sdk.exec(TRANSFER, transfer('SDK0006', { remark: 'sim:rotateKey' }), CHECKED);

    await expect(call).rejects.toThrow('验签失败');
  });

  it('refuses an answer in which somebody changed the status', async () => {
    const behindProxy = client(`http://127.0.0.1:${portOf(proxy)}/alipay/gateway.do`);

    const call = behindProxy.exec(TRANSFER, transfer('SDK0007'), CHECKED);

    await expect(call).rejects.toThrow('验签失败');
  });

  it('accepts the messages, and refuses them with any field changed', async () => {
    const message = await messageAbout('SDK0008');

    expect(sdk.checkNotifySignV2(message)).toBe(true);
    expect(sdk.checkNotifySign(message)).toBe(true);
    for (const name of Object.keys(message).filter((field) => field !== 'sign_type')) {
      expect(sdk.checkNotifySignV2({ ...message, [name]: `0${message[name]}` })).toBe(false);
    }
  });

  it('and the adapter agree about a message: this one is good, and spoilt it is not', async () => {
    const adapter = demoAdapter();
    const message = await messageAbout('SDK0009');
    const spoilt = { ...message, biz_content: (message['biz_content'] ?? '').replace('8', '9') };
    const read = (form: Message) =>
      adapter.readCallback({ headers: {}, body: new URLSearchParams(form).toString() }, 0).kind;

    expect([sdk.checkNotifySignV2(message), read(message)]).toEqual([true, 'news']);
    expect([sdk.checkNotifySignV2(spoilt), read(spoilt)]).toEqual([false, 'rejected']);
  });

  /** Pays and waits until the sandbox's message about it has come over the wire. */
  async function messageAbout(outBizNo: string): Promise<Message> {
    await sdk.exec(TRANSFER, transfer(outBizNo), CHECKED);
    for (;;) {
      const body = bodies.find((text) => text.includes(outBizNo));
      if (body !== undefined) return Object.fromEntries(new URLSearchParams(body));
      await new Promise<void>((resolve) => arrivals.push(resolve));
    }
  }
});

/** Passes everything on, but answers that a paid transfer has failed. */
function rewritingProxy(targetPort: number): Server {
  const server = createServer((incoming, response) => {
    const { method, url: path, headers } = incoming;
    const target = { host: '127.0.0.1', port: targetPort, method, path, headers };
    const outgoing = httpRequest(target, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => response.end(body.replace('"SUCCESS"', '"FAIL"')));
    });
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  return server;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
