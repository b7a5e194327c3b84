import type { StoredCase } from '../subject/cases.ts';
import {
  ANSWER_LANES,
  callOf,
  decidingCase,
  documentOf,
  hear,
  hearStored,
  isDoubt,
  wireOf,
} from '../hear.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';
import { tampered } from '../tamper.ts';

/** One status of each class; any proxy can put one before the same words. */
const STATUSES = [200, 400, 404, 500, 502] as const;

/**
 * A partner that seals its answers is believed only by its seal. Where one seals nothing, its words
 * count with the HTTP status that they were documented with, which is the least that makes them its
 * own; the class of the status is what is tried.
 */
export const answersSealed: Rule = {
  name: 'answers-sealed',
  promise:
    'An answer without a seal, with a wrong one, or changed by one letter is doubt; where a partner seals none, so is one under a status of another class.',
  why: 'Whoever sits between us and the partner would decide about money.',

  check(subject) {
    const { answers } = subject.description.sealed;
    if (answers !== true) return [skipped('answers', answers), ...underItsStatus(subject)];
    return ANSWER_LANES.flatMap((lane) => {
      const stored = decidingCase(subject, lane);
      if (stored !== null) return sealNeeded(subject, stored);
      const why = callOf(subject, lane) === null ? 'the partner has none' : 'no stored one decides';
      return [skipped(lane, why)];
    });
  },
};

function underItsStatus(subject: Subject): readonly Note[] {
  return subject.cases
    .filter(({ lane }) => lane === 'submit' || lane === 'inquire' || lane === 'cancel')
    .filter((stored) => !isDoubt(hearStored(subject, stored)))
    .map((stored) => {
      const document = documentOf(subject, stored);
      const believed = STATUSES.filter(
        (status) => classOf(status) !== classOf(stored.message.status),
      ).filter((status) => {
        const said = { ...stored, message: { kind: 'document', status, document } } as const;
        return !isDoubt(hear(subject, said, document));
      });
      return note(
        `status of ${stored.file}`,
        believed.length === 0,
        `${stored.file} is believed under HTTP ${believed.join(', ')} as well`,
      );
    });
}

function classOf(status: number): number {
  return Math.floor(status / 100);
}

function sealNeeded(subject: Subject, stored: StoredCase): readonly Note[] {
  const { atMs } = subject;
  const document = documentOf(subject, stored);
  if (isDoubt(hear(subject, stored, document))) {
    return [
      broken(stored.file, `${stored.file}, said again in the partner's own voice, is not believed`),
    ];
  }
  const seals = (['none', 'wrong'] as const).map((manner) =>
    note(
      `${stored.lane}: ${manner === 'none' ? 'missing' : 'wrong'} seal`,
      isDoubt(hear(subject, stored, document, { atMs, manner })),
      `${stored.file} is believed with ${manner === 'none' ? 'no' : 'a wrong'} seal`,
    ),
  );
  return [...seals, untampered(subject, stored, document)];
}

function untampered(subject: Subject, stored: StoredCase, document: string): Note {
  const part = `${stored.lane}: tampered`;
  const { lane } = stored;
  if (lane !== 'submit' && lane !== 'inquire' && lane !== 'cancel') return note(part, true, '');
  const call = callOf(subject, lane);
  if (call === null) return note(part, true, '');
  const said = { status: stored.message.status, document };
  const seal = { atMs: subject.atMs, manner: 'true' } as const;
  const reply = subject.voice.answer(wireOf(call.request), said, seal);
  const believed = tampered(reply.body, document).filter(
    (body) => call.read({ ...reply, body }, subject.atMs).kind !== 'unknown',
  );
  return note(part, believed.length === 0, `${stored.file} is believed with a letter changed`);
}
