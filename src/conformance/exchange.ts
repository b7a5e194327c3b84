import type { Call, Instruction } from '../contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../contract/exchange.ts';
import type { Verdict } from '../contract/verdict.ts';
import { wireOf } from './hear.ts';
import type { SandboxDoor, Subject, TranscriptLine } from './subject.ts';

/** Longer than any simulated partner takes to settle an ordinary order. */
const SETTLE_MS = 600_000;

/** An adapter and a simulated partner face to face, every message written down. */
export interface Session {
  readonly door: SandboxDoor;
  submit(instruction: Instruction): Promise<Verdict>;
  inquire(instruction: Instruction): Promise<Verdict>;
  /** True when the probe found life. */
  probe(): Promise<boolean>;
  settle(): Promise<void>;
  transcript(): readonly TranscriptLine[];
}

/** Opens a simulated partner and talks to it as the engine would, token and all. */
export function openSession(subject: Subject): Session {
  const { adapter } = subject;
  const door = subject.openSandbox();
  const lines: TranscriptLine[] = [];
  let requests = 0;
  let token: string | null = null;

  const stamp = () => {
    requests += 1;
    return { nowMs: door.nowMs(), nonce: requests.toString(16).padStart(32, 'c0ffee') };
  };

  const send = async (request: PartnerRequest): Promise<PartnerReply> => {
    const wire = wireOf(request);
    const reply = await door.handle(wire);
    lines.push({ kind: 'request', ...wire }, { kind: 'reply', ...reply });
    return reply;
  };

  const authorized = async (request: PartnerRequest): Promise<PartnerRequest> => {
    const { session } = adapter;
    if (session === undefined) return request;
    if (token === null) {
      const reading = session.read(await send(session.request(stamp())), door.nowMs());
      if (reading.kind === 'refused') throw new Error(`no token: ${reading.detail}`);
      token = reading.token;
    }
    return session.authorize(request, token);
  };

  const ask = async (call: Call): Promise<Verdict> =>
    call.read(await send(await authorized(call.request)), door.nowMs());

  return {
    door,
    submit: (instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction) => ask(adapter.inquire(instruction, stamp())),
    async probe() {
      const { request, read } = adapter.probe(stamp());
      return read(await send(await authorized(request)), door.nowMs()).alive;
    },
    settle: () => door.advance(SETTLE_MS),
    transcript: () => [
      ...lines,
      ...door.callbacks().map((callback) => ({ kind: 'callback' as const, ...callback })),
    ],
  };
}

/** The fixtures' payout as a new one at the sandbox: nothing has been learned of it yet. */
export function freshInstruction({ instruction, atMs }: Subject): Instruction {
  return { ...instruction, intentAtMs: atMs, partnerReference: null, supersededReferences: [] };
}

/** The same with what the partner called it, if it said so. */
export function wiser(instruction: Instruction, said: Verdict): Instruction {
  const reference = 'partnerReference' in said ? said.partnerReference : undefined;
  return reference === undefined ? instruction : { ...instruction, partnerReference: reference };
}
