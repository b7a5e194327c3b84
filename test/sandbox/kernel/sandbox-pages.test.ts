/*
 * Goal: the oracle reads true books; the admin arms, settles and returns exactly what was asked,
 * and a mistake is named field by field and changes nothing.
 * Method: the pages as a function, on a bank with virtual time; no socket is needed to ask them.
 */
import { describe, expect, it } from 'vitest';

import { BEHAVIOURS } from '../../../src/sandbox/behaviours/behaviour-table.ts';
import { SANDBOX_CALLS } from '../../../src/sandbox/server/sandbox-calls.ts';
import { createSandboxPages } from '../../../src/sandbox/server/sandbox-pages.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { OPENING_MINOR, order, plainBank, SETTLE_MS } from './plain-partner.ts';

const ARM = { partner: 'plain', name: 'stuck', ttlMs: 60_000 };

describe('the books', () => {
  it('show every execution under a reference and who was paid', async () => {
    const { bank, runtime, ask } = openPages();
    bank.place(order('A', { text: 'sim:dedupeOff' }));
    bank.place(order('A'));
    bank.place(order('B', { text: 'sim:rejectAtOnce=AC04' }));
    await runtime.advance(SETTLE_MS);

    const { status, body } = ask('GET', '/books?partner=plain');

    expect(status).toBe(200);
    expect(body).toEqual({
      entries: [
        {
          partner: 'plain',
          reference: 'A',
          bankReference: expect.stringMatching(/^\d{28}$/),
          amountMinor: '1000',
          currency: 'CNY',
          creditorAccount: 'ACC-1',
          creditorName: 'Zhang San',
          executions: 2,
          status: 'executed',
          executedAtMs: runtime.now(),
          returnedMinor: '0',
        },
      ],
    });
  });

  it('add up, and name money that was paid again', async () => {
    const { bank, runtime, ask } = openPages();
    bank.place(order('A', { text: 'sim:dedupeOff' }));
    bank.place(order('A'));
    bank.place(order('B'));
    await runtime.advance(SETTLE_MS);
    bank.giveBack('B', 'AC04', 100n);

    const { body } = ask('GET', '/books/equation');

    expect(body).toEqual({
      holds: true,
      executions: 3,
      references: 2,
      doubleExecutions: 1,
      accounts: [
        {
          partner: 'plain',
          currency: 'CNY',
          openingMinor: OPENING_MINOR.toString(),
          balanceMinor: (OPENING_MINOR - 3_000n + 900n).toString(),
          executedMinor: '3000',
          returnedMinor: '900',
          holds: true,
        },
      ],
    });
  });

  it('of a partner nobody knows are not found', () => {
    const { ask } = openPages();

    expect(ask('GET', '/books?partner=nobody').status).toBe(404);
  });
});

describe('arming a behaviour', () => {
  it('makes it strike until its time ends', async () => {
    const { bank, runtime, ask } = openPages();

    const { status, body } = ask('POST', '/admin/behaviours', { ...ARM, rate: 1, times: 5 });
    const struck = bank.behaviours.strikes('stuck', 'A', '');
    await runtime.advance(60_000);

    expect(status).toBe(201);
    expect(body).toMatchObject({ armed: [{ name: 'stuck', rate: 1, times: 5, value: null }] });
    expect(struck).not.toBeNull();
    expect(bank.behaviours.strikes('stuck', 'B', '')).toBeNull();
  });

  it.each([
    ['no partner', { partner: undefined }, '/partner'],
    ['an unknown partner', { partner: 'nobody' }, '/partner'],
    ['no name', { name: undefined }, '/name'],
    ['an unknown name', { name: 'explode' }, '/name'],
    ['a name every object has', { name: 'toString' }, '/name'],
    ['no end', { ttlMs: undefined }, '/ttlMs'],
    ['an end too far away', { ttlMs: 3_600_001 }, '/ttlMs'],
    ['a rate beyond 1', { rate: 1.01 }, '/rate'],
    ['a rate that is a text', { rate: '1' }, '/rate'],
    ['half a strike', { times: 0.5 }, '/times'],
    ['a value the behaviour cannot read', { name: 'payAfter', value: 'soon' }, '/value'],
    ['a field nobody knows', { 'ra/te': 1 }, '/ra~1te'],
  ])('with %s is refused, names the field, and arms nothing', (_what, changes, pointer) => {
    const { bank, ask } = openPages();

    const { status, body, type } = ask('POST', '/admin/behaviours', { ...ARM, ...changes });

    expect(status).toBe(422);
    expect(type).toContain('application/problem+json');
    expect(body).toMatchObject({ errors: [expect.objectContaining({ pointer })] });
    expect(bank.behaviours.list()).toEqual([]);
  });

  it('names every wrong field at once', () => {
    const { ask } = openPages();

    const { body } = ask('POST', '/admin/behaviours', { partner: 'x', name: 'y', rate: 2 });

    const pointers = Object.values(errorsOf(body)).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/partner', '/name', '/rate', '/ttlMs']);
  });

  it.each(['', 'null', '[]', '"stuck"', '{"partner":'])('refuses the body %j', (raw) => {
    const { askRaw } = openPages();

    expect(askRaw('POST', '/admin/behaviours', raw).status).toBe(422);
  });

  it('refuses a body that does not say it is JSON', () => {
    const { askRaw, bank } = openPages();

    const { status } = askRaw('POST', '/admin/behaviours', JSON.stringify(ARM), 'text/plain');

    expect(status).toBe(415);
    expect(bank.behaviours.list()).toEqual([]);
  });

  it('is undone by name, by partner, or altogether', () => {
    const { bank, ask } = openPages();
    const names = () => bank.behaviours.list().map(({ name }) => name);
    const armBoth = () => {
      ask('POST', '/admin/behaviours', ARM);
      ask('POST', '/admin/behaviours', { ...ARM, name: 'throttle' });
    };

    armBoth();
    ask('DELETE', '/admin/behaviours?partner=plain&name=stuck');
    const afterName = names();
    ask('DELETE', '/admin/behaviours?partner=plain');
    const afterPartner = names();
    armBoth();
    ask('POST', '/admin/behaviours/clear', {});

    expect(afterName).toEqual(['throttle']);
    expect(afterPartner).toEqual([]);
    expect(names()).toEqual([]);
  });

  it('that has a misspelt name is not undone in silence', () => {
    const { bank, ask } = openPages();
    ask('POST', '/admin/behaviours', ARM);

    const { status } = ask('DELETE', '/admin/behaviours?name=stcuk');

    expect(status).toBe(422);
    expect(bank.behaviours.list()).toHaveLength(1);
  });

  it('can be learnt from the page itself', () => {
    const { ask } = openPages();

    const { body } = ask('GET', '/admin/behaviours');

    expect(body).toMatchObject({
      known: expect.arrayContaining([
        expect.objectContaining({ name: 'answerLate', layer: 'wire' }),
      ]),
    });
  });
});

describe('settling and returning by hand', () => {
  it('executes what is stuck and returns what is executed', () => {
    const { bank, ask } = openPages();
    bank.place(order('A', { text: 'sim:stuck' }));
    const asked = { partner: 'plain', reference: 'A' };

    const settled = ask('POST', '/admin/settle', asked);
    const returned = ask('POST', '/admin/return', { ...asked, reasonCode: 'AC04', feeMinor: '10' });

    expect([settled.status, returned.status]).toEqual([200, 200]);
    expect(bank.find('A')).toMatchObject({ status: 'returned', reasonCode: 'AC04', feeMinor: 10n });
    expect(bank.balanceMinor()).toBe(OPENING_MINOR - 10n);
  });

  it('says 404 for what is not there and 409 for what is not in the right state', () => {
    const { bank, ask } = openPages();
    bank.place(order('A', { text: 'sim:rejectAtOnce' }));
    const statusOf = (page: string, reference: string, more = {}) =>
      ask('POST', page, { partner: 'plain', reference, ...more }).status;

    expect(statusOf('/admin/settle', 'B')).toBe(404);
    expect(statusOf('/admin/settle', 'A')).toBe(409);
    expect(statusOf('/admin/return', 'B', { reasonCode: 'X' })).toBe(404);
    expect(statusOf('/admin/return', 'A', { reasonCode: 'X' })).toBe(409);
  });

  it.each([1.5, -1, '1.5', '1e3', ''])('refuses the fee %j', (feeMinor) => {
    const { ask } = openPages();
    const request = { partner: 'plain', reference: 'A', reasonCode: 'X', feeMinor };

    const { status, body } = ask('POST', '/admin/return', request);

    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ pointer: '/feeMinor' }] });
  });
});

describe('the list of instructions', () => {
  it('shows one reference with its statuses, although inquiries deny it', () => {
    const { bank, ask } = openPages();
    bank.place(order('A', { text: 'sim:inquiryNotFoundFor=60000 sim:payAtOnce' }));

    const { body } = ask('GET', '/admin/instructions?partner=plain&reference=A');

    expect(bank.find('A')).toBeNull();
    expect(body).toMatchObject({
      orders: [{ reference: 'A', history: [{ status: 'accepted' }, { status: 'executed' }] }],
    });
  });

  it('shows the newest references when none is named', () => {
    const { bank, ask } = openPages();
    for (let index = 0; index < 250; index += 1) bank.place(order(`R-${index}`));

    const { body } = ask('GET', '/admin/instructions');

    const references = listOf(body, 'orders').map((line) => line['reference']);
    expect(references).toHaveLength(200);
    expect(references.at(-1)).toBe('R-249');
  });
});

describe('the index', () => {
  it('says as JSON which partners there are, what they hold, and every call', () => {
    const { bank, ask } = openPages();
    bank.place(order('A', { text: 'sim:payAtOnce' }));

    const { status, body } = ask('GET', '/');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      partners: [{ partner: 'plain', path: '/plain', orders: 1, executed: 1, armed: [] }],
      behaviours: Object.keys(BEHAVIOURS),
    });
    expect(listOf(body, 'calls').map(({ call }) => call)).toEqual(Object.keys(SANDBOX_CALLS));
  });

  it('is a page for a browser, with a link to each partner’s books and nothing to run', () => {
    const { askHtml } = openPages();

    const { headers, body } = askHtml('/');

    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).toContain('<a href="/books?partner=plain">books</a>');
    for (const name of Object.keys(BEHAVIOURS)) expect(body).toContain(`sim:${name}<`);
    expect(body).not.toContain('<script');
  });

  it.each(Object.keys(SANDBOX_CALLS))('names %s, which there is', (call) => {
    const { ask } = openPages();
    const [method = '', path = ''] = call.split(' ');

    expect([404, 405]).not.toContain(ask(method, path).status);
  });
});

describe('any other request', () => {
  it('is told that the page is missing, or which methods the page knows', () => {
    const { ask } = openPages();

    expect(ask('GET', '/nowhere').status).toBe(404);
    expect(ask('PUT', '/books')).toMatchObject({
      status: 405,
      body: { title: 'This page knows GET only.' },
    });
  });
});

/** The pages of one plain bank, with a short way to ask them. */
function openPages() {
  const runtime = virtualRuntime(1);
  const bank = plainBank(runtime);
  const callbacks = { lines: () => [], pending: () => 0 };
  const pages = createSandboxPages({ banks: [bank], callbacks, runtime });
  const askRaw = (method: string, path: string, body: string, type = 'application/json') => {
    const reply = pages({ method, path, headers: { 'content-type': type }, body });
    if (reply.kind !== 'answer') throw new Error('the pages always answer');
    const parsed: unknown = JSON.parse(reply.body);
    return { status: reply.status, type: reply.headers['content-type'], body: parsed };
  };
  const ask = (method: string, path: string, body?: object) =>
    askRaw(method, path, body === undefined ? '' : JSON.stringify(body));
  const askHtml = (path: string) => {
    const reply = pages({ method: 'GET', path, headers: { accept: 'text/html,*/*' }, body: '' });
    if (reply.kind !== 'answer') throw new Error('the pages always answer');
    return reply;
  };
  return { runtime, bank, ask, askRaw, askHtml };
}

function errorsOf(body: unknown): readonly { readonly pointer: unknown }[] {
  return listOf(body, 'errors').map((line) => ({ pointer: line['pointer'] }));
}

function listOf(body: unknown, name: string): readonly Record<string, unknown>[] {
  return (body as Record<string, Record<string, unknown>[]>)[name] ?? [];
}
