import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type JobOptions, jobEnvironment, type Ran, run, type Workspace } from './job.ts';

export interface GitlabJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: { readonly reports: Readonly<Record<string, string>> };
}

export const GITLAB: Readonly<Record<'tidewaiter-lint', GitlabJob>> = parse(
  readFileSync(join(import.meta.dirname, '../../docs/ci/gitlab.yml'), 'utf8'),
);

/** Runs lines of the job as a runner does: one script, up to the first line that fails, in the shell that all images have. */
export function runLines(lines: readonly string[], { root, beside }: Workspace, options: JobOptions): Promise<Ran> {
  const env = { ...jobEnvironment(beside), ...GITLAB['tidewaiter-lint'].variables, ...options.env };
  return run(['sh', '-e', '-c', lines.join('\n')], { ...options, cwd: root, env });
}
