import type { Batch, BatchReading, BatchRules, Instruction } from '../contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../contract/exchange.ts';
import type { Verdict } from '../contract/verdict.ts';
import { wireOf } from './hear.ts';
import type { SandboxDoor, Subject, TranscriptLine } from './subject/subject.ts';

/** Longer than any simulated partner takes to settle an ordinary order. */
const SETTLE_MS = 600_000;

/** An adapter and a simulated partner face to face, every message written down. */
export interface Session {
  readonly door: SandboxDoor;
  submit(instruction: Instruction): Promise<Verdict>;
  inquire(instruction: Instruction): Promise<Verdict>;
  /** Both throw where the adapter takes no batches. */
  submitBatch(batch: Batch): Promise<BatchReading>;
  inquireBatch(batch: Batch, partnerReference: string): Promise<BatchReading>;
  /** True when the probe found life. */
  probe(): Promise<boolean>;
  settle(): Promise<void>;
  transcript(): readonly TranscriptLine[];
}

/** A call of any kind: a request, and what its reply is read as. */
interface Asked<Reading> {
  readonly request: PartnerRequest;
  read(reply: PartnerReply, nowMs: number): Reading;
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

  const ask = async <Reading>(call: Asked<Reading>): Promise<Reading> =>
    call.read(await send(await authorized(call.request)), door.nowMs());

  const batches = (): BatchRules => {
    if (adapter.batch === undefined) throw new Error('the adapter takes no batches');
    return adapter.batch;
  };

  return {
    door,
    submit: (instruction) => ask(adapter.submit(instruction, stamp())),
    inquire: (instruction) => ask(adapter.inquire(instruction, stamp())),
    submitBatch: (batch) => ask(batches().submit(batch, stamp())),
    inquireBatch: (batch, reference) => ask(batches().inquire(batch, reference, stamp())),
    probe: async () => (await ask(adapter.probe(stamp()))).alive,
    settle: () => door.advance(SETTLE_MS),
    transcript: () => [
      ...lines,
      ...door.callbacks().map((callback) => ({ kind: 'callback' as const, ...callback })),
    ],
  };
}

/** The fixtures' payout as a new one at the sandbox: nothing has been learned of it yet. */
export function freshInstruction({ instruction }: Subject): Instruction {
  return unlearned(instruction);
}

/** An instruction as it was before the partner said anything. */
export function unlearned(instruction: Instruction): Instruction {
  return { ...instruction, partnerReference: null, supersededReferences: [] };
}

/** The same with what the partner called it, if it said so. */
export function wiser(instruction: Instruction, said: Verdict): Instruction {
  const reference = 'partnerReference' in said ? said.partnerReference : undefined;
  return reference === undefined ? instruction : { ...instruction, partnerReference: reference };
}
