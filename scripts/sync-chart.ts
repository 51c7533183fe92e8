import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/**
 * Copies policies/<name>/policy.yaml to charts/tidewaiter/files/policies/<name>.yaml and removes what has
 * no source any more: Helm can only read files inside its chart.
 */
export async function syncChart(
  source: string = join(ROOT, 'policies'),
  target: string = join(ROOT, 'charts/tidewaiter/files/policies'),
): Promise<void> {
  const entries = await readdir(source, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const wanted = new Map<string, Buffer>();
  for (const name of names) wanted.set(`${name}.yaml`, await readFile(join(source, name, 'policy.yaml')));

  await mkdir(target, { recursive: true });
  const stale = (await readdir(target)).filter((file) => !wanted.has(file));
  for (const file of stale) await rm(join(target, file));
  for (const [file, text] of wanted) await writeFile(join(target, file), text);
}

if (import.meta.main) await syncChart();
