import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** What a folder of policies/ has for clusters; the rest is tests and words. */
const SOURCES = ['policy.yaml', 'kinds.yaml'];

/**
 * Copies the policy of policies/<name>, or the kinds that it declares, to charts/tidewaiter/files/policies/<name>.yaml
 * and removes what has no source any more: Helm can only read files inside its chart.
 */
export async function syncChart(
  source: string = join(ROOT, 'policies'),
  target: string = join(ROOT, 'charts/tidewaiter/files/policies'),
): Promise<void> {
  const entries = await readdir(source, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const wanted = new Map<string, Buffer>();
  for (const name of names) wanted.set(`${name}.yaml`, await readFile(await sourceOf(join(source, name))));

  await mkdir(target, { recursive: true });
  const stale = (await readdir(target)).filter((file) => !wanted.has(file));
  for (const file of stale) await rm(join(target, file));
  for (const [file, text] of wanted) await writeFile(join(target, file), text);
}

async function sourceOf(folder: string): Promise<string> {
  const files = await readdir(folder);
  const file = SOURCES.find((name) => files.includes(name));
  if (file === undefined) throw new Error(`${folder} holds neither ${SOURCES.join(' nor ')}`);
  return join(folder, file);
}

if (import.meta.main) await syncChart();
