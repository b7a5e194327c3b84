import { createWechat } from '../../../adapters/wechat/adapter.ts';
import type { Call, CallbackReading, Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { BankInstruction } from '../../../src/sandbox/bank/bank.ts';
import type { Behaviour, BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';
import { createSandboxWechat } from '../../../src/sandbox/partners/wechat/server.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

export const KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const OPENID = 'oDEMO-only_openid_0000000001';

/** An order of 123.45 yuan; `text` becomes the remark, where magic values may stand. */
export function order(changes: Partial<Instruction> = {}): Instruction {
  return {
    partnerKey: KEY,
    amount: { currency: 'CNY', minor: 12_345n },
    creditor: { name: '演示用户', account: { type: 'wechat_openid', value: OPENID } },
    remittance: '借款到账',
    intentAtMs: 0,
    partnerReference: null,
    supersededReferences: [],
    ...changes,
  };
}

/** The gateway's adapter and the simulated partner, face to face, without a socket. */
export function openWorld({ settleMs = 1_000, openingBalanceMinor = 1_000_000n } = {}) {
  const runtime = virtualRuntime(7);
  const secret = demoSecret('wechat', new URL('../../../fixtures/', import.meta.url));
  const adapter = createWechat(secret);
  const log: string[] = [];
  const sandbox = createSandboxWechat(
    {
      runtime,
      seed: 'wechat-7',
      callbackUrl: 'http://127.0.0.1:8080/callbacks/wechat',
      settleMs,
      openingBalanceMinor,
      log: (line) => log.push(line),
    },
    secret,
  );
  const changes: BankInstruction[] = [];
  sandbox.bank.onChange((instruction) => changes.push(instruction));
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });

  const send = (request: PartnerRequest): Promise<SandboxReply> =>
    sandbox.handle({ ...request, body: request.body ?? '' });

  const ask = async (call: Call | null): Promise<Verdict> => {
    if (call === null) throw new Error('the adapter has no such call');
    return call.read(answered(await send(call.request)), runtime.now());
  };

  return {
    runtime,
    adapter,
    sandbox,
    secret,
    log,
    changes,
    stamp,
    send,
    submit: (instruction: Instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction: Instruction) => ask(adapter.inquire(instruction, stamp())),
    cancel: (instruction: Instruction) => ask(adapter.cancel(instruction, stamp())),
    arm: (name: BehaviourName, changed: Partial<Behaviour> = {}) =>
      sandbox.bank.behaviours.arm({
        name,
        rate: 1,
        times: null,
        endsAtMs: null,
        value: null,
        ...changed,
      }),
    /** Delivers the notice about the last change, as WeChat would at this moment. */
    notify(): CallbackReading | null {
      const last = changes.at(-1);
      const callback = last === undefined ? null : sandbox.callback(last);
      return callback === null ? null : adapter.readCallback(callback, runtime.now());
    },
  };
}

/** What arrived; a reset or a silence is the transport's business and not the adapter's. */
export function answered(reply: SandboxReply): PartnerReply {
  if (reply.kind !== 'answer') throw new Error(`no answer but ${reply.kind}`);
  const { status, headers, body } = reply;
  return { status, headers, body };
}
