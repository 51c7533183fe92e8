import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Where servers and where clients run, so that they do not take time from each other. */
const CPUS = { server: '0', client: '1' };
export type Role = keyof typeof CPUS;

/** The flags that the container image starts Node with; the same for the floor and the product. */
export const NODE_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=200', '--no-allocation-site-pretenuring'];

export const PINNED = Object.values(CPUS).every((cpu) => spawnSync('taskset', ['-c', cpu, 'true']).status === 0);

/** Moves this process to the CPU of the clients: it reads the product's log meanwhile. */
export function pinSelf(): void {
  if (PINNED) spawnSync('taskset', ['-a', '-p', '-c', CPUS.client, String(process.pid)]);
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));

/** Starts this Node.js on the CPU of its role. It ends with this process at the latest. */
export function startNode(
  role: Role,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  flags: readonly string[] = NODE_FLAGS,
): ChildProcess {
  return start(role, [...flags, ...args], env, ['ignore', 'pipe', 'inherit']);
}

/** The same for a process that answers `ask`: the channel takes it some milliseconds to set up. */
export function startAnswering(
  role: Role,
  args: readonly string[],
  flags: readonly string[] = NODE_FLAGS,
): ChildProcess {
  return start(role, [...flags, ...args], process.env, ['ignore', 'pipe', 'inherit', 'ipc']);
}

function start(role: Role, args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess {
  const command = [process.execPath, ...args];
  const [program = '', ...rest] = PINNED ? ['taskset', '-c', CPUS[role], ...command] : command;
  const child = spawn(program, rest, { env, stdio });
  running.add(child);
  child.once('exit', () => running.delete(child));
  // A reader that keeps up, as a container runtime is one.
  child.stdout?.resume();
  return child;
}

/**
 * Sends a message to a process and waits for the one it answers with.
 * @throws Error where the process ends first
 */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const settled = new AbortController();
  const options = { signal: settled.signal };
  const answer = once(child, 'message', options);
  const end = once(child, 'exit', options).then(([code]) => {
    throw new Error(`a process of the benchmark ended early, exit code ${code}`);
  });
  child.send(message);
  try {
    const [value] = await Promise.race([answer, end]);
    return value;
  } finally {
    settled.abort();
    await Promise.allSettled([answer, end]);
  }
}

/** Ends a process and waits for its end. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** Nanoseconds that the threads of a process have run, and have waited for a CPU since it started. */
export interface Schedule {
  readonly ran: number;
  readonly waited: number;
}

/** Undefined where the system does not tell (schedstat of procfs, Linux). */
export function schedule({ pid }: ChildProcess): Schedule | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ').map(Number),
    );
    const sum = (field: number) => threads.reduce((total, fields) => total + (fields[field] ?? 0), 0);
    return { ran: sum(0), waited: sum(1) };
  } catch {
    return undefined;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
