import { gzipSync } from 'node:zlib';

import type { Call } from '../../contract/adapter.ts';
import type { PartnerReply } from '../../contract/exchange.ts';
import {
  ANSWER_LANES,
  type AnswerLane,
  callOf,
  decidingCase,
  documentOf,
  wireOf,
} from '../hear.ts';
import { broken, held, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const HTML = '<!DOCTYPE html><html><head><title>Not what you asked for</title></head></html>';
const FIVE_MB = 5_000_000;

/** A longer answer is cut at this many places only; sealing the parts anew costs a signature each. */
const CUTS_MAX = { wire: 400, partner: 40 } as const;

/**
 * What stands between us and a partner says all of these on a bad day. Read by the adapter alone:
 * the transport's own limits stop some of them earlier, and must not be what saves the money.
 */
export const hostileReplies: Rule = {
  name: 'hostile-replies',
  promise:
    'Empty, foreign, cut, compressed, mislabelled and endless answers are doubt, and none throws.',
  why: 'Any proxy can say 404; a bug in a reader is no verdict.',

  check(subject) {
    return ANSWER_LANES.flatMap((lane) => {
      const call = callOf(subject, lane);
      return call === null
        ? [skipped(lane, `the partner has no ${lane}`)]
        : hostileTo(subject, lane, call);
    });
  },
};

function hostileTo(subject: Subject, lane: AnswerLane, call: Call): readonly Note[] {
  // At some partners a cancel is only ever heard, and no answer to it decides.
  const stored = decidingCase(subject, lane) ?? subject.cases.find((one) => one.lane === lane);
  if (stored === undefined) return [broken(lane, `no answer to a ${lane} is stored`)];
  const document = documentOf(subject, stored).trimEnd();
  const say = (text: string) =>
    subject.voice.answer(
      wireOf(call.request),
      { status: stored.message.status, document: text },
      { atMs: subject.atMs, manner: 'true' },
    );
  const good = say(document);
  const table: readonly (readonly [string, PartnerReply])[] = [
    ['an empty 200', page(200, '', {})],
    ['an HTML 200', page(200, HTML)],
    ['an HTML 404', page(404, HTML)],
    ['an HTML 502', page(502, HTML)],
    ['a redirect', page(302, '', { location: 'https://elsewhere.example/' })],
    ["HTML under the partner's content type", { ...good, body: HTML }],
    ['JSON null', { ...good, body: 'null' }],
    ['a bare word', { ...good, body: 'SUCCESS' }],
    ['an answer that is still compressed', gzipped(good, 1)],
    ['half of a compressed answer', gzipped(good, 0.5)],
    ['an answer drowned in 5 MB', { ...good, body: good.body + 'x'.repeat(FIVE_MB) }],
    ['5 MB of brackets', { ...good, body: '['.repeat(FIVE_MB) }],
    ['5 MB of HTML', page(200, HTML + '<p>'.repeat(FIVE_MB / 3))],
  ];
  return [
    ...table.map(([name, reply]) => doubtful(lane, name, call, reply, subject.atMs)),
    mislabelled(subject, lane, call, good),
    neverDecides(
      `${lane}: cut on the wire`,
      call,
      subject.atMs,
      cuts(good.body, CUTS_MAX.wire, (body) => ({ ...good, body })),
    ),
    neverDecides(
      `${lane}: cut by the partner`,
      call,
      subject.atMs,
      cuts(document, CUTS_MAX.partner, say),
    ),
  ];
}

function doubtful(
  lane: AnswerLane,
  name: string,
  call: Call,
  reply: PartnerReply,
  atMs: number,
): Note {
  const kind = kindOf(call, reply, atMs);
  return note(`${lane}: ${name}`, kind === 'unknown', `${lane}: ${name} reads as ${kind}`);
}

/** Where a seal covers the bytes, the label on them decides nothing; where nothing does, it must. */
function mislabelled(subject: Subject, lane: AnswerLane, call: Call, good: PartnerReply): Note {
  const part = `${lane}: wrong content type`;
  const reply = { ...good, headers: { ...good.headers, 'content-type': 'image/png' } };
  const kind = kindOf(call, reply, subject.atMs);
  const { answers } = subject.description.sealed;
  const genuine = answers === true ? kindOf(call, good, subject.atMs) : 'unknown';
  return note(part, kind === 'unknown' || kind === genuine, `${part} reads as ${kind}`);
}

function neverDecides(
  part: string,
  call: Call,
  atMs: number,
  replies: readonly PartnerReply[],
): Note {
  const bad = replies.find((reply) => kindOf(call, reply, atMs) !== 'unknown');
  if (bad === undefined) return held(part);
  return broken(
    part,
    `${part}, an answer reads as ${kindOf(call, bad, atMs)}: ${bad.body.slice(-40)}`,
  );
}

function cuts(
  text: string,
  countMax: number,
  reply: (part: string) => PartnerReply,
): readonly PartnerReply[] {
  const step = Math.ceil(text.length / countMax);
  return Array.from({ length: Math.floor((text.length - 1) / step) + 1 }, (_, index) =>
    reply(text.slice(0, index * step)),
  );
}

function kindOf(call: Call, reply: PartnerReply, atMs: number): string {
  try {
    return call.read(reply, atMs).kind;
  } catch (error) {
    return `an exception (${error instanceof Error ? error.name : 'no error'})`;
  }
}

function gzipped(reply: PartnerReply, share: number): PartnerReply {
  const bytes = gzipSync(reply.body);
  const body = bytes.subarray(0, Math.ceil(bytes.length * share)).toString('utf8');
  return { ...reply, headers: { ...reply.headers, 'content-encoding': 'gzip' }, body };
}

function page(
  status: number,
  body: string,
  headers: PartnerReply['headers'] = { 'content-type': 'text/html; charset=utf-8' },
): PartnerReply {
  return { status, headers, body };
}
