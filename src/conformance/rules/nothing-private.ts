import type { Instruction } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import { freshInstruction, openSession, wiser } from '../exchange.ts';
import { ANSWER_LANES, callOf } from '../hear.ts';
import { note, type Note, type Rule } from '../rule.ts';
import type { Subject, TranscriptLine } from '../subject/subject.ts';

/** Shorter runs of base64 are words. */
const SIGNATURE = /[A-Za-z0-9+/_-]{40,}={0,2}/g;

/** What is kept of a conversation, and what is said of it, names nobody. */
export const nothingPrivate: Rule = {
  name: 'nothing-private',
  promise:
    'No account, name, key or signature of a recorded transcript survives its scrubbing, or is quoted in our own words.',
  why: 'Logs and recordings are copied, mailed and kept for years.',

  async check(subject) {
    const session = openSession(subject);
    const instruction = freshInstruction(subject);
    const taken = await session.submit(instruction);
    if (subject.adapter.capabilities.inquiryHorizonMs !== null) {
      await session.inquire(wiser(instruction, taken));
    }
    await session.probe();
    await session.settle();
    const transcript = session.transcript();
    const secrets = [...privateParts(instruction), ...sealsIn(transcript), ...subject.secrets];
    return [
      note(
        'control',
        saidOpenly(subject, transcript).includes(instruction.partnerKey),
        'the transcript holds nothing: the rule would see nothing',
      ),
      absentFrom('transcript', subject.scrub(transcript), secrets),
      ...ownWords(subject, instruction),
    ];
  },
};

/** What the partner reads in it: where requests are encrypted, nobody else can see that it is true. */
function saidOpenly({ voice }: Subject, transcript: readonly TranscriptLine[]): string {
  const requests = transcript.filter((line) => line.kind === 'request');
  return requests
    .map((line) => `${line.path} ${line.body} ${voice.openRequest?.(line) ?? ''}`)
    .join('\n');
}

/** Whole and in the parts that would still name somebody. */
function privateParts({ partnerKey, creditor }: Instruction): readonly string[] {
  const { name, account } = creditor;
  return [
    partnerKey,
    name,
    ...name.split(' ').filter((word) => word.length > 2),
    encodeURIComponent(name),
    account.value,
    account.value.slice(0, 8),
    account.value.slice(-8),
  ];
}

function sealsIn(transcript: readonly TranscriptLine[]): readonly string[] {
  return transcript.flatMap((line) =>
    [...Object.values(line.headers), line.body].flatMap((text) => text.match(SIGNATURE) ?? []),
  );
}

/** A hostile answer must not get its words into our log by way of a verdict's detail. */
function ownWords(subject: Subject, instruction: Instruction): readonly Note[] {
  const parts = privateParts(instruction);
  const stuffed = parts.join(' ');
  const replies: readonly PartnerReply[] = [
    { status: 500, headers: {}, body: stuffed },
    {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: stuffed, status: stuffed, message: stuffed }),
    },
  ];
  const said = ANSWER_LANES.flatMap((lane) => {
    const call = callOf(subject, lane);
    return call === null ? [] : replies.map((reply) => call.read(reply, subject.atMs));
  });
  const callback = subject.adapter.readCallback({ headers: {}, body: stuffed }, subject.atMs);
  return [
    absentFrom('verdicts', subject.redact(JSON.stringify(said, plain)), parts),
    absentFrom('callback', subject.redact(JSON.stringify(callback, plain)), parts),
  ];
}

function absentFrom(part: string, text: string, secrets: readonly string[]): Note {
  const leaks = secrets.filter((secret) => secret !== '' && text.includes(secret));
  // The finding must not leak either: it says how long, not what.
  const shown = leaks.map((leak) => `one of ${leak.length} characters`).join(', ');
  return note(part, leaks.length === 0, `${part}: private text is left: ${shown}`);
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
