import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Metafile, transform } from 'esbuild';
import { writeDevCertificate } from '../../certs/dev-certificate.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { bundle } from '../../scripts/build.ts';
import { node } from './command-line.ts';
import { wanting } from './document-workspace.ts';
import { endServeProcesses, startServe } from './serve-process.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Far from node_modules, so that it runs only if it has everything in it. */
const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-bundle-'));
const launcher = join(folder, 'dist/tidewaiter.js');
const manifest = join(folder, 'pod.json');
const loaded = join(folder, 'loaded');

let metafile: Metafile;
beforeAll(async () => {
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  cpSync(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true });
  cpSync(join(ROOT, 'test/fixtures/reviews/good-pod.json'), manifest);
  writeFileSync(
    join(folder, 'list-loaded.mjs'),
    `import { registerHooks } from 'node:module';
     import { appendFileSync } from 'node:fs';
     registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(loaded)}, url + '\\n'); return next(url, context); } });`,
  );
  metafile = await bundle(join(folder, 'dist'));
}, 60_000);
afterEach(endServeProcesses);
afterAll(() => rmSync(folder, { recursive: true }));

function policyOf(spec: string): string {
  return `apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\nmetadata: { name: p }\nspec: { ${spec} }\n`;
}

/** Runs the bundle and gives the names of the files of it that were loaded. */
async function run(args: readonly string[], preload: readonly string[] = []) {
  rmSync(loaded, { force: true });
  const result = await node(['--import', join(folder, 'list-loaded.mjs'), ...preload, launcher, ...args]);
  const urls = existsSync(loaded) ? readFileSync(loaded, 'utf8').split('\n') : [];
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => url.slice(url.lastIndexOf('/') + 1));
  return { ...result, files };
}

describe('review', () => {
  const review = (policies: string) => ['review', `--policies=${join(folder, policies)}`, manifest];

  test('loads the launcher, the table of commands and one file', async () => {
    const { code, err, files } = await run(review('policies/pod-hygiene'));
    expect({ code, err, files }).toEqual({ code: 0, err: '', files: ['tidewaiter.js', 'main.cjs', 'review.cjs'] });
  });

  test('loads the library for regular expressions where a policy has one', async () => {
    const policy = policyOf('rules: [{ id: a, message: m, assert: { path: $.metadata.name, pattern: "orders-.*" } }]');
    writeFileSync(join(folder, 'pattern.yaml'), policy);
    const { code, files } = await run(review('pattern.yaml'));
    expect({ code, files }).toEqual({ code: 0, files: ['tidewaiter.js', 'main.cjs', 'review.cjs', 're2js.cjs'] });
    writeFileSync(join(folder, 'pattern.yaml'), policy.replace('orders-.*', '(?=x)'));
    expect((await run(review('pattern.yaml'))).err).toContain('not a regular expression in RE2 syntax');
  });

  test('has in its file no package of the server', () => {
    const review = Object.entries(metafile.outputs).find(([file]) => file.endsWith('/review.cjs'))?.[1];
    const packages = Object.keys(review?.inputs ?? {}).map(
      (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1],
    );
    expect(new Set(packages)).toEqual(new Set([undefined, 'yaml']));
    expect(Object.keys(review?.inputs ?? {}).filter((input) => /src\/(?:webhook|cluster)\//.test(input))).toEqual([]);
  });
});

describe('serve', () => {
  test('loads the cluster client only when a policy needs it', async () => {
    const { code, files } = await run(['serve', '--tls-cert=none', '--tls-key=none', `--policies=${folder}/policies`]);
    expect(code).toBe(2);
    expect(files.slice(0, 3)).toEqual(['tidewaiter.js', 'main.cjs', 'serve.cjs']);
    expect(files).not.toContain('cluster.cjs');
  });

  test('runs without node_modules, and asks the cluster where a policy needs it', async () => {
    const { cert, key } = await writeDevCertificate(folder);
    const flags = [`--tls-cert=${cert}`, `--tls-key=${key}`, '--drain-wait=0s'];
    const server = await startServe([launcher], [...flags, `--policies=${folder}/policies`]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual([0, null]);

    const selector = 'match: { namespaceSelector: { matchLabels: { a: b } } }, rules: [{ rule: run-as-non-root }]';
    writeFileSync(join(folder, 'selective.yaml'), policyOf(selector));
    writeFileSync(join(folder, 'kubeconfig'), 'kind: Config');
    const cluster = ['--namespaces-from=cluster', `--kubeconfig=${folder}/kubeconfig`];
    const { code, err, files } = await run(['serve', ...flags, `--policies=${folder}/selective.yaml`, ...cluster]);
    expect(code).toBe(2);
    expect(err).toContain('/kubeconfig": no usable credentials');
    expect(files).toContain('cluster.cjs');
  });
});

describe('the launcher', () => {
  test('has nothing in it that Node.js 12.20 could not parse', async () => {
    const text = readFileSync(launcher, 'utf8');
    const [newest, old] = await Promise.all(
      ['esnext', 'node12.20'].map((target) => transform(text, { target, format: 'esm', loader: 'js' })),
    );
    expect(old?.code).toBe(newest?.code);
    expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(statSync(launcher).mode & 0o111).toBe(0o111);
  });

  test.each(['v12.22.0', 'v20.20.2', 'v24.14.1'])('says in one line that %s is too old', async (version) => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'version',{value:'${version}'})`;
    const { code, out, err, files } = await run(['--version'], ['--import', pretend]);
    expect({ code, out, files }).toEqual({ code: 2, out: '', files: ['tidewaiter.js'] });
    expect(err).toBe(
      `tidewaiter needs Node.js ${packageJson.engines.node} and this is ${version}; ` +
        'in a checkout, run it on the pinned Node.js with: npx node dist/tidewaiter.js\n',
    );
  });

  test('starts without its extension', async () => {
    const { code, out } = await node([join(folder, 'dist/tidewaiter'), '--version']);
    expect({ code, out }).toEqual({ code: 0, out: `${packageJson.version}\n` });
  });

  test('says so where its files are missing', async () => {
    const alone = join(folder, 'alone');
    cpSync(launcher, join(alone, 'tidewaiter.js'));
    const { code, err } = await node([join(alone, 'tidewaiter.js'), '--version']);
    expect(code).toBe(2);
    expect(err).toMatch(/^tidewaiter: cannot load its own files, install it again: [^\n]*\n$/);
  });
});

test('compiled code is kept in the cache folder of the user', async () => {
  const env = { NODE_DISABLE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: join(folder, 'cache') };
  await node([launcher, '--version'], { env });
  const kept = join(folder, 'cache/tidewaiter/compile-cache', `${process.version}-${process.arch}`);
  expect(existsSync(join(kept, launcher.replace('tidewaiter.js', 'main.cjs')))).toBe(true);
});

test('the notices name every package that is in the bundle', () => {
  const notices = readFileSync(join(folder, 'dist/THIRD-PARTY-NOTICES'), 'utf8');
  for (const input of Object.keys(metafile.inputs)) {
    const [, name] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
    if (name !== undefined) expect(notices).toContain(`\n${name} `);
  }
  expect(notices).toContain('Permission is hereby granted');
});

describe('lint and sbom of files', () => {
  test('have no registry client in their files, and need no other', async () => {
    for (const name of ['lint-documents', 'sbom']) {
      const [, output] = Object.entries(metafile.outputs).find(([file]) => file.endsWith(`/${name}.cjs`)) ?? [];
      const inputs = Object.keys(output?.inputs ?? {});
      expect(inputs.filter((input) => /node_modules\/(?:undici|@sigstore)\/|src\/registry\//.test(input))).toEqual([]);
    }
    const sbom = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ name: 'a' }] };
    writeFileSync(join(folder, 'sbom.json'), JSON.stringify(sbom));
    const { code, files } = await run(['sbom', join(folder, 'sbom.json')]);
    expect({ code, files }).toEqual({ code: 0, files: ['tidewaiter.js', 'main.cjs', 'sbom.cjs'] });
    const policy = wanting([{ type: 'sbom', sbom: { minComponents: 2 } }]);
    writeFileSync(join(folder, 'images.yaml'), JSON.stringify(policy));
    const linted = await run(['lint', `--policies=${folder}/images.yaml`, join(folder, 'sbom.json')]);
    expect(linted.out).toContain('Deny sbom.minComponents: ');
    expect(linted.files).toEqual([
      'tidewaiter.js',
      'main.cjs',
      'lint.cjs',
      'lint-documents.cjs',
      'policy-resources.cjs',
    ]);
  });

  test('errors of what asks registries are told as everywhere', async () => {
    const { code, err } = await run(['sbom', '--policies=/nowhere', 'registry.test/app:1']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('tidewaiter: there is no policy file') });
  });
});
