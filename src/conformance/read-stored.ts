import type { StoredCase } from './subject/cases.ts';
import { callOf, documentOf, hearStored, inCase, stampOf, wireOf } from './hear.ts';
import type { Subject, WireRequest } from './subject/subject.ts';

/** Reads a stored message of any lane and gives the whole reading, as `expect` describes it. */
export function readStored(fixtures: Subject, stored: StoredCase): unknown {
  const subject = inCase(fixtures, stored);
  const { adapter, atMs } = subject;
  switch (stored.lane) {
    case 'submit':
    case 'inquire':
    case 'cancel':
      if (callOf(subject, stored.lane) === null) return null;
      return hearStored(fixtures, stored).about[0];
    case 'callback': {
      const { callback } = hearStored(fixtures, stored);
      return callback?.kind === 'news' ? { ...callback, ...callback.news[0] } : callback;
    }
    case 'probe': {
      const { request, read } = adapter.probe(stampOf(subject));
      return read(replyOf(subject, stored, wireOf(request)), atMs);
    }
    case 'session': {
      if (adapter.session === undefined) return null;
      const request = wireOf(adapter.session.request(stampOf(subject)));
      return adapter.session.read(replyOf(subject, stored, request), atMs);
    }
  }
}

/** True when everything that `expected` names stands in `actual`; amounts are compared as text. */
export function holds(expected: unknown, actual: unknown): boolean {
  if (typeof actual === 'bigint') return String(expected) === String(actual);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => holds(item, actual[index]))
    );
  }
  if (typeof expected !== 'object' || expected === null) return Object.is(expected, actual);
  if (typeof actual !== 'object' || actual === null) return false;
  const fields = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).every(([name, value]) => holds(value, fields.get(name)));
}

function replyOf(subject: Subject, stored: StoredCase, request: WireRequest) {
  const { message } = stored;
  if (message.kind === 'whole') return message;
  const said = { status: message.status, document: documentOf(subject, stored) };
  return subject.voice.answer(request, said, { atMs: subject.atMs, manner: 'true' });
}
