import type { Subject } from './subject/subject.ts';

/** One thing that must hold for every partner, told so that the next person knows what to do. */
export interface Rule {
  readonly name: string;
  /** What holds, in one sentence. */
  readonly promise: string;
  /** What it costs when it does not. */
  readonly why: string;
  /** Looks. May throw: a stumble is a finding, and the runner writes it down as one. */
  check(subject: Subject): readonly Note[] | Promise<readonly Note[]>;
}

/** One observation. `part` names what was looked at, so that a skip can name it too. */
export interface Note {
  readonly kind: 'held' | 'broken' | 'skipped';
  readonly part: string;
  /** For `broken`: what is wrong and in which file; for `skipped`: the written reason. */
  readonly text: string;
}

/** Notes that something holds, or what is wrong with it. */
export function note(part: string, holds: boolean, otherwise: string): Note {
  return holds ? held(part) : broken(part, otherwise);
}

/** Notes that something holds. */
export function held(part: string): Note {
  return { kind: 'held', part, text: '' };
}

/** Notes that something does not hold: `text` names what is wrong, and the file to change. */
export function broken(part: string, text: string): Note {
  return { kind: 'broken', part, text };
}

/** Notes that something could not be looked at, for a reason that somebody wrote down. */
export function skipped(part: string, reason: string): Note {
  return { kind: 'skipped', part, text: reason };
}
