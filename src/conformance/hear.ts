import type { Call, CallbackReading, PartnerAdapter, Stamp } from '../contract/adapter.ts';
import type { PartnerRequest } from '../contract/exchange.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Settings, StoredCase } from './subject/cases.ts';
import type { Seal, Subject, WireRequest } from './subject/subject.ts';

/** The lanes whose answers are verdicts. */
export const ANSWER_LANES = ['submit', 'inquire', 'cancel'] as const;

/** A lane whose answer is a verdict: one of {@link ANSWER_LANES}. */
export type AnswerLane = (typeof ANSWER_LANES)[number];

/** What an adapter made of a message. */
export interface Heard {
  /** The verdicts about the fixtures' own payout; none for a callback that was rejected. */
  readonly about: readonly Verdict[];
  /** The whole reading of a callback; `null` for an answer. */
  readonly callback: CallbackReading | null;
}

/** One request's envelope at the moment of the fixtures; number 0 is the one they answer. */
export function stampOf(subject: Subject, number = 0): Stamp {
  const numbered = number.toString(16).padStart(32, '0123456789abcdef');
  return {
    nowMs: subject.atMs + number * 1_000,
    nonce: number === 0 ? (subject.nonce ?? numbered) : numbered,
  };
}

/**
 * The subject as a stored case wants it: what was known when it came, and its settings. A message
 * that lies there whole was sealed under its own and no others; a document is said under those of
 * the variant too.
 */
export function inCase(subject: Subject, stored: StoredCase): Subject {
  const { message, superseded } = stored;
  const settings =
    message.kind === 'whole' ? stored.settings : { ...stored.settings, ...subject.variant };
  const known = [...subject.instruction.supersededReferences, ...superseded];
  return {
    ...subject,
    adapter: isSame(settings, subject.variant) ? subject.adapter : subject.createAdapter(settings),
    instruction: { ...subject.instruction, supersededReferences: known },
  };
}

function isSame(one: Settings, other: Settings): boolean {
  const lines = (settings: Settings) =>
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .toSorted()
      .join('\n');
  return lines(one) === lines(other);
}

/**
 * The call of a lane for the fixtures' payout, in the message that it travelled in: its reply is
 * read for this payout alone. `null` where the partner has none.
 */
export function callOf(subject: Subject, lane: AnswerLane): Call | null {
  const { adapter, instruction, batch } = subject;
  if (lane === 'inquire' && adapter.capabilities.inquiryHorizonMs === null) return null;
  if (batch === null || adapter.batch === undefined || lane === 'cancel') {
    return adapter[lane](instruction, stampOf(subject));
  }
  const { partnerKey, partnerReference } = instruction;
  const sent = { ...batch, members: [instruction, ...batch.members.slice(1)] };
  const { request, read } =
    lane === 'submit'
      ? adapter.batch.submit(sent, stampOf(subject))
      : adapter.batch.inquire(sent, partnerReference ?? '', stampOf(subject));
  return {
    request,
    read(reply, nowMs) {
      const { whole, items } = read(reply, nowMs);
      return items.get(partnerKey) ?? whole;
    },
  };
}

/** A request as it stands on the wire; a request without a body has an empty one. */
export function wireOf(request: PartnerRequest): WireRequest {
  return { ...request, body: request.body ?? '' };
}

/** Reads a stored message just as it lies there. */
export function hearStored(fixtures: Subject, stored: StoredCase): Heard {
  const { lane, message } = stored;
  if (message.kind === 'document') return hear(fixtures, stored, message.document);
  const subject = inCase(fixtures, stored);
  const { status, headers, body } = message;
  if (lane === 'callback') return hearCallback(subject, { headers, body });
  return hearAnswer(subject, lane, () => ({ status, headers, body }));
}

/** Says a document in the partner's voice, in the place of a stored one, and reads it. */
export function hear(
  fixtures: Subject,
  stored: StoredCase,
  document: string,
  seal: Seal = { atMs: fixtures.atMs, manner: 'true' },
): Heard {
  const { lane, message } = stored;
  const said = { kind: 'document', status: message.status, document } as const;
  const subject = inCase(fixtures, { ...stored, message: said });
  const { voice } = subject;
  if (lane === 'callback') return hearCallback(subject, voice.notice(document, seal));
  const { status } = message;
  return hearAnswer(subject, lane, (request) => voice.answer(request, { status, document }, seal));
}

/** The document inside a stored message; a foreign one, which nobody can open, as it stands. */
export function documentOf({ voice }: Subject, { lane, message }: StoredCase): string {
  if (message.kind === 'document') return message.document;
  try {
    return lane === 'callback' ? voice.openNotice(message.body) : voice.openAnswer(message.body);
  } catch {
    return message.body;
  }
}

/** True when the message could not end or advance a payout: all it says is doubt, or nothing. */
export function isDoubt({ about }: Heard): boolean {
  return about.every(({ kind }) => kind === 'unknown');
}

/** The stored case of a lane that says the most: an execution, else an acceptance. */
export function decidingCase(subject: Subject, lane: AnswerLane | 'callback'): StoredCase | null {
  const cases = subject.cases.filter((stored) => stored.lane === lane);
  const saying = (kind: Verdict['kind']) =>
    cases.find((stored) => hearStored(subject, stored).about.some((said) => said.kind === kind));
  return (
    saying('executed') ?? saying('accepted') ?? saying('refused') ?? saying('cancelled') ?? null
  );
}

function hearAnswer(
  subject: Subject,
  lane: Exclude<StoredCase['lane'], 'callback'>,
  reply: (request: WireRequest) => ReturnType<Subject['voice']['answer']>,
): Heard {
  if (lane === 'probe' || lane === 'session') return { about: [], callback: null };
  const call = callOf(subject, lane);
  if (call === null) return { about: [], callback: null };
  const verdict = call.read(reply(wireOf(call.request)), subject.atMs);
  return { about: [verdict], callback: null };
}

function hearCallback(
  { adapter, instruction, atMs }: Subject,
  delivery: Parameters<PartnerAdapter['readCallback']>[0],
): Heard {
  const callback = adapter.readCallback(delivery, atMs);
  const news = callback.kind === 'news' ? callback.news : [];
  const about = news
    .filter(({ partnerKey }) => partnerKey === instruction.partnerKey)
    .map(({ verdict }) => verdict);
  return { about, callback };
}
