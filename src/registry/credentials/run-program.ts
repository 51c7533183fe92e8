import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Where no file may be opened any more there are no pipes, and it is told as an event all the same. */
type Child = Partial<Pick<ChildProcessByStdio<Writable, Readable, null>, 'stdin' | 'stdout'>> &
  Pick<ChildProcess, 'pid' | 'on'>;

/** What a program is given. */
export interface ProgramOptions {
  readonly input: string;
  /** All of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Bytes. */
  readonly maxOutput: number;
  readonly signal: AbortSignal;
}

/** What came of it. `problem`: why there is no answer. Standard error is thrown away: it may hold secrets. */
export interface ProgramResult {
  readonly code: number | null;
  readonly output: Buffer;
  readonly problem?: string;
}

/** Runs a program without a shell. It and what it has started are killed at the limits. Never rejects. */
export function runProgram(
  file: string,
  args: readonly string[],
  { input, environment, timeLimit, maxOutput, signal }: ProgramOptions,
): Promise<ProgramResult> {
  const { promise, resolve } = Promise.withResolvers<ProgramResult>();
  // A group of its own, so that what it starts can be killed with it.
  const child: Child = spawn(file, args, { env: environment, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const chunks: Buffer[] = [];
  let length = 0;
  let hasEnded = false;
  const end = (code: number | null, problem?: string) => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    if (problem !== undefined) killGroup(child);
    child.stdout?.destroy();
    resolve({ code, output: Buffer.concat(chunks), ...(problem === undefined ? {} : { problem }) });
  };
  const leave = () => end(null, 'nobody waits for it any more');
  const timer = setTimeout(() => end(null, `it took more than ${timeLimit} ms`), timeLimit);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  child.stdout?.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxOutput) end(null, `it printed more than ${maxOutput} bytes`);
    else chunks.push(chunk);
  });
  child.on('error', (error: NodeJS.ErrnoException) => end(null, `it cannot be started (${error.code})`));
  child.on('close', (code) => (code === null ? end(null, 'it was killed') : end(code)));
  // A program that does not read its input breaks the pipe, and says in its answer what it wants.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return promise;
}

function killGroup({ pid }: Child): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
