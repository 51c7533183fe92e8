import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../scripts/build.ts';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
const lockfile: Lockfile = read('package-lock.json');
const manifest: Manifest = read('package.json');

/** What `ws` takes where it is installed, and does without. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];

let metafile: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-bundle-'));
  metafile = await bundle(folder);
  rmSync(folder, { recursive: true });
});

/** Folders of the packages that are in the bundle, as the lock file names them. */
function shipped(): ReadonlySet<string> {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  return new Set(Object.keys(metafile.inputs).flatMap((input) => folder.exec(input)?.[0] ?? []));
}

/** Oldest versions without a known hole that concerns us. Every copy that ships counts, also transitive ones. */
const FLOORS: Readonly<Record<string, string>> = {
  'body-parser': '2.3.0',
  express: '5.1.0',
  'js-yaml': '4.2.0',
  'jsonpath-plus': '11.0.1',
  'path-to-regexp': '8.0.0',
  qs: '6.16.0',
  undici: '7.18.2',
  yaml: '2.8.3',
};

function numbers(version: string): readonly number[] {
  return version.split('-', 1).join('').split('.').map(Number);
}

function isBelow(version: string, floor: string): boolean {
  const difference = numbers(version)
    .map((part, index) => part - (numbers(floor)[index] ?? 0))
    .find((part) => part !== 0);
  return (difference ?? 0) < 0;
}

describe('dependencies', () => {
  test.each(Object.entries(FLOORS))('%s is at least %s in every copy that ships', (name, floor) => {
    const versions = [...shipped()]
      .filter((path) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
      .map((path) => lockfile.packages[path]?.version ?? '0.0.0');
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => isBelow(version, floor))).toEqual([]);
  });

  test('the comparison itself tells old from new', () => {
    expect([isBelow('10.4.0', '11.0.1'), isBelow('11.0.0', '11.0.1'), isBelow('11.3.0', '11.0.1')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('an installation brings no package: all is in the bundle', () => {
    expect(manifest.dependencies).toBeUndefined();
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const outside = imports.filter(({ external, path }) => external && !path.startsWith('./') && !isBuiltin(path));
    expect([...new Set(outside.map(({ path }) => path))].toSorted()).toEqual(OPTIONAL);
  });

  test('every direct dependency is pinned to one version', () => {
    const ranges = Object.entries(manifest.devDependencies);
    expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });

  test('the tests run on the pinned Node.js', () => {
    expect(process.versions.node).toBe(manifest.devDependencies.node);
  });
});
