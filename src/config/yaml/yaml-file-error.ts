/** A YAML file that must not be used. `problems` are lines `file:line:column path: expected …`. */
export class YamlFileError extends Error {
  override readonly name = 'YamlFileError';
  readonly code = 'YAML_FILE';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
