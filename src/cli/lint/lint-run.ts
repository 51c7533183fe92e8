import { fixDockerfile } from '../../lint/fix.ts';
import { buildWith, type LintRequest, lintBuild } from '../../lint/lint-file.ts';
import type { Build } from '../../model/build.ts';
import type { FileReport } from '../../model/lint.ts';
import { printable } from '../../model/printable.ts';
import { SourceError, type SourceProblem } from '../../model/source.ts';
import { maskedLines } from '../../report/lint/secrets.ts';
import { complainOf } from '../complaint.ts';
import { type InputFile, STANDARD_INPUT } from '../input-files.ts';
import type { Terminal } from '../terminal.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { UsageError } from '../usage-error.ts';
import { InputFinder } from './build-inputs.ts';
import type { LintFlags } from './command-line-layer.ts';
import type { Configuration } from './configuration.ts';
import { withoutDoubleHits } from './double-hits.ts';
import { fixFile } from './fix-file.ts';
import { type LoadedPolicies, PolicyJudge } from './policy-judge.ts';
import { readDockerfile, readStandardInput } from './read-dockerfile.ts';
import type { ShellcheckChoice, ShellcheckChooser } from './shellcheck-choice.ts';
import { Tally } from './tally.ts';

/** What a run works with. */
export interface RunTools {
  readonly flags: LintFlags;
  readonly terminal: Terminal;
  readonly configuration: Configuration;
  readonly shellcheck: ShellcheckChooser;
  /** The day in UTC, as ISO 8601 writes it. */
  readonly today: string;
}

/** A file that is about to be linted. */
interface Prepared extends LintRequest {
  readonly path: string;
  /** Policies of a cluster that the project has. */
  readonly loaded: LoadedPolicies | undefined;
  readonly shellcheck: ShellcheckChoice;
}

function buildFor({ text, inputs, linter }: Prepared): Build {
  return buildWith(text, inputs, linter);
}

/** Lints files one after the other, and counts. */
export class LintRun {
  readonly tally = new Tally();
  /** With --diff: whether something would change. */
  wouldChange = false;
  readonly #tools: RunTools;
  readonly #inputs: InputFinder;
  readonly #policies: PolicyJudge;
  #hasToldOfShellcheck = false;

  constructor(tools: RunTools) {
    this.#tools = tools;
    this.#inputs = new InputFinder(tools.flags);
    this.#policies = new PolicyJudge(tools);
  }

  /**
   * The reports of some files, together, so that ShellCheck is started once for them.
   * @throws UsageError, SourceError where settings, policies or locks cannot be used
   */
  async lint(files: readonly InputFile[]): Promise<readonly FileReport[]> {
    const prepared: Prepared[] = [];
    for (const file of files) {
      const one = await this.#prepare(file);
      if (one !== undefined) prepared.push(this.#tools.flags.fix === undefined ? one : this.#fixed(one));
    }
    // Builds are large: where ShellCheck is not to see them together, each goes before the next one comes.
    const isAsked = prepared.some(({ shellcheck }) => shellcheck.desk !== undefined);
    const builds = isAsked ? prepared.map(buildFor) : [];
    const foreign = await this.#askShellcheck(prepared, builds);
    const reports: FileReport[] = [];
    for (const [at, one] of prepared.entries()) {
      reports.push(await this.#report(one, builds[at] ?? buildFor(one), foreign.get(one)));
    }
    return reports;
  }

  async #report(one: Prepared, build: Build, foreign: LintRequest['foreign']): Promise<FileReport> {
    const policies = await this.#policies.judge(one.file, build, one.loaded);
    const report = lintBuild(build, { ...one, ...(foreign && { foreign }), ...(policies && { policies }) });
    const final = foreign === undefined ? report : withoutDoubleHits(report);
    this.tally.file(final, one.linter.config.failOn);
    return final;
  }

  /** Prints what --fix would change in a file. */
  async diff(file: InputFile): Promise<void> {
    const one = await this.#prepare(file);
    if (one === undefined) return;
    const request = { ...one, isAllShown: true, safety: this.#tools.flags.fix ?? 'safe' };
    const { text, before, report, isBroken } = fixDockerfile(request);
    if (isBroken) this.#tellOfBroken(one.file);
    if (text === one.text) return;
    this.wouldChange = true;
    const shown = { before: maskedLines(before), after: maskedLines(report) };
    await this.#tools.terminal.print(unifiedDiff(one.file, one.text, text, shown));
  }

  /** Says what policies could not check. */
  async finish(): Promise<void> {
    const { flags, terminal } = this.#tools;
    const notes = await this.#policies.notes();
    await this.close();
    if (!flags.quiet) for (const note of notes) terminal.complain(`note: ${printable(note, 1_024)}`);
  }

  /** Nobody is asked about images from here on. */
  close(): Promise<void> {
    return this.#policies.close();
  }

  /** An input that could not be used. */
  complain(problem: SourceProblem): void {
    this.tally.unreadable();
    complainOf(problem, this.#tools.terminal);
  }

  /** Undefined where the file is left out or cannot be read. */
  async #prepare({ path, named }: InputFile): Promise<Prepared | undefined> {
    const { flags, configuration, shellcheck, terminal, today } = this.#tools;
    const file = path === STANDARD_INPUT ? (flags.stdinFilename ?? path) : path;
    const setup = await configuration.of(file);
    if (setup.isExcluded && !named) return undefined;
    const choice = await shellcheck.of(setup.shellcheck);
    const containers = await this.#policies.containersOf(file, setup.running);
    const inputs = { ...(await this.#inputs.of(path, file)), ...(containers && { containers }) };
    const text = await this.#read(() =>
      path === STANDARD_INPUT ? readStandardInput(terminal.input(), file) : readDockerfile(path),
    );
    if (text === undefined) return undefined;
    const { linter, policies: loaded } = setup;
    const shown = flags.filePathInReport ?? file;
    return { path, file: shown, text, inputs, linter, today, shellcheck: choice, loaded };
  }

  async #read(read: () => string | Promise<string>): Promise<string | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      for (const problem of error.problems) this.complain(problem);
      return undefined;
    }
  }

  /** The file with its fixes, which are written; as it was where they cannot be. */
  #fixed(one: Prepared): Prepared {
    try {
      const { text, applied, isBroken } = fixFile(one.path, { ...one, safety: this.#tools.flags.fix ?? 'safe' });
      this.tally.fixed(applied.length);
      if (isBroken) this.#tellOfBroken(one.file);
      return { ...one, text };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      for (const problem of error.problems) this.complain(problem);
      return one;
    }
  }

  #tellOfBroken(file: string): void {
    if (this.#tools.flags.quiet) return;
    this.#tools.terminal.complain(`note: ${printable(file, 4_096)} has a syntax error, so that nothing in it is fixed`);
  }

  /** What ShellCheck says of each file; files that it was not asked about are not there. */
  async #askShellcheck(
    prepared: readonly Prepared[],
    builds: readonly Build[],
  ): Promise<ReadonlyMap<Prepared, NonNullable<LintRequest['foreign']>>> {
    const found = new Map<Prepared, NonNullable<LintRequest['foreign']>>();
    for (const [{ desk, isRequired }, files] of Map.groupBy(prepared, ({ shellcheck }) => shellcheck)) {
      if (desk === undefined) continue;
      const answer = await desk.check(files.flatMap((file) => builds[prepared.indexOf(file)] ?? []));
      if (!answer.ok) {
        if (isRequired) throw new UsageError([`--shellcheck: ShellCheck gave no answer: ${printable(answer.reason)}`]);
        this.#tellOfShellcheck(`no answer: ${answer.reason}`);
        continue;
      }
      for (const [at, file] of files.entries()) found.set(file, answer.problems[at] ?? []);
      if (answer.cut.length > 0) this.#tellOfShellcheck('a file has more scripts than are looked at');
    }
    return found;
  }

  #tellOfShellcheck(reason: string): void {
    if (this.#hasToldOfShellcheck || this.#tools.flags.quiet) return;
    this.#hasToldOfShellcheck = true;
    this.#tools.terminal.complain(`note: ShellCheck did not check everything: ${printable(reason)}`);
  }
}
