import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/** The table of ARCHITECTURE.md: which part of src may import which. A part may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  parse: ['model'],
  builds: ['model', 'parse'],
  rules: ['model', 'parse', 'builds'],
  lint: ['model', 'parse', 'builds'],
  compat: ['model', 'parse', 'builds'],
  preview: ['model', 'parse', 'builds', 'rules', 'assess.ts'],
  packages: ['model'],
  policy: ['model', 'parse'],
  claims: ['model', 'parse', 'packages', 'policy'],
  report: ['model'],
  evaluate: ['model'],
  'assess.ts': ['model', 'evaluate'],
  cluster: ['model'],
  registry: ['model', 'parse'],
  evidence: ['model', 'registry', 'parse', 'claims'],
  webhook: ['model', 'parse', 'report', 'assess.ts'],
  cli: [
    'model',
    'parse',
    'rules',
    'policy',
    'report',
    'evaluate',
    'assess.ts',
    'cluster',
    'registry',
    'evidence',
    'packages',
    'claims',
    'builds',
    'lint',
    'compat',
    'preview',
    'webhook',
  ],
};

/** Where each npm package may be imported. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['cluster'],
  '@sigstore/bundle': ['evidence'],
  '@sigstore/core': ['evidence'],
  '@sigstore/protobuf-specs': ['evidence'],
  '@sigstore/tuf': ['evidence'],
  '@sigstore/verify': ['evidence'],
  express: ['webhook'],
  pino: ['webhook', 'cli'],
  'prom-client': ['webhook'],
  ignore: ['cli'],
  re2js: ['policy', 'claims', 'evidence'],
  'spdx-license-ids': ['packages'],
  unbash: ['parse'],
  undici: ['registry'],
  yaml: ['parse'],
};

/** Parts that compute and do nothing else: no I/O, clock, timers, logging or process; only helpers for bytes. */
const PURE = [
  'model',
  'parse',
  'builds',
  'lint',
  'compat',
  'preview',
  'packages',
  'rules',
  'claims',
  'evaluate',
  'report',
  'assess.ts',
];
const BYTE_HELPERS = 'node:buffer';
const IMPURE =
  /\b(?:process\.(?!ts\b)\w|console\.|Date\.now|new Date\(\)|performance\.|setTimeout|setInterval|setImmediate|fetch\()/;

/** Parts that cost start-up time, by the file that must not load them at once, not even through others. */
const LATE: readonly (readonly [string, readonly string[]])[] = [
  ['cli/main.ts', ['webhook', 'cluster', 'registry', 'evidence', 'lint', 'rules', 'builds']],
  ['cli/serve.ts', ['cluster', 'registry', 'evidence']],
  ['cli/lint/lint.ts', ['cluster', 'registry', 'webhook', 'evidence', 'claims', 'policy']],
  ['cli/lint-documents.ts', ['cluster', 'registry', 'webhook']],
  ['cli/sbom.ts', ['cluster', 'registry', 'webhook']],
];

const ROOT = resolve(import.meta.dirname, '../src');
const MAX_LINES = 250;

interface Source {
  readonly file: string;
  readonly part: string;
  readonly text: string;
  readonly imports: readonly { readonly specifier: string; readonly dynamic: boolean; readonly typeOnly: boolean }[];
}

const IMPORT =
  /^(?:import|export)(?<type> type)?[^'"]*?from '(?<static>[^']+)'|^import '(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm;

const sources: readonly Source[] = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const imports = [...text.matchAll(IMPORT)].map(({ groups = {} }) => ({
      specifier: groups.static ?? groups.bare ?? groups.dynamic ?? '',
      dynamic: groups.dynamic !== undefined,
      typeOnly: groups.type !== undefined,
    }));
    return { file, part: file.split(sep)[0] ?? '', text, imports };
  });

function partOf(source: Source, specifier: string): string {
  return relative(ROOT, resolve(ROOT, dirname(source.file), specifier)).split(sep)[0] ?? '';
}

/** The package that a path such as `spdx-license-ids/index.json` leads into. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function offences(find: (source: Source) => readonly string[]): readonly string[] {
  return sources.flatMap((source) => find(source).map((offence) => `${source.file}: ${offence}`));
}

describe('architecture', () => {
  test('every part of src has its row in the table', () => {
    const unknown = sources.map(({ part }) => part).filter((part) => !(part in MAY_IMPORT));
    expect(unknown).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  test('imports only point down', () => {
    const upward = offences((source) =>
      source.imports
        .filter(({ specifier }) => specifier.startsWith('.') && specifier.endsWith('.ts'))
        .map(({ specifier }) => partOf(source, specifier))
        .filter((part) => part !== source.part && !MAY_IMPORT[source.part]?.includes(part)),
    );
    expect(upward).toEqual([]);
  });

  test('each npm package stays in its part', () => {
    const strays = offences((source) =>
      source.imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .filter((specifier) => !PACKAGES[packageOf(specifier)]?.includes(source.part)),
    );
    expect(strays).toEqual([]);
  });

  test('pure parts touch neither Node.js nor the clock', () => {
    const impure = offences((source) => {
      if (!PURE.includes(source.part)) return [];
      const modules = source.imports
        .map(({ specifier }) => specifier)
        .filter((name) => name.startsWith('node:') && name !== BYTE_HELPERS);
      return [...modules, ...(IMPURE.exec(source.text) ?? [])];
    });
    expect(impure).toEqual([]);
  });

  test('only cli reads arguments, environment and sets the exit code', () => {
    const readers = offences((source) =>
      source.part === 'cli' ? [] : (/process\.(?:argv|env|exit|exitCode)\b/.exec(source.text) ?? []),
    );
    expect(readers).toEqual([]);
  });

  test.each(LATE)('%s does not load at once what few need', (entry, late) => {
    const byFile = new Map(sources.map((source) => [source.file, source]));
    const loaded = new Set([entry]);
    for (const file of loaded) {
      for (const { specifier, dynamic, typeOnly } of byFile.get(file)?.imports ?? []) {
        if (dynamic || typeOnly || !specifier.startsWith('.')) continue;
        loaded.add(relative(ROOT, resolve(ROOT, dirname(file), specifier)));
      }
    }
    expect([...loaded].filter((file) => late.includes(file.split(sep)[0] ?? ''))).toEqual([]);
    expect(loaded.size).toBeGreaterThan(10);
  });

  test.each(['src', 'test', 'bench', 'scripts', 'certs'])(
    `no file of %s is longer than ${MAX_LINES} lines`,
    (folder) => {
      const root = resolve(ROOT, '..', folder);
      const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
      const lengths = files.map(
        (file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1] as const,
      );
      expect(lengths.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
      expect(files.length).toBeGreaterThan(0);
    },
  );
});
