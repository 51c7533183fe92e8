import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A repository that a job runs in, with a folder beside it for what is none of its. */
export interface Workspace {
  readonly root: string;
  readonly beside: string;
  at(name: string): string;
  remove(): void;
}

/** What differs from job to job. */
export interface JobOptions {
  /** Variables beside those of every job. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long a step may take. */
  readonly seconds?: number;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Settings by which a tag `latest` is an error, whatever the defaults are. */
const SETTINGS = `apiVersion: tidewaiter.dev/v1alpha1
kind: DockerfilePolicy
metadata: { name: tags }
spec: { rules: [{ rule: disallow-latest-tag, severity: error }] }
`;

export const BAD = 'FROM registry.example.com/app:latest\nUSER 1000\n';
export const GOOD = `FROM registry.example.com/app:1.4.2@sha256:${'a'.repeat(64)}\nUSER 1000\n`;

/** A repository with these files, and with settings. */
export function workspaceWith(files: Readonly<Record<string, string>>): Workspace {
  const beside = mkdtempSync(join(tmpdir(), 'tidewaiter-ci-'));
  const root = join(beside, 'repository');
  for (const [name, content] of Object.entries({ '.tidewaiter.yaml': SETTINGS, '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  // Both of its names, as some ask for the second one first.
  mkdirSync(join(beside, 'bin'));
  for (const name of ['node', 'nodejs']) symlinkSync(process.execPath, join(beside, 'bin', name));
  return {
    root,
    beside,
    at: (name) => join(root, name),
    remove: () => rmSync(beside, { recursive: true, force: true }),
  };
}

/** Surroundings of a job: the Node.js of these tests is the first in PATH. */
export function jobEnvironment(beside: string): Record<string, string> {
  const { PATH = '', TMPDIR = tmpdir() } = process.env;
  return { PATH: [join(beside, 'bin'), PATH].join(delimiter), HOME: beside, TMPDIR };
}

/** Runs a program to its end. */
export async function run(
  [program = '', ...args]: readonly string[],
  { cwd, env = {}, seconds = 25 }: JobOptions & { readonly cwd: string },
): Promise<Ran> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1_000 });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}
