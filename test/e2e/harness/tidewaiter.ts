import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { type Authority, fingerprintOf } from '../../support/certificates.ts';
import { freePort, type Program, startProgram, untilReady } from './program.ts';
import { until } from './wait.ts';

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, '../../..');

/** The shipped policies that the chart installs without more. */
export const SHIPPED_POLICIES: readonly string[] = ['pod-hygiene', 'supply-chain-basics'].map((name) =>
  join(ROOT, 'policies', name),
);

/** What every webhook of a suite has in common. */
export interface Home {
  /** The program, from copyBundle. */
  readonly bundle: string;
  /** Where folders for files are made. */
  readonly folder: string;
  /** Signs certificates for 127.0.0.1. */
  readonly authority: Authority;
}

export interface TidewaiterOptions {
  /** Folders of policies, or policy files: name to text. */
  readonly policies: readonly string[] | PolicyFiles;
  /** `--drain-wait`; 0s unless a test is about it. */
  readonly drainWait?: string;
  /** `--metrics-port`; the health pages are then asked there, because they need no client certificate. */
  readonly metricsPort?: number;
  /** Further flags of `serve`. */
  readonly flags?: readonly string[];
}

type PolicyFiles = Readonly<Record<string, string>>;

/**
 * A running `tidewaiter serve`: the bundle as users run it, in a process of its own. Disposing of it ends it
 * by SIGTERM, and throws where it does not end with exit code 0 in time.
 */
export interface Serving extends AsyncDisposable {
  readonly port: number;
  readonly program: Program;
  /** GET over TLS. */
  get(path: string): Promise<{ status: number; body: string }>;
  /** The lines of its log. */
  log(): readonly LogLine[];
}

/** One with files of its own. */
export interface Tidewaiter extends Serving {
  /** Puts a new certificate in place of the one on disk, as a renewed Secret does, and gives its fingerprint. */
  renewCertificate(authority: Authority): Promise<string>;
  /** Writes policy files in place of those of the same name. */
  writePolicies(files: PolicyFiles): Promise<void>;
}

/** A line of the log; the tests look into it freely. */
// biome-ignore lint/suspicious/noExplicitAny: the fields differ by message, and a wrong access fails the test
export type LogLine = any;

/**
 * Copies the bundle into a folder, so that a build during the run does not change what is tested, and
 * gives the path of the program.
 */
export async function copyBundle(folder: string): Promise<string> {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('there is no dist/tidewaiter.js: run npm run build');
  const copy = join(folder, 'bundle');
  const program = join(copy, 'dist/tidewaiter.js');
  await until('a bundle that runs', async () => {
    await cp(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(copy, 'package.json'));
    return run(process.execPath, [program, '--version']);
  });
  return program;
}

/** Starts the webhook, and waits until it is ready. */
export async function startTidewaiter(home: Home, options: TidewaiterOptions): Promise<Tidewaiter> {
  const { authority, bundle } = home;
  const { drainWait = '0s', flags = [], metricsPort } = options;
  const folder = await mkdtemp(join(home.folder, 'tidewaiter-'));
  const [cert, key, policies] = ['tls.crt', 'tls.key', 'policies'].map((name) => join(folder, name)) as Paths;
  const trusted: string[] = [];
  const renewCertificate = async (by: Authority) => {
    trusted.push(by.cert);
    const pair = await by.issue();
    await writeFile(cert, pair.cert);
    await writeFile(key, pair.key, { mode: 0o600 });
    return fingerprintOf(pair);
  };
  const writePolicies = async (files: PolicyFiles) => {
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(policies, name), content)));
  };
  await renewCertificate(authority);
  await mkdir(policies);
  if (isFolders(options.policies)) {
    for (const path of options.policies) await cp(path, join(policies, basename(path)), { recursive: true });
  } else {
    await writePolicies(options.policies);
  }
  const port = await freePort();
  const listen = ['--host=127.0.0.1', `--port=${port}`, `--drain-wait=${drainWait}`];
  const files = [`--policies=${policies}`, `--tls-cert=${cert}`, `--tls-key=${key}`];
  const metrics = metricsPort === undefined ? [] : [`--metrics-port=${metricsPort}`];
  const serving = await startServing({
    bundle,
    args: [...listen, ...files, ...metrics, ...flags],
    logFile: join(folder, 'log'),
    port,
    ...(metricsPort === undefined ? {} : { metricsPort }),
    trusted,
  });
  return { ...serving, renewCertificate, writePolicies };
}

/** Tells what Array.isArray does not, of a list that nobody may change. */
function isFolders(policies: TidewaiterOptions['policies']): policies is readonly string[] {
  return Array.isArray(policies);
}

type Paths = [cert: string, key: string, policies: string];

/** Runs `tidewaiter serve` with these arguments, and waits until it is ready. */
export async function startServing(options: {
  readonly bundle: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** Where the arguments have it listen, on the loopback interface. */
  readonly port: number;
  /** Where they have it serve the health pages over plain HTTP, if they do. */
  readonly metricsPort?: number;
  /** Authorities to trust, as PEM; may change later. */
  readonly trusted: readonly string[];
  /** The name in its certificate. */
  readonly serverName?: string;
}): Promise<Serving> {
  const { args, bundle, logFile, metricsPort, port, serverName = '127.0.0.1', trusted } = options;
  const program = startProgram(process.execPath, [bundle, 'serve', ...args], logFile);
  const isServer = (_: string, peer: PeerCertificate) => checkServerIdentity(serverName, peer);
  const get = async (path: string) => {
    const trust = { ca: [...trusted], checkServerIdentity: isServer };
    const call = request({ host: '127.0.0.1', port, path, agent: false, ...trust }).end();
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, body: await text(answer) };
  };
  const readiness = async () =>
    metricsPort === undefined ? get('/readyz') : fetch(`http://127.0.0.1:${metricsPort}/readyz`);
  await untilReady(program, 'tidewaiter serve', async () => (await readiness()).status === 200);
  const log = () => {
    const lines = program
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'));
    return lines.map((line) => JSON.parse(line));
  };
  return {
    port,
    program,
    get,
    log,
    async [Symbol.asyncDispose]() {
      if (!program.isRunning()) return;
      await program.stop();
      if ((await program.exited) !== 0) throw new Error(`tidewaiter serve did not end in order:\n${program.output()}`);
    },
  };
}
