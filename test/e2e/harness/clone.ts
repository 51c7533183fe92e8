import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@tidewaiter.test', '-c', 'commit.gpgsign=false'];

/** A repository that has this project as it lies here, work that is not committed included, as the one commit of `main`. */
export interface Clone {
  readonly folder: string;
  readonly commit: string;
  remove(): void;
}

export function cloneOfProject(): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-clone-'));
  const listed = git(ROOT, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { verbatimSymlinks: true });
  }
  git(folder, ['init', '--quiet', '--initial-branch=main']);
  git(folder, ['add', '--all', '--force']);
  git(folder, ['commit', '--quiet', '--no-verify', '--message=Project']);
  return {
    folder,
    commit: git(folder, ['rev-parse', 'HEAD']).trim(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs git and gives what it prints. */
export function git(folder: string, args: readonly string[]): string {
  const env = networkEnvironment();
  return execFileSync('git', [...AUTHOR, ...args], { cwd: folder, env, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
}

/**
 * The variables of whoever runs the tests, as registries may need proxies and certificates, without those that npm and Git
 * have set for this process. Packages are taken from the usual cache of npm.
 */
export function networkEnvironment(first?: string): Record<string, string> {
  const set = Object.entries(process.env).filter(([name]) => !/^(?:npm_|GIT_|INIT_CWD$|NODE_OPTIONS$)/i.test(name));
  const { npm_config_cache: cache = join(homedir(), '.npm'), npm_config_registry: registry, PATH = '' } = process.env;
  return {
    ...(Object.fromEntries(set) as Record<string, string>),
    npm_config_cache: cache,
    ...(registry !== undefined && { npm_config_registry: registry }),
    PATH: first === undefined ? PATH : [first, PATH].join(delimiter),
  };
}
