import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CertificateFiles } from '../certs/dev-certificate.ts';

export const ROOT = join(import.meta.dirname, '..');

const BUNDLE = join(ROOT, 'dist/tidewaiter.js');
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 10_000;

/** The bundled webhook in a process of its own. */
export interface ServerProcess {
  /** `https://127.0.0.1:port`. */
  readonly url: string;
  /** Exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, and after a time makes it. */
  stop(): Promise<number | null>;
}

/**
 * Starts `tidewaiter serve` on 127.0.0.1 and waits until it listens. Each line of its log goes to `onLog`.
 * It lives in a process group of its own, so that it sees Ctrl-C only when it is passed on.
 *
 * @throws Error where it ends or does not listen in time
 */
export async function startServer(
  { cert, key }: CertificateFiles,
  { port, policies }: { readonly port: number; readonly policies: readonly string[] },
  onLog: (line: string) => void,
): Promise<ServerProcess> {
  const flags = ['--host=127.0.0.1', `--port=${port}`, `--policies=${policies.join(',')}`];
  const child = spawn(
    process.execPath,
    [BUNDLE, 'serve', ...flags, `--tls-cert=${cert}`, `--tls-key=${key}`, '--drain-wait=0s'],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    return ended.finally(() => clearTimeout(force));
  };
  try {
    const url = await untilListening(child, ended, onLog);
    return { url, ended, stop, signal: (signal) => void child.kill(signal) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilListening(
  child: ChildProcess,
  ended: Promise<number | null>,
  onLog: (line: string) => void,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const late = setTimeout(() => reject(new Error(`no answer within ${START_LIMIT_MS / 1_000} s`)), START_LIMIT_MS);
  if (child.stdout === null) throw new Error('the webhook has no standard output');
  createInterface(child.stdout).on('line', (line) => {
    onLog(line);
    if (!line.includes('"msg":"listening"')) return;
    resolve(JSON.parse(line).url);
  });
  void ended.then((code) => reject(new Error(`the webhook ended at once, exit code ${code}`)));
  return promise.finally(() => clearTimeout(late));
}
