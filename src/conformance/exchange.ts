import type {
  Batch,
  BatchReading,
  BatchRules,
  CallbackDelivery,
  Instruction,
} from '../contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../contract/exchange.ts';
import type { Verdict } from '../contract/verdict.ts';
import { wireOf } from './hear.ts';
import type { SandboxDoor, Subject, TranscriptLine } from './subject/subject.ts';

/** Longer than any simulated partner takes to settle an ordinary order. */
const SETTLE_MS = 600_000;

/** What the engine holds of a copy whose answer never came. */
export const LOST: Verdict = {
  kind: 'unknown',
  failure: 'technical.latency.response',
  detail: 'lost',
};

/** One copy that has left us and has not arrived. */
export interface CopyUnderWay {
  /** Lets it arrive now. `null`: the partner takes no copy that old, and nobody answers. */
  arrive(): Promise<Verdict | null>;
}

/** An adapter and a simulated partner face to face, every message written down. */
export interface Session {
  readonly door: SandboxDoor;
  /** `overhear` is shown the reply as it came. */
  submit(instruction: Instruction, overhear?: (reply: PartnerReply) => void): Promise<Verdict>;
  /** Sends a copy that stays under way until it is let in; its envelope is of now. */
  send(instruction: Instruction): Promise<CopyUnderWay>;
  /** With `change` the partner says something else, in its true voice, in place of its answer. */
  inquire(instruction: Instruction, change?: (document: string) => string): Promise<Verdict>;
  /** `null` where the adapter has no such call. */
  cancel(instruction: Instruction): Promise<Verdict | null>;
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
export function openSession(subject: Subject, door = subject.openSandbox()): Session {
  const { adapter } = subject;
  const lines: TranscriptLine[] = [];
  const post = async (request: PartnerRequest, ageMs = 0): Promise<PartnerReply | null> => {
    const wire = wireOf(request);
    const reply = await door.handle(wire, ageMs);
    if (reply !== null) lines.push({ kind: 'request', ...wire }, { kind: 'reply', ...reply });
    return reply;
  };
  const stamp = stamps(door);
  const authorized = tokens(subject, door, stamp, post);

  const ask = async <Reading>(
    call: Asked<Reading>,
    onTheWay: (reply: PartnerReply, request: PartnerRequest) => PartnerReply = (reply) => reply,
  ): Promise<Reading> => {
    const request = await authorized(call.request);
    const reply = await post(request);
    if (reply === null) throw new Error('the sandbox dropped a copy that had just left');
    return call.read(onTheWay(reply, request), door.nowMs());
  };
  const saidOtherwise =
    (change: (document: string) => string) => (reply: PartnerReply, request: PartnerRequest) => {
      const document = change(subject.voice.openAnswer(reply.body));
      const seal = { atMs: door.nowMs(), manner: 'true' } as const;
      return subject.voice.answer(wireOf(request), { status: reply.status, document }, seal);
    };
  const batches = (): BatchRules => {
    if (adapter.batch === undefined) throw new Error('the adapter takes no batches');
    return adapter.batch;
  };

  return {
    door,
    submit: (instruction, overhear) =>
      ask(adapter.submit(instruction, stamp()), (reply) => {
        overhear?.(reply);
        return reply;
      }),
    async send(instruction) {
      const call = adapter.submit(instruction, stamp());
      const request = await authorized(call.request);
      const sentAtMs = door.nowMs();
      return {
        async arrive() {
          const reply = await post(request, door.nowMs() - sentAtMs);
          return reply === null ? null : call.read(reply, door.nowMs());
        },
      };
    },
    inquire: (instruction, change) =>
      ask(adapter.inquire(instruction, stamp()), change && saidOtherwise(change)),
    async cancel(instruction) {
      const call = adapter.cancel(instruction, stamp());
      return call === null ? null : await ask(call);
    },
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

function stamps(door: SandboxDoor) {
  let requests = 0;
  return () => {
    requests += 1;
    return { nowMs: door.nowMs(), nonce: requests.toString(16).padStart(32, 'c0ffee') };
  };
}

/** Puts the token on a request where the partner hands one out, and asks anew once it has ended. */
function tokens(
  { adapter: { session } }: Subject,
  door: SandboxDoor,
  stamp: ReturnType<typeof stamps>,
  post: (request: PartnerRequest) => Promise<PartnerReply | null>,
) {
  let held: { readonly token: string; readonly endsAtMs: number } | null = null;
  return async (request: PartnerRequest): Promise<PartnerRequest> => {
    if (session === undefined) return request;
    if (held === null || held.endsAtMs <= door.nowMs()) {
      const reply = await post(session.request(stamp()));
      if (reply === null) throw new Error('the sandbox dropped the request for a token');
      const reading = session.read(reply, door.nowMs());
      if (reading.kind === 'refused') throw new Error(`no token: ${reading.detail}`);
      held = reading;
    }
    return session.authorize(request, held.token);
  };
}

/** What a callback says of the fixtures' payout; nothing when it was rejected or is of another. */
export function newsOf(
  { adapter, instruction }: Subject,
  delivery: CallbackDelivery,
  atMs: number,
): readonly Verdict[] {
  const reading = adapter.readCallback(delivery, atMs);
  if (reading.kind !== 'news') return [];
  return reading.news
    .filter(({ partnerKey }) => partnerKey === instruction.partnerKey)
    .map(({ verdict }) => verdict);
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
