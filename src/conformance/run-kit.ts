import { broken, type Note, type Rule, skipped } from './rule.ts';
import { RULES } from './rules.ts';
import type { Subject } from './subject/subject.ts';

/** What one rule came to. `skipped`: nothing of it could be looked at, for written reasons. */
export interface RuleResult {
  readonly rule: Pick<Rule, 'name' | 'promise' | 'why'>;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** How many observations held. */
  readonly heldCount: number;
  readonly problems: readonly string[];
  readonly skips: readonly { readonly part: string; readonly reason: string }[];
}

/** Skips are for what a partner cannot have; one for what holds hides the day it breaks. */
export const NO_NEEDLESS_SKIP = {
  name: 'no-needless-skip',
  promise: 'Every skip in kit.json excuses something that would fail without it.',
  why: 'A skip that nobody needs hides the day on which it would be.',
} as const;

/** Runs every rule against one partner. Total: a rule that stumbles has failed, and says over what. */
export async function runKit(subject: Subject): Promise<readonly RuleResult[]> {
  const skips = new Map(Object.entries(subject.description.skips ?? {}));
  const used = new Set<string>();
  const results: RuleResult[] = [];
  for (const rule of RULES) {
    const notes = await notesOf(rule, subject);
    results.push(
      resultOf(
        rule,
        notes.map((note) => excused(subject.partner, rule, note, skips, used)),
      ),
    );
  }
  const needless = [...skips.keys()].filter((name) => !used.has(name));
  const notes = needless.map((name) =>
    broken(
      name,
      `fixtures/${subject.partner}/kit.json: nothing fails for "${name}": delete that skip`,
    ),
  );
  return [
    ...results,
    resultOf(
      NO_NEEDLESS_SKIP,
      notes.length > 0 ? notes : [{ kind: 'held', part: 'skips', text: '' }],
    ),
  ];
}

async function notesOf(rule: Rule, subject: Subject): Promise<readonly Note[]> {
  try {
    const notes = await rule.check(subject);
    return notes.length > 0 ? notes : [broken(rule.name, 'it found nothing to look at')];
  } catch (error) {
    return [broken(rule.name, error instanceof Error ? error.message : 'it stumbled')];
  }
}

/** Turns a failure into a skip where kit.json gives a reason, and an unwritten reason into a failure. */
function excused(
  partner: string,
  { name }: Rule,
  note: Note,
  skips: ReadonlyMap<string, string>,
  used: Set<string>,
): Note {
  if (note.kind === 'skipped' && note.text.startsWith('TODO')) {
    return broken(note.part, `fixtures/${partner}/kit.json: ${note.part}: ${note.text}`);
  }
  if (note.kind !== 'broken') return note;
  const key = [`${name}/${note.part}`, name].find((candidate) => skips.has(candidate));
  if (key === undefined) return note;
  used.add(key);
  return skipped(note.part, skips.get(key) ?? '');
}

function resultOf(rule: RuleResult['rule'], notes: readonly Note[]): RuleResult {
  const problems = notes.filter(({ kind }) => kind === 'broken').map(({ text }) => text);
  const heldCount = notes.filter(({ kind }) => kind === 'held').length;
  const skips = notes
    .filter(({ kind }) => kind === 'skipped')
    .map(({ part, text }) => ({ part, reason: text }));
  const quiet = heldCount === 0 ? 'skipped' : 'passed';
  return { rule, outcome: problems.length > 0 ? 'failed' : quiet, heldCount, problems, skips };
}
