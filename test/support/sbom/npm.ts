import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { SbomFormat } from '../../../src/model/attestation.ts';
import { MADE_TREE } from './npm-tree.ts';

/** Trees of packages. `own`: what is installed in this repository; `made`: see `MADE_TREE`. */
export type NpmTree = 'own' | 'made';

const ROOT = join(import.meta.dirname, '../../..');
const MAX_OUTPUT = 64 * 1_024 * 1_024;
const LIMIT_MS = 25_000;

/** SBOMs by tree and format, each made at most once in this process. */
const made = new Map<string, Promise<Buffer>>();

/**
 * The bytes of an SBOM that `npm sbom` writes about a tree of packages, without any network. They are kept in a folder
 * for temporary files under a hash of what is in the tree, so that it is made once however many processes ask; what it
 * says of its own age is when that was, which may be long ago.
 *
 * @throws Error where there is no npm, or one that does not know `npm sbom`
 */
export function npmSbom(tree: NpmTree, format: SbomFormat): Promise<Buffer> {
  const key = `${tree} ${format}`;
  const sbom = made.get(key) ?? keptOrMade(tree, format);
  made.set(key, sbom);
  return sbom;
}

async function keptOrMade(tree: NpmTree, format: SbomFormat): Promise<Buffer> {
  const folder = join(tmpdir(), `tidewaiter-sbom-${userInfo().uid}-${await fingerprint(tree)}`);
  const file = join(folder, `${tree}.${format}.json`);
  if (existsSync(file)) return readFile(file);
  const sbom = tree === 'own' ? await run(ROOT, format) : await ofMadeTree(format);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Several processes may come here at a time: the first one's counts for all, and nobody reads half of it.
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, sbom);
  await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(unfinished);
  return readFile(file);
}

/** Changes with what is in the tree. */
async function fingerprint(tree: NpmTree): Promise<string> {
  const hash = createHash('sha256');
  if (tree === 'made') hash.update(JSON.stringify(MADE_TREE));
  else {
    for (const lock of ['package-lock.json', 'node_modules/.package-lock.json']) {
      hash.update(await readFile(join(ROOT, lock)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function ofMadeTree(format: SbomFormat): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-npm-tree-'));
  try {
    for (const [name, content] of Object.entries(MADE_TREE)) {
      await writeFile(join(folder, name), JSON.stringify(content));
    }
    return await run(folder, format, ['--package-lock-only']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(cwd: string, format: SbomFormat, flags: readonly string[] = []): Promise<Buffer> {
  const [file, ...first] = npmCommand();
  const args = [
    ...first,
    'sbom',
    `--sbom-format=${format}`,
    ...flags,
    '--offline',
    '--no-update-notifier',
    '--loglevel=error',
  ];
  try {
    const options = { cwd, encoding: 'buffer', maxBuffer: MAX_OUTPUT, timeout: LIMIT_MS } as const;
    const { stdout } = await promisify(execFile)(file, args, options);
    JSON.parse(stdout.toString());
    return stdout;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`the tests need "npm sbom", which npm has since 10.2; in ${cwd}: ${message}`, { cause: error });
  }
}

/** The npm that runs these tests, else the one in the path. */
function npmCommand(): readonly [string, ...string[]] {
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = process.env;
  return basename(npm) === 'npm-cli.js' && existsSync(npm) ? [node, npm] : ['npm'];
}
