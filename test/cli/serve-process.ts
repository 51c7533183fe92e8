import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const START_LIMIT_MS = 20_000;

/** `tidewaiter serve` in a process of its own. */
export interface ServeProcess {
  readonly child: ChildProcess;
  /** From its log. */
  readonly url: string;
  readonly metricsUrl: string | undefined;
  /** The lines of its log so far, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** All of standard error, once it has ended. */
  readonly err: Promise<string>;
  /** Exit code and signal. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  /** Waits for a line of the log with this message. */
  logged(message: string): Promise<Readonly<Record<string, unknown>>>;
}

const running = new Set<ChildProcess>();

/** Starts it, on a free port unless the flags say otherwise, and waits until it listens. */
export async function startServe(
  nodeArgs: readonly string[],
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServeProcess> {
  const server = spawnServe(nodeArgs, flags, env);
  const { url, metricsUrl } = (await server.logged('listening')) as { url: string; metricsUrl?: string };
  return { ...server, url, metricsUrl };
}

/** Starts it. */
export function spawnServe(
  nodeArgs: readonly string[],
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Omit<ServeProcess, 'url' | 'metricsUrl'> {
  const child = spawn(process.execPath, [...nodeArgs, 'serve', '--host=127.0.0.1', ...flags], {
    env: { ...process.env, TIDEWAITER_PORT: '0', NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const log: Record<string, unknown>[] = [];
  const waiting: { message: string; resolve(line: Record<string, unknown>): void }[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const entry = JSON.parse(line) as Record<string, unknown>;
    log.push(entry);
    for (const { message, resolve } of waiting) if (entry.msg === message) resolve(entry);
  });
  const err = text(child.stderr);
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const);
  const logged = (message: string) => {
    const known = log.find(({ msg }) => msg === message);
    if (known !== undefined) return Promise.resolve(known);
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    waiting.push({ message, resolve });
    const timer = setTimeout(() => reject(new Error(`"${message}" was not logged`)), START_LIMIT_MS);
    void ended.then(async ([code]) => reject(new Error(`ended with ${code} before "${message}": ${await err}`)));
    return promise.finally(() => clearTimeout(timer));
  };
  return { child, log, err, ended, logged };
}

/** For `afterEach`: ends what a test has left running. */
export async function endServeProcesses(): Promise<void> {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  running.clear();
}
