import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundle } from '../../scripts/build.ts';
import { Content } from '../support/images/content.ts';
import { writeLayout } from '../support/images/layout.ts';
import { ISSUER, signedImage } from '../support/images/signed-image.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { TufMirror } from '../support/tuf/mirror.ts';
import { node } from './command-line.ts';

/** Flags of Node.js in the image, without which a library could make code from text. */
const FLAGS = readFileSync(join(import.meta.dirname, '../../Dockerfile'), 'utf8')
  .match(/^ENTRYPOINT [\s\S]*?\]/m)?.[0]
  .match(/--[a-z-]+(?:=\w+)?/g);
const SUBJECT = 'https://ci.test/release';

/** Far from node_modules, so that it runs only if it has everything in it. */
const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-bundle-'));
let world: World;
beforeAll(async () => {
  await bundle(join(folder, 'dist'));
  world = await createWorld();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function inBundle(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return node([...(FLAGS ?? []), ...args], { env });
}

test('the image forbids code from text', () => {
  expect(FLAGS).toEqual(expect.arrayContaining(['--disallow-code-generation-from-strings', '--disable-proto=delete']));
});

test('signatures are verified in threads, with the flags of the image', async () => {
  const content = new Content();
  await signedImage(world, content, { repository: 'team/app', identity: SUBJECT });
  await signedImage(world, content, { repository: 'team/other', identity: 'https://ci.test/other' });
  await writeLayout(content, join(folder, 'layout'), (repository, tag) => `registry.example.com/${repository}:${tag}`);
  mkdirSync(join(folder, 'policies'));
  writeFileSync(join(folder, 'policies/trusted_root.json'), world.trustRoot);
  const authority = { name: 'release', trustRoots: ['ours'], keyless: { issuer: ISSUER, subject: SUBJECT } };
  const require = { digest: 'ignore', signatures: [authority] };
  const documents = [
    { kind: 'TrustRoot', metadata: { name: 'ours' }, spec: { file: 'trusted_root.json' } },
    { kind: 'ImagePolicy', metadata: { name: 'p' }, spec: { images: ['registry.example.com/**'], require } },
  ].map((document) => JSON.stringify({ apiVersion: 'tidewaiter.dev/v1alpha1', ...document }));
  writeFileSync(join(folder, 'policies/policy.yaml'), documents.join('\n---\n'));
  const pods = ['app', 'other'].map((name) => {
    const spec = { containers: [{ name, image: `registry.example.com/team/${name}:v1` }] };
    return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
  });
  writeFileSync(join(folder, 'pods.yaml'), pods.join('\n---\n'));

  const flags = [`--policies=${folder}/policies`, `--layout=${folder}/layout`, '--format=jsonl'];
  const { code, out, err } = await inBundle([
    join(folder, 'dist/tidewaiter.js'),
    'review',
    ...flags,
    join(folder, 'pods.yaml'),
  ]);
  const lines = out.split('\n').filter((line) => line !== '');
  const judged = lines.map((line) => JSON.parse(line)).filter(({ subject }) => subject !== undefined);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(judged.map(({ subject, allowed }) => [subject.name, allowed])).toEqual([
    ['app', true],
    ['other', false],
  ]);
});

test('trust roots are refreshed, with the flags of the image', async () => {
  const mirror = await TufMirror.start();
  mirror.release(world.trustRoot);
  const source = { name: 'ours', json: '{}', tuf: { mirror: mirror.url, root: mirror.root } };
  const code = `
    const { startTrustRefresh } = require(${JSON.stringify(join(folder, 'dist/trust-refresh.cjs'))});
    startTrustRefresh({
      sources: [JSON.parse(process.env.SOURCE)], cacheDirectory: ${JSON.stringify(join(folder, 'cache'))},
      every: 60_000, allowLoopbackHttp: true,
      onUpdate: (name, json) => { process.stdout.write(json); clearInterval(alive); },
      onFailure: (name, error) => { process.stdout.write(error.stack); clearInterval(alive); },
    });
    const alive = setInterval(() => {}, 60_000);`;
  const { out, err } = await inBundle(['--input-type=commonjs', '-e', code], { SOURCE: JSON.stringify(source) });
  await mirror.close();
  expect({ out, err }).toEqual({ out: world.trustRoot, err: '' });
});
