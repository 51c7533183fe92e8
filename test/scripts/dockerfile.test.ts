import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundle } from '../../scripts/build.ts';
import { THREAD_MEMORY } from '../../src/cli/verification-threads.ts';

const ROOT = join(import.meta.dirname, '../..');
const lines = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n');

/** Paths that the build stage of the Dockerfile takes over, as it names them. */
function copied(): readonly string[] {
  const [build = []] = [lines('Dockerfile')].map((all) =>
    all.slice(
      0,
      all.findIndex((line) => /^FROM .*RUNTIME/.test(line)),
    ),
  );
  return build.flatMap((line) => (line.startsWith('COPY ') ? line.split(' ').slice(1, -1) : []));
}

/** Paths that .dockerignore lets into the build context. */
function allowed(): readonly string[] {
  return lines('.dockerignore').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
}

function isBelow(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}

test('the container image is built from everything that the bundle is made of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-bundle-'));
  try {
    const { inputs } = await bundle(folder);
    const own = Object.keys(inputs).filter((file) => !file.startsWith('node_modules/') && !file.includes(':'));
    expect(own).toContain('src/cli/main.ts');
    const missing = own.filter((file) => !copied().some((path) => isBelow(file, path)));
    const left = own.filter((file) => !allowed().some((path) => isBelow(file, path)));
    expect({ missing, left }).toEqual({ missing: [], left: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the bound on memory of the process leaves threads theirs: Node.js gives no thread more', () => {
  const [, bound] = /--max-old-space-size=([0-9]+)/.exec(lines('Dockerfile').join('\n')) ?? [];
  expect(Number(bound)).toBeGreaterThanOrEqual(THREAD_MEMORY);
});
