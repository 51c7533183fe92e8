import type { BodySet } from './bodies.ts';
import { Connection, type Exchange, exchangesOf } from './connection.ts';
import { quantile } from './statistics.ts';

/** What the client process is asked to do. `server` names the one to talk to. */
export type Command =
  /** Closes every connection: one that rests too long would be closed by its server. */
  | { readonly do: 'close' }
  /** Opens connections to a server. Answers with the TLS version and cipher suite. */
  | {
      readonly do: 'open';
      readonly server: string;
      readonly port: number;
      readonly connections: number;
      readonly ca: string;
    }
  | Slice;

/** One stretch of load. */
export interface Slice {
  readonly do: 'load';
  readonly server: string;
  /** Whether the server applies policies or allows everything. */
  readonly judges: boolean;
  readonly bodies: BodySet;
  readonly seconds: number;
  /** Requests per second, sent whether or not answers come (open loop); absent: as fast as answers come. */
  readonly rate?: number;
}

/** What a slice came to. Times in microseconds; latencies count from the moment a request was due. */
export interface Load {
  readonly answers: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** How late the client itself was to send, 99th percentile; 0 where nothing was due at a time. */
  readonly lag: number;
  readonly clientCpu: number;
}

const pools = new Map<string, readonly Connection[]>();
const exchanges = new Map<string, readonly Exchange[]>();

process.on('message', async (command: Command) => {
  process.send?.(await obey(command));
});

async function obey(command: Command): Promise<string | Load> {
  if (command.do === 'open') return open(command);
  if (command.do === 'load') return load(command);
  for (const connection of [...pools.values()].flat()) connection.close();
  pools.clear();
  return '';
}

function giveUp(fault: Error): never {
  console.error(`The run is void. ${fault.message}`);
  process.exit(1);
}

async function open({ server, port, connections, ca }: Command & { do: 'open' }): Promise<string> {
  const opening = Array.from({ length: connections }, () => Connection.open(port, Buffer.from(ca), giveUp));
  const pool = await Promise.all(opening);
  pools.set(server, pool);
  return [...new Set(pool.map(({ security }) => security))].join(', ');
}

async function load({ server, judges, bodies, seconds, rate }: Slice): Promise<Load> {
  const key = `${bodies} ${judges}`;
  const prepared = exchanges.get(key) ?? exchangesOf(bodies, judges);
  exchanges.set(key, prepared);
  const pool = pools.get(server) ?? [];
  const latencies: number[] = [];
  const lags: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  await (rate === undefined
    ? saturate(pool, prepared, start + 1_000 * seconds, latencies)
    : pace(pool, prepared, { start, rate, total: Math.floor(rate * seconds) }, latencies, lags));
  const elapsed = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    answers: latencies.length,
    seconds: elapsed,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    lag: lags.length > 0 ? quantile(lags, 0.99) : 0,
    clientCpu: user + system,
  };
}

/** Keeps every connection busy until the time is up. Resolves when the last answer is in. */
async function saturate(
  pool: readonly Connection[],
  prepared: readonly Exchange[],
  end: number,
  latencies: number[],
): Promise<void> {
  let turn = 0;
  const run = (connection: Connection) =>
    new Promise<void>((resolve) => {
      const next = () => {
        const sent = performance.now();
        if (sent >= end) return resolve();
        connection.send(prepared[turn++ % prepared.length] as Exchange, () => {
          latencies.push(1_000 * (performance.now() - sent));
          next();
        });
      };
      next();
    });
  await Promise.all(pool.map(run));
}

/** Sends at fixed times over whichever connection is free. Resolves when the last answer is in. */
function pace(
  pool: readonly Connection[],
  prepared: readonly Exchange[],
  plan: { readonly start: number; readonly rate: number; readonly total: number },
  latencies: number[],
  lags: number[],
): Promise<void> {
  const finished = Promise.withResolvers<void>();
  const free = [...pool];
  const waiting: number[] = [];
  let planned = 0;
  let answered = 0;
  const dispatch = (due: number, connection: Connection) => {
    connection.send(prepared[answered % prepared.length] as Exchange, () => {
      latencies.push(1_000 * (performance.now() - due));
      const next = waiting.shift();
      if (next !== undefined) dispatch(next, connection);
      else free.push(connection);
      if (++answered === plan.total) finished.resolve();
    });
  };
  const tick = () => {
    const now = performance.now();
    for (; planned < plan.total; planned++) {
      const due = plan.start + (1_000 * planned) / plan.rate;
      if (due > now) break;
      lags.push(1_000 * (now - due));
      const connection = free.shift();
      if (connection === undefined) waiting.push(due);
      else dispatch(due, connection);
    }
    // Timers are too coarse: a millisecond late would be most of what is measured.
    if (planned < plan.total) setImmediate(tick);
  };
  tick();
  return finished.promise;
}
