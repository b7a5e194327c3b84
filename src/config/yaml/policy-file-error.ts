/** A policy file that must not be used. `problems` are lines `file:line:column path: expected …`. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError';
  readonly code = 'POLICY_FILE';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
