import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { stringify } from 'yaml';
import { writeDevCertificate } from '../certs/dev-certificate.ts';
import { ownRules } from './many-rules.ts';
import { smallPod } from './pods.ts';

/** Files of one run in a temporary folder, which goes when this process ends, however it ends. */
export interface Workspace {
  /** The same certificate serves the floor and the product. */
  readonly cert: string;
  readonly key: string;
  /** Text of the authority that signed it. */
  readonly ca: string;
  /** floor.ts and probe.ts without their types: stripping them costs a process time and memory. */
  readonly floor: string;
  readonly probe: string;
  /** Policies with a thousand rules that the usual pod passes. */
  readonly manyRules: string;
  /** One small manifest, which the shipped policies allow. */
  readonly manifest: string;
  /** Everything lies in it. */
  readonly folder: string;
  /** Stands in for the user's cache, where the product keeps compiled code. */
  readonly cache: string;
}

export async function createWorkspace(): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { cert, key, ca } = await writeDevCertificate(folder);
  const manifest = join(folder, 'pod.yaml');
  await writeFile(manifest, stringify(smallPod()));
  const manyRules = join(folder, 'many-rules');
  await mkdir(manyRules);
  for (const { file, text } of ownRules(1_000)) await writeFile(join(manyRules, file), text);
  const entryPoints = ['floor', 'probe'].map((name) => join(import.meta.dirname, `${name}.ts`));
  await build({ entryPoints, outdir: folder, outExtension: { '.js': '.mjs' }, logLevel: 'error' });
  return {
    folder,
    cert,
    key,
    ca: await readFile(ca, 'utf8'),
    floor: join(folder, 'floor.mjs'),
    probe: join(folder, 'probe.mjs'),
    manifest,
    manyRules,
    cache: join(folder, 'cache'),
  };
}
