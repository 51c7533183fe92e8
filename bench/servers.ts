import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { freePort, startAnswering, startNode, stop } from './processes.ts';
import type { Workspace } from './workspace.ts';

export const POLICIES = join(import.meta.dirname, 'policies');
export const PRODUCT = join(import.meta.dirname, '../dist/tidewaiter.js');

const READY_LIMIT_MS = 20_000;
const ANSWER_LIMIT_MS = 2_000;
const POLL_MS = 2;

export type Kind = 'floor' | 'product';

/** A server under load. */
export interface Server {
  readonly name: string;
  readonly kind: Kind;
  readonly port: number;
  readonly child: ChildProcess;
}

/** Starts a server with the probe in it and waits until it answers. */
export async function startServer(
  name: string,
  kind: Kind,
  workspace: Workspace,
  policies: string = POLICIES,
): Promise<Server> {
  const port = await freePort();
  const command = commandOf(kind, port, workspace, policies);
  const child = startAnswering('server', ['--import', workspace.probe, ...command]);
  await firstAnswer(child, port, workspace);
  return { name, kind, port, child };
}

/**
 * Starts a server and waits for its first answer over TLS.
 * @returns milliseconds
 */
export async function timeStart(kind: Kind, workspace: Workspace, env: NodeJS.ProcessEnv): Promise<number> {
  const port = await freePort();
  const start = performance.now();
  const child = startNode('server', commandOf(kind, port, workspace), env);
  await firstAnswer(child, port, workspace);
  const elapsed = performance.now() - start;
  // Asked to end, not killed: only then does Node write its compile cache.
  await stop(child, 'SIGTERM');
  return elapsed;
}

function commandOf(
  kind: Kind,
  port: number,
  { floor, cert, key }: Workspace,
  policies: string = POLICIES,
): readonly string[] {
  if (kind === 'floor') return [floor, String(port), cert, key];
  const listen = ['--host', '127.0.0.1', '--port', String(port), '--drain-wait', '0s'];
  return [PRODUCT, 'serve', ...listen, '--policies', policies, '--tls-cert', cert, '--tls-key', key];
}

async function firstAnswer(child: ChildProcess, port: number, { ca }: Workspace): Promise<void> {
  const limit = AbortSignal.timeout(READY_LIMIT_MS);
  while (!(await isReady(port, ca))) {
    if (child.exitCode !== null) throw new Error(`a server ended at once, exit code ${child.exitCode}`);
    limit.throwIfAborted();
    await sleep(POLL_MS);
  }
}

async function isReady(port: number, ca: string): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  try {
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return String(chunk).startsWith('HTTP/1.1 200 ');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
