import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckedScript, Dialect } from './shellcheck-scripts.ts';

/** Milliseconds for one process. */
const TIME_LIMIT = 30_000;
/** Bytes that one process may write. */
const MAX_OUTPUT = 64 * 2 ** 20;
/** Scripts that one process looks at. */
const BATCH = 200;

/** Not said: that ash is checked as dash, and that files which a script sources are not there. */
const LEFT_OUT = 'SC2187,SC1090,SC1091';

/** A comment of ShellCheck on one script. */
export interface ShellcheckComment {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly code: number;
  readonly message: string;
}

/** Why ShellCheck could not be asked, in words. */
export class ShellcheckFailure extends Error {
  override readonly name = 'ShellcheckFailure';
}

/** One installation of ShellCheck. */
export class Shellcheck {
  readonly #program: string;
  #version: Promise<string> | undefined;

  constructor(program: string) {
    this.#program = program;
  }

  /** @throws ShellcheckFailure */
  version(): Promise<string> {
    this.#version ??= this.#run(['--version'], tmpdir()).then(
      (out) => /^version: ([0-9][0-9A-Za-z.-]{0,30})$/m.exec(out)?.[1] ?? 'unknown',
    );
    return this.#version;
  }

  /**
   * The comments on each script, in the order of the scripts.
   * @throws ShellcheckFailure
   */
  async check(scripts: readonly CheckedScript[]): Promise<readonly (readonly ShellcheckComment[])[]> {
    const found: ShellcheckComment[][] = scripts.map(() => []);
    const byDialect = Map.groupBy(scripts.keys(), (index) => scripts[index]?.dialect);
    for (const [dialect, indices] of byDialect) {
      if (dialect === undefined) continue;
      for (let at = 0; at < indices.length; at += BATCH) {
        await this.#checkBatch(dialect, indices.slice(at, at + BATCH), scripts, found);
      }
    }
    return found;
  }

  async #checkBatch(
    dialect: Dialect,
    indices: readonly number[],
    scripts: readonly CheckedScript[],
    found: readonly ShellcheckComment[][],
  ): Promise<void> {
    const folder = temporaryFolder();
    try {
      for (const index of indices) writeFileSync(join(folder, String(index)), scripts[index]?.text ?? '');
      // --norc: else settings of the repository and of the user would count.
      const flags = ['--norc', '-f', 'json1', '-s', dialect, '-e', LEFT_OUT, '--'];
      const out = await this.#run([...flags, ...indices.map(String)], folder);
      // Comments come in groups of files, and these in no order.
      for (const { file, ...comment } of commentsIn(out)) found[Number(file)]?.push(comment);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #run(args: readonly string[], cwd: string): Promise<string> {
    const env = { ...process.env, SHELLCHECK_OPTS: '', LC_ALL: 'C.UTF-8' };
    const options = {
      cwd,
      env,
      timeout: TIME_LIMIT,
      maxBuffer: MAX_OUTPUT,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    } as const;
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => reject(new ShellcheckFailure(reason));
      try {
        execFile(this.#program, [...args], options, (error, stdout) => {
          // 1: it has something to say.
          if (error === null || error.code === 1) resolve(stdout);
          else if (error.killed) fail(`it took longer than ${TIME_LIMIT / 1_000} s, or said too much`);
          else fail(typeof error.code === 'number' ? `it ended with ${error.code}` : `it cannot be run: ${error.code}`);
        });
      } catch (error) {
        fail(`it cannot be run: ${(error as NodeJS.ErrnoException).code}`);
      }
    });
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'tidewaiter-shellcheck-'));
  } catch (error) {
    throw new ShellcheckFailure(`no folder for temporary files: ${(error as NodeJS.ErrnoException).code}`);
  }
}

const LEVELS: readonly string[] = ['error', 'warning', 'info', 'style'] satisfies ShellcheckComment['level'][];

/** @throws ShellcheckFailure */
function commentsIn(out: string): readonly (ShellcheckComment & { readonly file: string })[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(out);
  } catch {
    throw new ShellcheckFailure('what it wrote is not JSON');
  }
  const { comments } = (parsed ?? {}) as { comments?: unknown };
  if (!Array.isArray(comments) || !comments.every(isComment)) throw new ShellcheckFailure('what it wrote is not known');
  return comments;
}

function isComment(value: unknown): value is ShellcheckComment & { readonly file: string } {
  const comment = value as Partial<Record<string, unknown>> | null;
  const numbers = ['line', 'endLine', 'column', 'endColumn', 'code'];
  return (
    typeof comment === 'object' &&
    comment !== null &&
    numbers.every((name) => Number.isSafeInteger(comment[name])) &&
    typeof comment.file === 'string' &&
    typeof comment.message === 'string' &&
    LEVELS.includes(String(comment.level))
  );
}
