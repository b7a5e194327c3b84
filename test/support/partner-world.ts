import { ADAPTERS } from '../../adapters/registry.ts';
import type {
  AdapterFactory,
  Call,
  CallbackReading,
  Instruction,
  PartnerAdapter,
} from '../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../src/contract/exchange.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { BankInstruction } from '../../src/sandbox/bank/bank.ts';
import type { Behaviour, BehaviourName } from '../../src/sandbox/behaviours/behaviour.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';
import type { SandboxReply } from '../../src/sandbox/partners/messages.ts';
import type {
  SandboxCallback,
  SandboxPartner,
} from '../../src/sandbox/partners/sandbox-partner.ts';
import { createSandboxPartner } from '../../src/sandbox/partners/sandbox-partners.ts';
import { type VirtualRuntime, virtualRuntime } from './virtual-runtime.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** How a partner's world may differ from the usual one. */
export interface PartnerWorldOptions {
  /** How long an order stays accepted, in ms; 1000 when absent, 0: paid before it is answered. */
  readonly settleMs?: number;
  readonly openingBalanceMinor?: bigint;
  readonly seed?: number;
  /** Secrets that both sides are given instead of their demo secrets. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly gatewayUrl?: string;
}

/** The gateway's adapter and the simulated partner, face to face, without a socket. */
export interface PartnerWorld {
  readonly runtime: VirtualRuntime;
  readonly adapter: PartnerAdapter;
  readonly sandbox: SandboxPartner;
  readonly secret: (name: string) => string;
  /** What the simulated partner has logged. */
  readonly log: readonly string[];
  /** Every change of an instruction so far: each is worth a callback, or none. */
  readonly changes: readonly BankInstruction[];
  stamp(): { readonly nowMs: number; readonly nonce: string };
  send(request: PartnerRequest): Promise<SandboxReply>;
  submit(instruction: Instruction): Promise<Verdict>;
  inquire(instruction: Instruction): Promise<Verdict>;
  cancel(instruction: Instruction): Promise<Verdict>;
  /** Arms a behaviour for every order and for ever, unless `changed` says otherwise. */
  arm(name: BehaviourName, changed?: Partial<Behaviour>): void;
  /** What the partner pushes for each change so far, built at this moment. */
  callbacks(): readonly SandboxCallback[];
  /** The callbacks as the adapter reads them. */
  news(): readonly CallbackReading[];
  /** The callback about the last change alone; `null` when the partner sends none for it. */
  notify(): CallbackReading | null;
}

/** Opens both sides of one partner on virtual time, with the demo secrets of its fixtures. */
export function openPartnerWorld(
  partner: keyof typeof ADAPTERS,
  options: PartnerWorldOptions = {},
): PartnerWorld {
  const { settleMs = 1_000, openingBalanceMinor = 1_000_000n, seed = 7 } = options;
  const { secrets = {}, gatewayUrl = 'http://127.0.0.1:8080' } = options;
  const runtime = virtualRuntime(seed);
  const demo = demoSecret(partner, FIXTURES);
  const secret = (name: string) => secrets[name] ?? demo(name);
  const create: AdapterFactory = ADAPTERS[partner];
  const adapter = create(secret);
  const log: string[] = [];
  const sandbox = createSandboxPartner(partner, {
    runtime,
    seed: `${partner}-${seed}`,
    gatewayUrl,
    settleMs,
    openingBalanceMinor,
    fixturesFolder: FIXTURES,
    secretsOf: () => secret,
    log: (line) => log.push(line),
  });
  const changes: BankInstruction[] = [];
  sandbox.bank.onChange((instruction) => changes.push(instruction));
  const stamp = () => ({ nowMs: runtime.now(), nonce: runtime.randomHex(16) });
  const send = (request: PartnerRequest) =>
    sandbox.handle({ ...request, body: request.body ?? '' });
  const ask = async (call: Call | null): Promise<Verdict> => {
    if (call === null) throw new Error('the adapter has no such call');
    return call.read(answered(await send(call.request)), runtime.now());
  };
  const callbacks = () => changes.flatMap((change) => sandbox.callback(change) ?? []);
  const read = (callback: SandboxCallback) => adapter.readCallback(callback, runtime.now());
  return {
    runtime,
    adapter,
    sandbox,
    secret,
    log,
    changes,
    stamp,
    send,
    submit: (instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction) => ask(adapter.inquire(instruction, stamp())),
    cancel: (instruction) => ask(adapter.cancel(instruction, stamp())),
    arm(name, changed = {}) {
      const always = { rate: 1, times: null, endsAtMs: null, value: null };
      sandbox.bank.behaviours.arm({ name, ...always, ...changed });
    },
    callbacks,
    news: () => callbacks().map(read),
    notify() {
      const last = changes.at(-1);
      const callback = last === undefined ? null : sandbox.callback(last);
      return callback === null ? null : read(callback);
    },
  };
}

/** What arrived; a reset or a silence is the transport's business and not the adapter's. */
export function answered(reply: SandboxReply): PartnerReply {
  if (reply.kind !== 'answer') throw new Error(`no answer but ${reply.kind}`);
  const { status, headers, body } = reply;
  return { status, headers, body };
}
