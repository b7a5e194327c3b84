import type { StoredCase } from '../subject/cases.ts';
import { decidingCase, documentOf, hear, isDoubt } from '../hear.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';
import { tampered } from '../tamper.ts';

const HTML = '<!DOCTYPE html><html></html>';
const FIVE_MB = 5_000_000;

/** Anybody can post to a public address. */
export const callbacksSealed: Rule = {
  name: 'callbacks-sealed',
  promise:
    'A callback that is unsealed, wrongly sealed, changed, foreign or endless is rejected, and none throws.',
  why: 'A forged "settled" would tell the caller that a payout is paid.',

  check(subject) {
    return [...foreign(subject), ...sealed(subject)];
  },
};

function sealed(subject: Subject): readonly Note[] {
  const { callbacks } = subject.description.sealed;
  if (callbacks !== true) return [skipped('seal', callbacks)];
  const stored = decidingCase(subject, 'callback');
  if (stored === null) return [broken('seal', 'no stored callback decides anything')];
  return sealNeeded(subject, stored);
}

function foreign({ adapter, atMs }: Subject): readonly Note[] {
  const bodies: readonly (readonly [string, string])[] = [
    ['an empty callback', ''],
    ['an HTML callback', HTML],
    ['JSON null', 'null'],
    ['5 MB of brackets', '['.repeat(FIVE_MB)],
  ];
  return bodies.map(([name, body]) => {
    const { kind } = adapter.readCallback({ headers: {}, body }, atMs);
    return note(name, kind !== 'news', `${name} is taken for news`);
  });
}

function sealNeeded(subject: Subject, stored: StoredCase): readonly Note[] {
  const { atMs, adapter, voice } = subject;
  const document = documentOf(subject, stored);
  if (isDoubt(hear(subject, stored, document))) {
    return [
      broken(stored.file, `${stored.file}, said again in the partner's own voice, is not believed`),
    ];
  }
  const seals = (['none', 'wrong'] as const).map((manner) =>
    note(
      manner === 'none' ? 'missing seal' : 'wrong seal',
      hear(subject, stored, document, { atMs, manner }).callback?.kind !== 'news',
      `${stored.file} is believed with ${manner === 'none' ? 'no' : 'a wrong'} seal`,
    ),
  );
  const delivery = voice.notice(document, { atMs, manner: 'true' });
  const believed = tampered(delivery.body, document).filter(
    (body) => adapter.readCallback({ ...delivery, body }, atMs).kind === 'news',
  );
  return [
    ...seals,
    note('tampered', believed.length === 0, `${stored.file} is believed with a letter changed`),
  ];
}
