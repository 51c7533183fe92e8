/** The command line or the environment cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** One sentence each, naming the flag or variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
