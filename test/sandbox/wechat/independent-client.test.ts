/**
 * Goal: the simulated WeChat Pay speaks the real protocol, as a client judges it that others have
 *   used against the real one for years: it accepts what that client signs, and the client accepts
 *   its answers and notices, and refuses them when anything is changed.
 * Method: `wechatpay-axios-plugin` (not WeChat's own) over real sockets on the loopback, against the
 *   sandbox's HTTP server. A small proxy stands between them: it puts the sandbox at the root of a
 *   host, which the signature covers, and changes an answer where a test asks for it. Nothing of
 *   the adapter takes part but in the tests that say so.
 */
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Aes, Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';

import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server/sandbox-server.ts';
import { createSandboxWechat } from '../../../src/sandbox/partners/wechat/server.ts';
import { demoAdapter, INSTRUCTION, secret, SERIALS, STAMP } from '../../adapters/wechat/bench.ts';

const BILLS = 'v3/fund-app/mch-transfer/transfer-bills';
const [SERIAL = '', NEXT_SERIAL = ''] = SERIALS;
const PLATFORM_KEYS = new Map(
  Object.entries(JSON.parse(secret('PLATFORM_KEYS')) as Record<string, string>),
);

/** One notice that arrived at the merchant's door. */
interface Notice {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('a client that others wrote', () => {
  let merchant: Server;
  let proxy: Server;
  let partner: SandboxPartner;
  let sandbox: Sandbox;
  let rewrite: (body: string) => string = (body) => body;
  const notices: Notice[] = [];
  const waiting: (() => void)[] = [];

  beforeAll(async () => {
    merchant = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        notices.push({ headers, body });
        response.writeHead(204).end();
        waiting.splice(0).forEach((resolve) => resolve());
      });
    });
    await listen(merchant);
    partner = createSandboxWechat(
      {
        runtime: systemRuntime,
        seed: 'independent',
        callbackUrl: `http://127.0.0.1:${portOf(merchant)}/callbacks/wechat`,
        settleMs: 0,
        openingBalanceMinor: 1_000_000n,
        log: () => {},
      },
      secret,
    );
    sandbox = await startSandbox({
      port: 0,
      host: '127.0.0.1',
      partners: [partner],
      runtime: systemRuntime,
      log: () => {},
    });
    proxy = rootProxy(sandbox.port, (body) => rewrite(body));
    await listen(proxy);
  });

  afterAll(async () => {
    await sandbox.close();
    await Promise.all([close(merchant), close(proxy)]);
  });

  it('gets its transfer paid, and accepts the signature of the answer', async () => {
    const { status, data } = await submit('INDEPENDENT1');

    expect(status).toBe(200);
    expect(data).toMatchObject({ out_bill_no: 'INDEPENDENT1', state: 'SUCCESS' });
    expect(partner.bank.books()).toMatchObject([
      { reference: 'INDEPENDENT1', amountMinor: '8888', executions: 1 },
    ]);
  });

  it('encrypts the name as the sandbox opens it', async () => {
    await submit('INDEPENDENT2');

    const entry = partner.bank.books().find(({ reference }) => reference === 'INDEPENDENT2');

    expect(entry).toMatchObject({ creditorName: '演示用户' });
  });

  it('gets the same bill for the same number', async () => {
    const [first, again] = [await submit('INDEPENDENT3'), await submit('INDEPENDENT3')];

    expect(again.data).toMatchObject({ transfer_bill_no: first.data['transfer_bill_no'] });
  });

  it('accepts the signatures of inquiries, balances and cancels', async () => {
    await submit('INDEPENDENT4');
    await submit('INDEPENDENT5', { transfer_remark: 'sim:stuck' });

    const found = await ask(`${BILLS}/out-bill-no/INDEPENDENT4`);
    const balance = await ask('v3/merchant/fund/balance/BASIC');
    const cancelled = await clientWith().request(
      `${BILLS}/out-bill-no/INDEPENDENT5/cancel`,
      'POST',
    );

    expect(found.data).toMatchObject({ state: 'SUCCESS', transfer_amount: 8_888 });
    expect(balance.data).toMatchObject({ available_amount: expect.any(Number) });
    expect(cancelled.data).toMatchObject({ state: 'CANCELING' });
  });

  it('is turned away when it signs with another key', async () => {
    const call = submit('INDEPENDENT6', {}, { privateKey: platformPrivateKey(SERIAL) });

    await expect(call).rejects.toMatchObject({
      response: { status: 401, data: { code: 'SIGN_ERROR' } },
    });
    expect(partner.bank.find('INDEPENDENT6')).toBeNull();
  });

  it('would accept the signatures of errors too, which it does not look at by itself', async () => {
    const { response } = await failureOf(ask(`${BILLS}/out-bill-no/NOBODY`));

    const { headers, status, data } = response;
    const body = JSON.stringify(data);
    expect([status, data]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    expect(isSigned(headers, body)).toBe(true);
    expect(isSigned(headers, body.replace('NOT_FOUND', 'NOT_ENOUGH'))).toBe(false);
  });

  it.each([
    ['sim:unsignedAnswer', 'SPOILT1', 'EV3_RES_HEADERS_INCOMPLATE'],
    ['sim:badSignature', 'SPOILT2', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['sim:signTest=answer', 'SPOILT3', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['sim:clockSkew=400', 'SPOILT4', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'],
    ['sim:clockSkew=-400', 'SPOILT5', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'],
  ])('refuses an answer after %s, although %s is paid', async (remark, number, code) => {
    const call = submit(number, { transfer_remark: remark });

    await expect(call).rejects.toMatchObject({ code });
    expect(partner.bank.find(number)).toMatchObject({ status: 'executed' });
  });

  it('refuses an answer in which somebody changed the state', async () => {
    rewrite = (body) => body.replace('"SUCCESS"', '"FAIL"');

    const { code } = await failureOf(submit('INDEPENDENT7'));
    rewrite = (body) => body;

    expect(code).toBe('EV3_RES_HEADER_SIGNATURE_DIGEST');
    expect(partner.bank.find('INDEPENDENT7')).toMatchObject({ status: 'executed' });
  });

  it('accepts the next key after a rotation when it holds it, and not before', async () => {
    const remark = { transfer_remark: 'sim:rotateKey' };

    const holding = await submit('INDEPENDENT8', remark);
    const without = submit('INDEPENDENT9', remark, { certs: { [SERIAL]: publicKey(SERIAL) } });

    await expect(without).rejects.toMatchObject({ code: 'EV3_RES_HEADER_PLATFORM_SERIAL' });
    expect(holding.headers['wechatpay-serial']).toBe(NEXT_SERIAL);
  });

  it('verifies and opens the notices, and neither when a byte is changed', async () => {
    const { headers, body } = await noticeAbout('INDEPENDENT10');
    const { resource } = JSON.parse(body) as { resource: Record<string, string> };

    expect(isSigned(headers, body)).toBe(true);
    expect(JSON.parse(opened(resource))).toMatchObject({
      out_bill_no: 'INDEPENDENT10',
      state: 'SUCCESS',
      transfer_amount: 8_888,
    });
    for (let index = 0; index < body.length; index += 41) {
      expect(isSigned(headers, `${body.slice(0, index)}~${body.slice(index + 1)}`)).toBe(false);
    }
    expect(() => opened({ ...resource, associated_data: 'other' })).toThrow();
    expect(() => opened({ ...resource, ciphertext: flipped(resource['ciphertext']) })).toThrow();
    expect(() => opened(resource, 'x'.repeat(32))).toThrow();
  });

  it('and the adapter agree about a notice: this one is good, and spoilt it is not', async () => {
    const adapter = demoAdapter();
    const { headers, body } = await noticeAbout('INDEPENDENT11');
    const spoilt = body.replace('encrypt-resource', 'encrypt-resourcf');

    const judged = [body, spoilt].map((text) => [
      isSigned(headers, text),
      adapter.readCallback({ headers, body: text }, systemRuntime.now()).kind,
    ]);

    expect(judged).toEqual([
      [true, 'news'],
      [false, 'rejected'],
    ]);
  });

  it('refuses a notice that the sandbox forged, as the adapter does', async () => {
    const { headers, body } = await noticeAbout('INDEPENDENT12', 'sim:callbackBadSignature');

    expect(isSigned(headers, body)).toBe(false);
    expect(demoAdapter().readCallback({ headers, body }, systemRuntime.now()).kind).toBe(
      'rejected',
    );
  });

  it('verifies what the adapter signs, with the merchant’s public key', () => {
    const { method, path, headers, body = '' } = demoAdapter().submit(INSTRUCTION, STAMP).request;
    const field = (name: string) =>
      new RegExp(`${name}="([^"]*)"`).exec(headers['authorization'] ?? '')?.[1] ?? '';
    const verified = (text: string) =>
      Rsa.verify(
        Formatter.request(method, path, field('timestamp'), field('nonce_str'), text),
        field('signature'),
        secret('MCH_PUBLIC_KEY'),
      );

    expect([verified(body), verified(`${body} `)]).toEqual([true, false]);
  });

  /** The client with the merchant's keys, pointed at the proxy. */
  function clientWith(changes: Readonly<Record<string, unknown>> = {}): Decorator {
    return new Decorator({
      mchid: secret('MCH_ID'),
      serial: secret('MCH_SERIAL'),
      privateKey: secret('MCH_PRIVATE_KEY'),
      certs: Object.fromEntries(PLATFORM_KEYS),
      baseURL: `http://127.0.0.1:${portOf(proxy)}/`,
      // The machine's own proxy must not see the loopback.
      proxy: false,
      ...changes,
    });
  }

  function submit(
    number: string,
    changes: Readonly<Record<string, unknown>> = {},
    settings: Readonly<Record<string, unknown>> = {},
  ) {
    const body = {
      appid: secret('APP_ID'),
      out_bill_no: number,
      transfer_scene_id: secret('TRANSFER_SCENE_ID'),
      transfer_scene_report_infos: JSON.parse(secret('TRANSFER_SCENE_REPORT')) as unknown,
      out_authorization_no: 'oDEMO-only_openid_0000000001',
      transfer_amount: 8_888,
      transfer_remark: '放款',
      notify_url: secret('NOTIFY_URL'),
      user_name: Rsa.encrypt('演示用户', publicKey(SERIAL)),
      ...changes,
    };
    const headers = { 'Wechatpay-Serial': SERIAL };
    return clientWith(settings).request(`${BILLS}/transfer`, 'POST', body, { headers });
  }

  function ask(path: string) {
    return clientWith().request(path, 'GET');
  }

  /** Pays and waits until the sandbox's notice about it has come over the wire. */
  async function noticeAbout(number: string, remark = '放款'): Promise<Notice> {
    await submit(number, { transfer_remark: remark });
    for (;;) {
      const found = notices.find(({ body }) => numberIn(body) === number);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
});

/** The number inside a notice, opened by the client's own code. */
function numberIn(body: string): unknown {
  const { resource } = JSON.parse(body) as { resource: Record<string, string> };
  return Reflect.get(JSON.parse(opened(resource)) as object, 'out_bill_no');
}

function opened(resource: Readonly<Record<string, string>>, key = secret('API_V3_KEY')): string {
  const { ciphertext = '', nonce = '', associated_data: data = '' } = resource;
  return Aes.AesGcm.decrypt(ciphertext, key, nonce, data);
}

/** What the client's own code thinks of a message's signature. */
function isSigned(headers: Readonly<Record<string, unknown>>, body: string): boolean {
  const text = (name: string) => String(headers[`wechatpay-${name}`]);
  const signed = Formatter.response(text('timestamp'), text('nonce'), body);
  return Rsa.verify(signed, text('signature'), publicKey(text('serial')));
}

function publicKey(serial: string): string {
  return PLATFORM_KEYS.get(serial) ?? '';
}

function platformPrivateKey(serial: string): string {
  const keys = JSON.parse(secret('PLATFORM_PRIVATE_KEYS')) as Record<string, string>;
  return keys[serial] ?? '';
}

function flipped(base64 = ''): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** The error of a call that must fail, with the answer that the client keeps in it. */
async function failureOf(call: PromiseLike<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error as {
    readonly code: string;
    readonly response: {
      readonly status: number;
      readonly headers: Readonly<Record<string, unknown>>;
      readonly data: unknown;
    };
  };
}

/** Passes everything on below `/wechat`, and the answers through `rewrite`. */
function rootProxy(targetPort: number, rewrite: (body: string) => string): Server {
  return createServer((incoming, response) => {
    const { method, headers } = incoming;
    const path = `/wechat${incoming.url ?? ''}`;
    const target = { host: '127.0.0.1', port: targetPort, method, path, headers, agent: false };
    const outgoing = httpRequest(target, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => {
        const { 'content-length': _length, ...passed } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, passed).end(rewrite(body));
      });
    });
    incoming.pipe(outgoing);
  });
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
