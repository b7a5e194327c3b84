/*
 * Goal: every behaviour of ledger and wire does what its sentence in BEHAVIOURS says, armed as well
 * as asked for by a magic value, and touches no operation it does not concern.
 * Method: a partner of the simplest protocol on virtual time; a table with one proof per behaviour,
 * which must be as long as BEHAVIOURS says.
 */
import { describe, expect, it } from 'vitest';

import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import { BEHAVIOURS } from '../../../src/sandbox/behaviours/behaviour-table.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { virtualRuntime, type VirtualRuntime } from '../../support/virtual-runtime.ts';
import { plainPartner, SETTLE_MS } from './plain-partner.ts';

/** What a case may do: submit, inquire and cancel order A, wait, and look at the books. */
interface World {
  readonly runtime: VirtualRuntime;
  submit(): Promise<SandboxReply>;
  inquire(): Promise<SandboxReply>;
  cancel(): Promise<SandboxReply>;
  status(): string | undefined;
  executions(): number;
}

interface Case {
  readonly name: BehaviourName;
  readonly value?: string;
  readonly proof: (world: World) => Promise<void>;
}

const CASES: readonly Case[] = [
  {
    name: 'payAtOnce',
    async proof(world) {
      await world.submit();
      expect(world.status()).toBe('executed');
    },
  },
  {
    name: 'payAfter',
    value: '700',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(699);
      expect(world.status()).toBe('accepted');
      await world.runtime.advance(1);
      expect(world.status()).toBe('executed');
    },
  },
  {
    name: 'rejectAtOnce',
    value: 'AC04',
    async proof(world) {
      const reply = await world.submit();
      expect(bodyOf(reply)).toBe('taken');
      expect(world.status()).toBe('rejected AC04');
    },
  },
  {
    name: 'rejectAfter',
    value: 'AC06:700',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(699);
      expect(world.status()).toBe('accepted');
      await world.runtime.advance(1);
      expect(world.status()).toBe('rejected AC06');
      expect(world.executions()).toBe(0);
    },
  },
  {
    name: 'payAfterReject',
    value: 'AC06:700',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(700);
      expect(world.status()).toBe('rejected AC06');
      await world.runtime.advance(699);
      expect(world.executions()).toBe(0);
      await world.runtime.advance(1);
      expect(world.status()).toBe('executed');
      expect(world.executions()).toBe(1);
    },
  },
  {
    name: 'returnAfter',
    value: 'AC04:700:10',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(SETTLE_MS + 699);
      expect(world.status()).toBe('executed');
      await world.runtime.advance(1);
      expect(world.status()).toBe('returned AC04 fee 10');
      expect(world.executions()).toBe(1);
    },
  },
  {
    name: 'stuck',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(86_400_000);
      expect(world.status()).toBe('accepted');
    },
  },
  {
    name: 'refuse',
    value: 'payee',
    async proof(world) {
      const reply = await world.submit();
      expect(bodyOf(reply)).toBe('refused');
      expect(world.status()).toBeUndefined();
    },
  },
  {
    name: 'throttle',
    async proof(world) {
      const reply = await world.submit();
      expect(bodyOf(reply)).toBe('refused');
      expect(world.status()).toBeUndefined();
    },
  },
  { name: 'resetBeforeExecution', proof: (world) => lostBefore(world, 'reset') },
  { name: 'error500BeforeExecution', proof: (world) => lostBefore(world, 500) },
  { name: 'resetAfterExecution', proof: (world) => lostAfter(world, 'reset') },
  { name: 'silentAfterExecution', proof: (world) => lostAfter(world, 'silence') },
  { name: 'error500AfterExecution', proof: (world) => lostAfter(world, 500) },
  {
    name: 'garbage',
    async proof(world) {
      const reply = await world.submit();
      expect(seen(reply)).toBe(200);
      expect(bodyOf(reply)).toContain('<html>');
      expect(world.status()).toBe('accepted');
    },
  },
  {
    name: 'answerLate',
    value: 'submit:3000',
    async proof(world) {
      const reply = await world.submit();
      expect(reply).toMatchObject({ kind: 'answer', body: 'taken', delayMs: 3_000 });
      expect(world.status()).toBe('accepted');
    },
  },
  {
    name: 'closeKeepAlive',
    async proof(world) {
      const reply = await world.submit();
      expect(reply).toMatchObject({ kind: 'answer', body: 'taken', close: true });
    },
  },
  {
    name: 'down',
    value: 'all',
    async proof(world) {
      const replies = [await world.submit(), await world.inquire(), await world.cancel()];
      expect(replies.map(seen)).toEqual(['reset', 'reset', 'reset']);
      expect(world.status()).toBeUndefined();
    },
  },
  {
    name: 'inquiryNotFoundFor',
    value: '700',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(699);
      expect(seen(await world.inquire())).toBe(404);
      await world.runtime.advance(1);
      expect(bodyOf(await world.inquire())).toBe('executed');
    },
  },
  {
    name: 'inquiryDown',
    async proof(world) {
      expect(seen(await world.submit())).toBe(200);
      expect(seen(await world.inquire())).toBe(503);
      expect(seen(await world.cancel())).toBe(200);
    },
  },
  {
    name: 'forgetKeyAfter',
    value: '700',
    async proof(world) {
      await world.submit();
      await world.runtime.advance(699);
      expect(bodyOf(await world.submit())).toBe('repeat');
      await world.runtime.advance(1);
      expect(bodyOf(await world.submit())).toBe('taken');
      await world.runtime.advance(SETTLE_MS);
      expect(world.executions()).toBe(2);
    },
  },
  {
    name: 'dedupeOff',
    async proof(world) {
      const replies = [await world.submit(), await world.submit(), await world.submit()];
      await world.runtime.advance(SETTLE_MS);
      expect(replies.map(bodyOf)).toEqual(['taken', 'taken', 'taken']);
      expect(world.executions()).toBe(3);
    },
  },
  {
    name: 'callbackEarly',
    value: '1500',
    async proof(world) {
      const reply = await world.submit();
      expect(reply).toMatchObject({ body: 'taken', delayMs: 1_500 });
      expect(await world.inquire()).not.toHaveProperty('delayMs');
    },
  },
];

describe.each(CASES)('$name', ({ name, value, proof }) => {
  it('does what its sentence says when it is armed', async () => {
    expect.hasAssertions();
    const world = worldOf('');
    world.partner.bank.behaviours.arm({
      name,
      rate: 1,
      times: null,
      endsAtMs: null,
      value: value ?? null,
    });

    await proof(world);
  });

  it('does the same as a magic value', async () => {
    expect.hasAssertions();
    const world = worldOf(`for the loan sim:${name}${value === undefined ? '' : `=${value}`}`);

    await proof(world);
  });
});

describe('the table of behaviours', () => {
  it('has a proof for every behaviour that ledger and wire honour', () => {
    const own = Object.entries(BEHAVIOURS)
      .filter(([, { layer }]) => layer === 'bank' || layer === 'wire')
      .map(([name]) => name);

    expect(CASES.map(({ name }) => name).toSorted()).toEqual(own.toSorted());
  });
});

describe('a wire behaviour', () => {
  it('concerns submits alone unless its value says otherwise', async () => {
    const world = worldOf('');
    arm(world.partner, 'resetAfterExecution', null, 1);

    const replies = [await world.inquire(), await world.cancel(), await world.submit()];

    expect(replies.map(seen)).toEqual([404, 200, 'reset']);
  });

  it('is not counted down by an operation it does not concern', async () => {
    const world = worldOf('');
    arm(world.partner, 'garbage', 'inquire+cancel', 1);

    await world.submit();
    const [inquiry, cancel] = [await world.inquire(), await world.cancel()];

    expect(bodyOf(inquiry)).toContain('<html>');
    expect(bodyOf(cancel)).toBe('cancelled');
  });

  it('asked for by an order strikes its later inquiries, which carry no text', async () => {
    const world = worldOf('sim:silentAfterExecution=inquire*2');

    await world.submit();
    const replies = [await world.inquire(), await world.inquire(), await world.inquire()];

    expect(replies.map(seen)).toEqual(['silence', 'silence', 200]);
  });
});

function worldOf(text: string): World & { readonly partner: SandboxPartner } {
  const runtime = virtualRuntime(1);
  const partner = plainPartner(runtime);
  const call = (method: string, path: string, body: string) =>
    partner.handle({ method, path, headers: {}, body });
  return {
    runtime,
    partner,
    submit: () => call('POST', '/submit/A', text),
    inquire: () => call('GET', '/inquire/A', ''),
    cancel: () => call('POST', '/cancel/A', ''),
    status: () => {
      const found = partner.bank.find('A');
      if (found === null) return undefined;
      const fee = found.feeMinor > 0n ? ` fee ${found.feeMinor}` : '';
      return `${[found.status, found.reasonCode ?? ''].join(' ').trimEnd()}${fee}`;
    },
    executions: () => partner.bank.books()[0]?.executions ?? 0,
  };
}

async function lostBefore(world: World, expected: string | number): Promise<void> {
  const reply = await world.submit();

  expect(seen(reply)).toBe(expected);
  expect(world.status()).toBeUndefined();
}

async function lostAfter(world: World, expected: string | number): Promise<void> {
  const reply = await world.submit();
  await world.runtime.advance(SETTLE_MS);

  expect(seen(reply)).toBe(expected);
  expect(world.status()).toBe('executed');
  expect(world.executions()).toBe(1);
}

function arm(
  { bank }: SandboxPartner,
  name: BehaviourName,
  value: string | null,
  times: number | null,
): void {
  bank.behaviours.arm({ name, rate: 1, times, endsAtMs: null, value });
}

function seen(reply: SandboxReply): string | number {
  return reply.kind === 'answer' ? reply.status : reply.kind;
}

function bodyOf(reply: SandboxReply): string {
  return reply.kind === 'answer' ? reply.body : reply.kind;
}
