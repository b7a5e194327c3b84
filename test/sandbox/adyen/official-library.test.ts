/**
 * Goal: the simulated Adyen speaks the real protocol, as Adyen's own library judges it: its client
 *   sends, lists and cancels transfers, and its validator accepts the webhooks' signatures and
 *   refuses them when anything is changed. The adapter agrees with that validator.
 * Method: `@adyen/api-library` over real sockets against the sandbox's HTTP server. Its own HTTP
 *   client knows Adyen's hosts and TLS alone, so the bytes travel by its `ClientInterface` here;
 *   what they are and what they mean stays the library's. Nothing of the adapter takes part but in
 *   the tests that say so.
 */
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Client, EnvironmentEnum, hmacValidator } from '@adyen/api-library';
import { TransfersApi } from '@adyen/api-library/lib/src/services/transfers/transfersApi.js';
import { TransferInfo } from '@adyen/api-library/lib/src/typings/transfers/transferInfo.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { createSandboxAdyen } from '../../../src/sandbox/partners/adyen/server.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server/sandbox-server.ts';
import {
  demoAdapter,
  HMAC_KEY,
  INSTRUCTION,
  NEXT_HMAC_KEY,
  secret,
  STAMP,
} from '../../adapters/adyen/bench.ts';

const validator = new hmacValidator();

/** One webhook that arrived at the lender's door. */
interface Arrival {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('Adyen’s library', () => {
  let lender: Server;
  let partner: SandboxPartner;
  let sandbox: Sandbox;
  let api: TransfersApi;
  const arrivals: Arrival[] = [];
  const waiting: (() => void)[] = [];

  beforeAll(async () => {
    lender = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const hmacsignature = String(request.headers['hmacsignature'] ?? '');
        arrivals.push({ headers: { hmacsignature }, body });
        response.writeHead(202).end();
        waiting.splice(0).forEach((resolve) => resolve());
      });
    });
    await new Promise<void>((resolve) => lender.listen(0, '127.0.0.1', resolve));
    partner = createSandboxAdyen(
      {
        runtime: systemRuntime,
        seed: 'official',
        callbackUrl: `http://127.0.0.1:${portOf(lender)}/callbacks/adyen`,
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
    api = clientOf(sandbox, secret('API_KEY'));
  });

  afterAll(async () => {
    await sandbox.close();
    lender.closeAllConnections();
    await new Promise<void>((resolve) => lender.close(() => resolve()));
  });

  it('gets its transfer taken and booked', async () => {
    const taken = await api.transferFunds(info('LIB1'), { idempotencyKey: 'LIB1' });

    const found = await api.getTransfer(taken.id ?? '');

    expect(taken).toMatchObject({ reference: 'LIB1', status: 'booked', category: 'bank' });
    expect(found).toMatchObject({ status: 'booked', sequenceNumber: 4 });
    const types = found.events?.map(({ type }) => type).join(' ');
    expect(types).toBe('accounting accounting accounting tracking');
    expect(partner.bank.books()).toMatchObject([{ reference: 'LIB1', executions: 1 }]);
  });

  it('gets the same transfer under the same key, and another under another', async () => {
    const [first, again, other] = [
      await api.transferFunds(info('LIB2'), { idempotencyKey: 'LIB2' }),
      await api.transferFunds(info('LIB2'), { idempotencyKey: 'LIB2' }),
      await api.transferFunds(info('LIB2'), { idempotencyKey: 'LIB2-NEXT' }),
    ];

    expect(again).toEqual(first);
    expect(other.id).not.toBe(first.id);
  });

  it('finds by reference what it sent', async () => {
    await api.transferFunds(info('LIB3'), { idempotencyKey: 'LIB3' });
    const list = (reference: string) =>
      api.getAllTransfers(
        ...([daysFromNow(-1), daysFromNow(1), secret('BALANCE_PLATFORM')] as const),
        ...([undefined, undefined, undefined, reference] as const),
      );

    const [found, missing] = [await list('LIB3'), await list('NOBODY')];

    expect(found.data).toMatchObject([{ reference: 'LIB3', amount: { value: 8_888 } }]);
    expect(missing.data).toEqual([]);
  });

  it('cancels what is not booked, and is told when it is too late', async () => {
    const stuck = await api.transferFunds(info('LIB4', 'sim:stuck'), { idempotencyKey: 'LIB4' });
    const booked = await api.transferFunds(info('LIB5'), { idempotencyKey: 'LIB5' });

    await api.cancelInitiatedTransfers({ transferIds: [stuck.id ?? ''] });
    const late = api.cancelInitiatedTransfers({ transferIds: [booked.id ?? ''] });

    await expect(late).rejects.toThrow('422');
    expect((await api.getTransfer(stuck.id ?? '')).status).toBe('cancelled');
  });

  it('is turned away with another key', async () => {
    const stranger = clientOf(sandbox, 'of-nobody');

    await expect(stranger.transferFunds(info('LIB6'))).rejects.toThrow('401');
    expect(partner.bank.find('LIB6')).toBeNull();
  });

  it('accepts the webhooks’ signatures, and refuses them with any byte changed', async () => {
    const webhooks = await webhooksAbout('LIB7', 4);

    for (const { headers, body } of webhooks) {
      const signature = headers['hmacsignature'] ?? '';
      expect(isValid(body, signature)).toBe(true);
      for (let index = 0; index < body.length; index += 37) {
        const changed = `${body.slice(0, index)}~${body.slice(index + 1)}`;
        expect(isValid(changed, signature)).toBe(false);
      }
      expect(isValid(body, `A${signature.slice(1)}`)).toBe(signature.startsWith('A'));
      expect(isValid(body, signature, NEXT_HMAC_KEY)).toBe(false);
    }
  });

  it('and the adapter agree about each webhook: good it is news, and spoilt it is not', async () => {
    const adapter = demoAdapter();
    const [webhook] = await webhooksAbout('LIB8', 1);
    const { headers = {}, body = '' } = webhook ?? {};
    const signature = headers['hmacsignature'] ?? '';
    const spoilt = body.replace('"value":8888', '"value":8889');

    const judged = [body, spoilt, ` ${body}`].map((text) => [
      isValid(text, signature),
      adapter.readCallback({ headers, body: text }, 0).kind,
    ]);

    expect(judged).toEqual([
      [true, 'news'],
      [false, 'rejected'],
      [false, 'rejected'],
    ]);
  });

  it('refuses a webhook that the sandbox forged, as the adapter does', async () => {
    const adapter = demoAdapter();
    const [forged] = await webhooksAbout('LIB9', 1, 'sim:callbackBadSignature');
    const { headers = {}, body = '' } = forged ?? {};

    expect(isValid(body, headers['hmacsignature'] ?? '')).toBe(false);
    expect(adapter.readCallback({ headers, body }, 0).kind).toBe('rejected');
  });

  it('would send the very body that the adapter sends', async () => {
    const bodies: string[] = [];
    const spy = clientOf(sandbox, secret('API_KEY'), (body) => bodies.push(body));
    const { body = '' } = demoAdapter().submit(INSTRUCTION, STAMP).request;
    const ours = JSON.parse(body) as object;

    await spy.transferFunds(Object.assign(new TransferInfo(), ours), { idempotencyKey: 'LIB10' });

    // Through the library's own model: a field that it does not know would be lost here.
    expect(JSON.parse(bodies[0] ?? '')).toEqual(ours);
  });

  /** Pays and waits until so many webhooks about it have come over the wire. */
  async function webhooksAbout(reference: string, count: number, description?: string) {
    await api.transferFunds(info(reference, description), { idempotencyKey: reference });
    for (;;) {
      const found = arrivals.filter(({ body }) => body.includes(`"reference":"${reference}"`));
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
});

function info(reference: string, description = 'Loan'): TransferInfo {
  return Object.assign(new TransferInfo(), {
    amount: { currency: 'EUR', value: 8_888 },
    balanceAccountId: secret('BALANCE_ACCOUNT_ID'),
    category: TransferInfo.CategoryEnum.Bank,
    counterparty: {
      bankAccount: {
        accountHolder: { fullName: 'A. Klaassen' },
        accountIdentification: { type: 'iban', iban: 'NL91ABNA0417164300' },
      },
    },
    priority: TransferInfo.PriorityEnum.Regular,
    reference,
    description,
  });
}

function isValid(body: string, signature: string, key = HMAC_KEY): boolean {
  return validator.validateHMACSignature(key, signature, body);
}

/** The library's client, its bytes carried to the sandbox. */
function clientOf(
  { port }: Sandbox,
  apiKey: string,
  onBody: (body: string) => void = () => {},
): TransfersApi {
  const client = new Client({ apiKey, environment: EnvironmentEnum.TEST });
  client.httpClient = {
    request(endpoint, json, config, _needsKey, options = {}) {
      const { pathname } = new URL(endpoint);
      const query = new URLSearchParams(options.params).toString();
      const path = `/adyen${pathname}${query === '' ? '' : `?${query}`}`;
      onBody(String(json));
      const headers = {
        'content-type': 'application/json',
        'x-api-key': config.apiKey ?? '',
        ...(options.idempotencyKey === undefined
          ? {}
          : { 'idempotency-key': options.idempotencyKey }),
      };
      return carry({ port, path, method: options.method ?? 'POST', headers }, String(json));
    },
  };
  return new TransfersApi(client);
}

function carry(
  target: { port: number; path: string; method: string; headers: Record<string, string> },
  body: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', agent: false, ...target }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        if (status < 300) resolve(text);
        else reject(new Error(`HTTP ${status}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(target.method === 'GET' ? undefined : body);
  });
}

function daysFromNow(days: number): Date {
  return new Date(systemRuntime.now() + days * 86_400_000);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
