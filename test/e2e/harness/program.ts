import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { guard } from './guardian.ts';
import { until } from './wait.ts';

/** A child process whose output goes to a file. */
export interface Program {
  /** Standard output and standard error, as far as they were written. */
  output(): string;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** The exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** SIGTERM, and SIGKILL where that has done nothing for 20 seconds. */
  stop(): Promise<void>;
}

const GRACE_MS = 20_000;

/** What the children need of our environment: proxy settings and our own flags would change what is tested. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

/** Starts a program. Its life is bound to ours: it does not outlive this process, however that ends. */
export function startProgram(command: string, args: readonly string[], logFile: string): Program {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { stdio: ['ignore', log, log], env: environment() });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const release = guard(pid);
  const exited = exitOf(child).finally(release);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    output: () => readFileSync(logFile, 'utf8'),
    isRunning,
    signal: (signal) => void child.kill(signal),
    exited,
    async stop() {
      if (!isRunning()) return;
      child.kill('SIGTERM');
      const late = new AbortController();
      await Promise.race([exited, delay(GRACE_MS, undefined, { signal: late.signal, ref: false }).catch(() => {})]);
      late.abort();
      if (isRunning()) child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Waits until a program that was just started answers.
 * @throws Error where it ends instead, with its output, or does not answer in time; it is stopped then
 */
export async function untilReady(program: Program, name: string, isReady: () => Promise<boolean>): Promise<void> {
  try {
    const state = await until(`${name} to be ready`, async () => {
      if (!program.isRunning()) return 'ended';
      return (await isReady()) && 'ready';
    });
    if (state === 'ended') throw new Error(`${name} ended at once:\n${program.output()}`);
  } catch (error) {
    await program.stop();
    throw error;
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit');
  return code;
}

/** A TCP port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
