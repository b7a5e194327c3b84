import type { StoredCase } from '../subject/cases.ts';
import type { Description } from '../subject/description.ts';
import { decidingCase, documentOf, hear, type Heard, isDoubt } from '../hear.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** Seals carry whole seconds at some partners. */
const SECOND_MS = 1_000;

/** A seal that is dated is a seal for its time only. */
export const clockSkew: Rule = {
  name: 'clock-skew',
  promise: 'A message sealed outside the agreed window is not believed; one inside it is.',
  why: 'Last week’s "settled" is genuine, and about last week; a window too narrow blinds the resolver.',

  check(subject) {
    const { clock } = subject.description;
    return [
      ...inTime(subject, 'answers', decidingCase(subject, 'submit'), clock.answers),
      ...inTime(subject, 'callbacks', decidingCase(subject, 'callback'), clock.callbacks),
    ];
  },
};

type Clock = Description['clock']['answers'];

function inTime(
  subject: Subject,
  part: string,
  stored: StoredCase | null,
  clock: Clock,
): readonly Note[] {
  if (typeof clock === 'string') return [skipped(part, clock)];
  if (stored === null) return [broken(part, 'no stored message decides anything')];
  const document = documentOf(subject, stored);
  const { lateMs, earlyMs } = clock;
  const heardAt = (shiftMs: number) =>
    hear(subject, stored, document, { atMs: subject.atMs + shiftMs, manner: 'true' });
  const doubts = (shiftMs: number) => isDoubt(heardAt(shiftMs));
  const old = heardAt(-lateMs - SECOND_MS);
  return [
    note(
      `${part}: too old`,
      isDoubt(old) || isStale(subject, old),
      `${stored.file} is believed ${lateMs + SECOND_MS} ms late`,
    ),
    note(
      `${part}: too new`,
      doubts(earlyMs + SECOND_MS),
      `${stored.file} is believed ${earlyMs + SECOND_MS} ms early`,
    ),
    note(
      `${part}: in time`,
      !doubts(-lateMs + SECOND_MS) && !doubts(earlyMs - SECOND_MS),
      `${stored.file} is not believed although it is in time`,
    ),
  ];
}

/** A notice sealed before the partner's last repeat is a hint to the engine, and decides nothing. */
function isStale({ adapter, atMs }: Subject, { callback }: Heard): boolean {
  const sealedAtMs = callback?.kind === 'news' ? callback.sealedAtMs : undefined;
  return sealedAtMs !== undefined && atMs - sealedAtMs > adapter.capabilities.latenessMsMax;
}
