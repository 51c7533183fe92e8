import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../src/cli/main.ts';
import { Terminal } from '../../src/cli/terminal.ts';

/** What a command came to. */
export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal. */
  readonly terminal?: boolean;
}

/** Runs a command line in this process: the same code, without the start of a process. */
export async function tidewaiter(
  args: readonly string[],
  { stdin = '', env = {}, terminal = false }: Surroundings = {},
) {
  const stdout = Object.assign(new PassThrough(), { isTTY: terminal });
  const stderr = new PassThrough();
  const input = new PassThrough();
  input.end(stdin);
  const collected = Promise.all([text(stdout), text(stderr)]);
  const code = await main(args, env, new Terminal({ stdin: input, stdout, stderr }, env));
  stdout.end();
  stderr.end();
  const [out, err] = await collected;
  return { code, out, err };
}

export const LAUNCHER = join(import.meta.dirname, '../../src/cli/bin.ts');

/** Runs Node.js and waits for its end. */
export async function node(args: readonly string[], { stdin = '', env = {} }: Surroundings = {}): Promise<Result> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    timeout: 20_000,
  });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

/** A temporary folder with the given files; removed by `remove`. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tidewaiter-cli-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
