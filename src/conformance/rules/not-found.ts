import type { Verdict } from '../../contract/verdict.ts';
import { freshInstruction, LOST, openSession } from '../exchange.ts';
import { ANSWER_LANES, hearStored } from '../hear.ts';
import { broken, held, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Judged, Subject } from '../subject/subject.ts';

/** Ten years: as good as for ever. */
const FOR_EVER_MS = 315_360_000_000;

/** Asked before the drain time, "not found" may be an order that is still on its way (R2). */
export const notFound: Rule = {
  name: 'not-found',
  promise:
    '"Not found" ends an attempt only by inquiry, and only after the drain time that the record names.',
  why: 'The late request arrives after all, and a second attempt has been paid meanwhile.',

  async check(subject) {
    const { inquiryBy, inquiryHorizonMs } = subject.adapter.capabilities;
    const notes = [...onlyByInquiry(subject), ...storedAbsences(subject)];
    if (inquiryHorizonMs === null) {
      return [...notes, skipped('sandbox', 'the record says that there is no inquiry')];
    }
    if (inquiryBy === 'reference') {
      return [
        ...notes,
        skipped('sandbox', 'an order whose reference nobody knows cannot be asked for'),
      ];
    }
    const asked = await openSession(subject).inquire(freshInstruction(subject));
    return [...notes, ...waits(subject, 'sandbox', asked)];
  },
};

/** A submit or a cancel that "finds nothing" has not looked. */
function onlyByInquiry(subject: Subject): readonly Note[] {
  return ANSWER_LANES.filter((lane) => lane !== 'inquire').flatMap((lane) => {
    const absent = subject.cases
      .filter((stored) => stored.lane === lane)
      .filter((stored) => hearStored(subject, stored).about.some(({ kind }) => kind === 'absent'));
    return [
      note(
        lane,
        absent.length === 0,
        `${absent.map(({ file }) => file).join()} reads as "not found", but is no inquiry`,
      ),
    ];
  });
}

function storedAbsences(subject: Subject): readonly Note[] {
  return subject.cases
    .filter(({ lane }) => lane === 'inquire')
    .flatMap((stored) =>
      hearStored(subject, stored)
        .about.filter(({ kind }) => kind === 'absent')
        .flatMap((verdict) => waits(subject, stored.file, verdict)),
    );
}

function waits(subject: Subject, part: string, verdict: Verdict): readonly Note[] {
  const { notFoundIsProofAfterMs: drainMs } = subject.adapter.capabilities;
  const after = (quietMs: number): Judged =>
    subject.judge([
      { verdict: LOST, source: 'response', epoch: 1, quietMs: 0 },
      { verdict, source: 'inquiry', epoch: 1, quietMs },
    ]);
  const early = after(0);
  if (early.proof !== null || early.state !== 'IN_DOUBT') {
    return [
      broken(
        part,
        `an unknown key reads as ${verdict.kind}, which makes it ${early.state} at once`,
      ),
    ];
  }
  if (verdict.kind !== 'absent') return [held(`${part}: never believed`)];
  if (drainMs === null) {
    return [
      note(
        part,
        after(FOR_EVER_MS).proof === null,
        'it is believed although the record says never',
      ),
    ];
  }
  return [
    note(
      `${part}: drain`,
      drainMs > 0,
      'a drain time of 0 believes an answer that overtook the order',
    ),
    note(
      `${part}: early`,
      after(drainMs - 1).proof === null,
      'it is believed before the drain time',
    ),
    note(
      `${part}: late`,
      after(drainMs).proof === 'P3_ABSENT',
      'it is not believed after the drain time',
    ),
  ];
}
