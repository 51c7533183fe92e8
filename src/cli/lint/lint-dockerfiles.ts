import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { printable } from '../../model/printable.ts';
import { EXIT } from '../exit-code.ts';
import type { InputList } from '../input-files.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { LintFlags } from './command-line-layer.ts';
import { Configuration } from './configuration.ts';
import type { AnyFormatName } from './format-names.ts';
import { LintRun } from './lint-run.ts';
import { type OutputChoice, Outputs, outputChoices } from './outputs.ts';
import { Progress } from './progress.ts';
import { ShellcheckChooser } from './shellcheck-choice.ts';

/** Files that are linted before the next ones are read: as many as one process of ShellCheck may look at. */
const TOGETHER = 50;

/** What is linted, and how. */
export interface DockerfileLint {
  readonly flags: LintFlags;
  readonly terminal: Terminal;
  readonly found: InputList;
  readonly now: Date;
}

/**
 * Lints Dockerfiles and gives the exit code.
 * @throws UsageError, SourceError
 */
export async function lintDockerfiles({ flags, terminal, found, now }: DockerfileLint): Promise<number> {
  refuseContradictions(flags, found);
  const tell = (note: string) => {
    if (!flags.quiet) terminal.complain(`note: ${printable(note, 1_024)}`);
  };
  const configuration = new Configuration(flags, terminal.environment, tell);
  const shellcheck = new ShellcheckChooser(flags.shellcheck, terminal.environment.PATH ?? '');
  const today = now.toISOString().slice(0, 10);
  const run = new LintRun({ flags, terminal, configuration, shellcheck, today });
  for (const problem of found.problems) run.complain(problem);
  return flags.diff ? printDiffs(run, found, flags) : report(run, found, { flags, terminal, configuration });
}

function refuseContradictions(flags: LintFlags, { files }: InputList): void {
  refuseClusterFlags(flags);
  const { context } = flags;
  if (context !== undefined && !isFolder(context)) {
    throw new UsageError([`--context: there is no folder "${printable(context, 4_096)}"`]);
  }
  if (flags.diff && (flags.format.length > 0 || flags.output.length > 0)) {
    throw new UsageError(['--diff prints differences alone: leave --format and --output out']);
  }
  if (flags.stdinFilename !== undefined && !files.some(({ path }) => path === '-')) {
    throw new UsageError(['--stdin-filename is the name of standard input: name `-`, too']);
  }
  if (flags.fix !== undefined && !flags.diff && files.some(({ path }) => path === '-')) {
    throw new UsageError(['--fix cannot change standard input; --diff prints what it would change']);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function printDiffs(run: LintRun, { files }: InputList, { noFail }: LintFlags): Promise<number> {
  for (const file of files) await run.diff(file);
  if (run.tally.totals.unreadable > 0) return EXIT.error;
  return run.wouldChange && !noFail ? EXIT.failed : EXIT.ok;
}

async function report(
  run: LintRun,
  { files }: InputList,
  { flags, terminal, configuration }: { flags: LintFlags; terminal: Terminal; configuration: Configuration },
): Promise<number> {
  const compat = await configuration.compat();
  const owner = compat === undefined ? 'tidewaiter' : 'hadolint';
  const formats = flags.format.length > 0 ? flags.format : (compat?.formats ?? []);
  const choices = outputChoices(formats, flags.output, owner);
  refuseOverwriting(choices, files);
  const { linter } = await configuration.of(files[0]?.path ?? '.');
  const { quiet, noFail } = flags;
  const outputs = await Outputs.start(choices, {
    terminal,
    rules: () => linter.descriptions,
    quiet,
    owner,
    plainly: flags.noColor || compat?.noColor === true,
  });
  const progress = new Progress(terminal, files.length, quiet);
  try {
    for (let at = 0; at < files.length; at += TOGETHER) {
      const batch = files.slice(at, at + TOGETHER);
      for (const fileReport of await run.lint(batch)) await outputs.file(fileReport);
      for (const _ of batch) progress.step();
    }
    progress.end();
    await outputs.finish(run.tally.totals);
    await run.finish();
  } catch (error) {
    progress.end();
    outputs.abandon();
    await run.close();
    throw error;
  }
  if (compat !== undefined) return hadolintExit(run, formats);
  if (run.tally.totals.unreadable > 0) return EXIT.error;
  if (noFail) return EXIT.ok;
  if (run.tally.fails) return EXIT.failed;
  return run.tally.isUndecided ? EXIT.unavailable : EXIT.ok;
}

/** A forgotten name behind --output makes one of the Dockerfile. */
function refuseOverwriting(choices: readonly OutputChoice[], files: InputList['files']): void {
  const outputs = choices.flatMap(({ file }) => file ?? []);
  if (outputs.length === 0) return;
  const inputs = new Set(files.map(({ path }) => resolve(path)));
  const both = outputs.filter((file) => inputs.has(resolve(file)));
  if (both.length > 0) {
    throw new UsageError(both.map((file) => `--output "${printable(file, 4_096)}": this is one of the files to lint`));
  }
}

/** hadolint knows 0 and 1 alone, and never fails where it writes for these services. */
function hadolintExit({ tally }: LintRun, formats: readonly AnyFormatName[]): number {
  if (formats.some((name) => name === 'codeclimate' || name === 'codacy')) return EXIT.ok;
  return tally.totals.unreadable > 0 || tally.fails ? EXIT.failed : EXIT.ok;
}

/** hadolint knows no cluster, and a workload lies in manifests. */
function refuseClusterFlags({ compat, admission, manifests, workload, images }: LintFlags): void {
  if (compat !== undefined && [admission, manifests, images].some((given) => given !== undefined)) {
    throw new UsageError(['--admission, --manifests and --images are not for --compat']);
  }
  if (workload !== undefined && manifests === undefined && admission === undefined) {
    throw new UsageError(['--workload needs --manifests, which says where the workload is']);
  }
}
