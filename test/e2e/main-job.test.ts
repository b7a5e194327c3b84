/**
 * Goal: the main job, end to end: payouts through all partners on their real wire protocols end
 * paid exactly once, whatever happens to the answers, and the caller is told the truth on the way.
 * Method: the whole gateway on real HTTP and a real journal against the simulated partners on
 * real sockets; faults by chaos control and by the banks' own behaviours; the banks' books judge.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { equation } from '../../src/oracle/equation.ts';
import type { ToldPayout } from '../../src/oracle/evidence-from-api.ts';
import { countMoney } from '../support/count-money.ts';
import {
  creditorOf,
  type GatewayWorld,
  openGateway,
  openSandboxWorld,
  payoutBody,
  PAYERS,
  type SandboxWorld,
  until,
} from '../support/world.ts';

interface View extends ToldPayout {
  readonly nextAction: { readonly what: string; readonly at: string } | null;
  readonly failure: { readonly code: string; readonly owner: string } | null;
}

interface Line {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const FINAL = ['PAID', 'FAILED', 'CANCELLED', 'RETURNED', 'CONFLICT'];

let banks: SandboxWorld;
let world: GatewayWorld;

beforeEach(async () => {
  banks = await openSandboxWorld();
  world = await openGateway({ sandboxUrl: banks.sandbox.url });
  banks.sendCallbacksTo(world.gateway.url);
});

afterEach(async () => {
  await world.close();
  await banks.close();
});

describe('on a good day', () => {
  it('pays through every partner, once each, and the books agree', async () => {
    const ids = await Promise.all(
      PAYERS.flatMap((partner) =>
        Array.from({ length: 5 }, (_, index) => create(partner, `${partner}-${index}`)),
      ),
    );

    const told = await settled(ids);

    expect(told.map(({ state }) => state)).toEqual(ids.map(() => 'PAID'));
    expect(sums(ids, told)).toMatchObject({
      accepted: ids.length,
      paid: ids.length,
      holds: true,
    });
  });

  it('shows each step of a payout on its timeline, without account or name', async () => {
    const id = await create('isobank', 'timeline');
    await settled([id]);

    const text = await (await world.get(`/v1/payouts/${id}/events`)).text();

    expect(text).toContain('attemptStarted');
    expect(text).toContain('evidence');
    expect(text).not.toContain(creditorOf('isobank').value);
    expect(text).not.toContain('Zhang');
  });

  it('refuses an account for good, with a reason, an owner and a text for the borrower', async () => {
    const reply = await world.post('refused', {
      ...payoutBody('alipay', 'refused'),
      remittance: 'sim:rejectAtOnce=PAYEE_NOT_EXIST',
    });
    const { id } = (await reply.json()) as View;

    const [told] = await settled([id]);

    expect(told).toMatchObject({
      state: 'FAILED',
      moneyMoved: 'no',
      safeToResubmit: true,
      failure: { code: 'eligibility.account.notfound', owner: 'customer-ops' },
    });
    expect(banks.books()).toEqual([]);
  });
});

describe('when the answers of one bank are lost', () => {
  it('every payout passes through doubt, is found paid by inquiry, and is executed once', async () => {
    await arm({
      fault: 'commit.lost_answer',
      as: 'rst',
      on: { partner: 'alipay', op: 'submit' },
      ttl: '5m',
    });
    // Without callbacks only the inquiry can tell.
    banks.arm('alipay', 'callbackLost');
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, index) => create('alipay', `lost-${index}`)),
    );

    const told = await settled(ids);

    expect(told.map(({ state }) => state)).toEqual(ids.map(() => 'PAID'));
    expect(sums(ids, told)).toMatchObject({ paid: 5, doublePayments: 0, toldWrong: 0 });
    for (const id of ids) {
      const lines = await timeline(id);
      const states = lines.filter(({ kind }) => kind === 'moved').map(({ data }) => data['to']);
      expect(states).toContain('IN_DOUBT');
      expect(states).not.toContain('FAILED');
      expect(lines.map(({ kind }) => kind)).toContain('faultInjected');
    }
  });

  it('a bank that breaks the connection after it paid is found out too', async () => {
    for (const partner of PAYERS) {
      banks.arm(partner, 'resetAfterExecution', { value: 'submit', ...howOften(partner) });
    }
    const ids = await Promise.all(PAYERS.map((partner) => create(partner, `reset-${partner}`)));

    const told = await settled(ids);

    expect(sums(ids, told)).toMatchObject({ paid: PAYERS.length, holds: true });
  });
});

describe('when one bank cannot be reached', () => {
  it('another one pays, over the proof that nothing was ever sent to the first', async () => {
    await arm({ fault: 'connect.refused', on: { partner: 'isobank', op: 'submit' }, ttl: '5m' });

    const ids = await Promise.all([create('isobank', 'card-1'), create('isobank', 'card-2')]);
    const told = await settled(ids);

    expect(sums(ids, told)).toMatchObject({ paid: 2, holds: true });
    for (const { attempts } of told) {
      expect(attempts[0]).toMatchObject({ partner: 'isobank', proof: 'P1_NEVER_SENT' });
      expect(attempts.at(-1)).toMatchObject({ partner: 'alipay', state: 'EXECUTED' });
    }
  });

  it('no other one is tried while the first may have paid', async () => {
    await arm({
      fault: 'commit.lost_answer',
      as: 'rst',
      on: { partner: 'isobank', op: 'submit' },
      ttl: '5m',
    });
    await arm({ fault: 'connect.refused', on: { partner: 'isobank', op: 'inquire' }, ttl: '5m' });
    banks.arm('isobank', 'callbackLost');

    const id = await create('isobank', 'doubt');
    const told = await until(
      () => view(id),
      ({ state }) => state === 'IN_DOUBT',
    );
    const asked = await until(
      () => timeline(id),
      (lines) => lines.filter(({ kind }) => kind === 'inquired').length >= 2,
    );

    expect(told).toMatchObject({ moneyMoved: 'unknown', safeToResubmit: false });
    expect(asked.filter(({ kind }) => kind === 'attemptStarted')).toHaveLength(1);
    expect((await view(id)).state).toBe('IN_DOUBT');
    expect(banks.books().map(({ partner }) => partner)).toEqual(['isobank']);
  });
});

describe('the API', () => {
  it('makes one payout of fifty parallel POSTs with one key, and names it in every answer', async () => {
    const body = payoutBody('wechat', 'parallel');

    const replies = await Promise.all(
      Array.from({ length: 50 }, () => world.post('one-key', body)),
    );

    const answers = await Promise.all(replies.map((reply) => reply.text()));
    const taken = answers.filter((_, index) => replies[index]?.status === 202);
    expect(new Set(replies.map(({ status }) => status))).toEqual(
      new Set(replies.length === taken.length ? [202] : [202, 409]),
    );
    const ids = new Set(taken.map((answer) => (JSON.parse(answer) as View).id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    const [told] = await settled([id]);
    expect(told?.state).toBe('PAID');
    expect(banks.books().map(({ executions }) => executions)).toEqual([1]);
  });

  it('holds a second payout for the same obligation as a suspected duplicate', async () => {
    const first = await create('alipay', 'same-loan');
    const reply = await world.post('another-key', payoutBody('alipay', 'same-loan'));
    const second = (await reply.json()) as View;

    expect(second).toMatchObject({
      state: 'HELD',
      moneyMoved: 'no',
      failure: { code: 'risk.duplicate.suspected' },
    });
    await settled([first]);
    expect(banks.books()).toHaveLength(1);
  });

  it('answers 202 with a next action while every bank door is closed', async () => {
    await banks.close();

    const ids = await Promise.all(PAYERS.map((partner) => create(partner, `down-${partner}`)));

    const told = await Promise.all(
      ids.map((id) =>
        until(
          () => view(id),
          ({ state }) => state === 'QUEUED',
        ),
      ),
    );
    for (const payout of told) {
      expect(payout.moneyMoved).toBe('no');
      expect(payout.nextAction?.what).toBe('route');
    }
  });

  it('serves metrics of what happened', async () => {
    await settled([await create('alipay', 'metrics')]);

    const text = await (await world.get('/metrics')).text();

    expect(text).toMatch(
      /breakwater_payouts_total\{partner="alipay",currency="CNY",status="paid"\} [1-9]/,
    );
    expect(text).toMatch(
      /breakwater_partner_requests_total\{partner="alipay",operation="submit",outcome="ok"/,
    );
  });
});

it('no account, name, key or signature stands anywhere in the log of a run', async () => {
  for (const partner of PAYERS)
    banks.arm(partner, 'error500AfterExecution', {
      value: 'submit',
      rate: 0.5,
      ...howOften(partner),
    });
  const ids = await Promise.all(
    PAYERS.flatMap((partner) =>
      Array.from({ length: 4 }, (_, index) => create(partner, `log-${partner}-${index}`)),
    ),
  );
  const told = await settled(ids);

  const log = world.log();

  expect(log.split('\n').length).toBeGreaterThan(50);
  for (const partner of PAYERS) expect(log).not.toContain(creditorOf(partner).value);
  expect(log).not.toMatch(/Zhang|Bearer demo|BEGIN|signature"?[=:]|WECHATPAY2/i);
  expect(sums(ids, told).holds).toBe(true);
});

/**
 * PayPal can be asked only by its own name for a payment, and its callbacks prove nothing: where every
 * answer were lost, nothing that can be believed would ever come.
 */
function howOften(partner: string) {
  return partner === 'paypal' ? { times: 2 } : {};
}

async function create(partner: string, obligation: string): Promise<string> {
  const reply = await world.post(obligation, payoutBody(partner, obligation));
  const body = (await reply.json()) as View;
  if (reply.status !== 202) throw new Error(`${reply.status}: ${JSON.stringify(body)}`);
  return body.id;
}

async function view(id: string): Promise<View> {
  return (await (await world.get(`/v1/payouts/${id}`)).json()) as View;
}

function settled(ids: readonly string[]): Promise<View[]> {
  return Promise.all(
    ids.map((id) =>
      until(
        () => view(id),
        ({ state }) => FINAL.includes(state),
      ),
    ),
  );
}

function sums(ids: readonly string[], told: readonly View[]) {
  const counted = countMoney(ids, told, banks.books());
  expect(equation(counted)).toContain('double payments 0 | lost 0 | told wrong 0');
  return counted;
}

async function timeline(id: string): Promise<readonly Line[]> {
  const page = (await (await world.get(`/v1/payouts/${id}/events?limit=100`)).json()) as {
    readonly data: readonly Line[];
  };
  return page.data;
}

async function arm(fault: object): Promise<void> {
  const reply = await fetch(`${world.gateway.chaosUrl}/chaos/v1/faults`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo', 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (reply.status !== 201) throw new Error(await reply.text());
}
