import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { folderWith, tidewaiter } from './command-line.ts';

/** `tidewaiter test` over policies for images: the cases state what is known of them. */

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1';

const policy = (require: string, more = '') => `
${HEAD}
kind: ImagePolicy
metadata: { name: images }
spec:
  images: ["registry.example.com/**"]
  require: ${require}
${more}`;

const RELEASE = '{ name: release, keyless: { issuer: i, subjectPattern: "https://github.com/acme/**" } }';
const VENDOR = '{ name: vendor, key: { secret: { namespace: a, name: b, key: c } } }';

const pod = (image: string) =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: app, image: "${image}" }] } }`;

function tests(...cases: readonly string[]): string {
  return `${HEAD}\nkind: PolicyTest\nmetadata: { name: images }\nspec:\n  cases:\n${cases
    .map((text, index) => `    - { name: "${index}", ${text} }\n`)
    .join('')}`;
}

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

async function run(files: Readonly<Record<string, string>>) {
  const folder = folderWith(files);
  folders.push(folder);
  const { code, out, err } = await tidewaiter(['test', '--min-coverage', '100', folder.path]);
  return { code, out: out.replaceAll(`${folder.path}/`, ''), err: err.replaceAll(`${folder.path}/`, '') };
}

test('signatures count by the names of authorities', async () => {
  const image = 'registry.example.com/app:1';
  const pinned = `${image}@${DIGEST}`;
  const signed = (by: string) => `images: { "${image}": { digest: "${DIGEST}", signedBy: [${by}] } }`;
  const denied = '[{ rule: image-signature, action: Deny, path: "spec.containers[0].image" }]';
  const result = await run({
    'policy.yaml': policy(`{ signatures: [${RELEASE}, ${VENDOR}], atLeast: 1 }`),
    'test.yaml': tests(
      `resource: ${pod(pinned)}, ${signed('release')}, expect: []`,
      `resource: ${pod(pinned)}, ${signed('vendor')}, expect: []`,
      `resource: ${pod(pinned)}, ${signed('')}, expect: ${denied}`,
      `resource: ${pod(pinned)}, ${signed('somebody-else')}, expect: ${denied}`,
      `resource: ${pod(`registry.example.com/app@${OTHER}`)}, ${signed('release')}, expect: ${denied}`,
      `resource: ${pod(pinned)}, images: { "${image}": { unavailable: down } }, expect: ${denied}`,
      `resource: ${pod(image)}, ${signed('release')}, expect: [{ rule: image-digest }]`,
      `resource: ${pod('docker.io/nginx')}, expect: []`,
    ),
  });
  expect(result.out).toContain('8 passed, 0 failed');
  expect(result.out).toContain('100% (rules 2/2, branches 0/0, matchers 1/1, exceptions 0/0)');
  expect(result.code).toBe(0);
});

test('digests are written where they are known', async () => {
  const known = `images: { "registry.example.com/app:1": { digest: "${DIGEST}" } }`;
  const result = await run({
    'policy.yaml': policy('{ digest: mutate-pods-only }', '  action: Warn\n'),
    'test.yaml': tests(
      `resource: ${pod('registry.example.com/app:1')}, ${known}, expect: []`,
      `resource: ${pod('registry.example.com/app:2')}, ${known}, expect: [{ rule: image-digest, action: Warn }]`,
      `resource: ${pod('nginx')}, ${known}, expect: []`,
    ),
  });
  expect(result.out).toContain('3 passed, 0 failed');
  expect(result.code).toBe(0);
});

test('what is not stated is not asked: the rule has shown nothing', async () => {
  const image = `registry.example.com/app@${DIGEST}`;
  const result = await run({
    'policy.yaml': policy(`{ digest: ignore, signatures: [${RELEASE}] }`),
    'test.yaml': tests(`resource: ${pod(image)}, expect: []`),
  });
  expect(result.out).toContain('1 passed, 0 failed');
  expect(result.out).toContain('rule images/image-signature: never run');
  expect(result.code).toBe(1);
});

test('images that no policy names', async () => {
  const settings = `---\n${HEAD}\nkind: ImageSettings\nmetadata: { name: all-images }\nspec: { onNoMatch: Deny }\n`;
  const result = await run({
    'policy.yaml': policy('{}') + settings,
    'test.yaml': tests(
      `resource: ${pod(`registry.example.com/app@${DIGEST}`)}, expect: []`,
      `resource: ${pod('registry.example.com/app:1')}, expect: [{ rule: image-digest }]`,
      `resource: ${pod(`nginx@${DIGEST}`)}, expect: [{ rule: image-coverage, policy: all-images, action: Deny }]`,
      `resource: ${pod('nginx')}, expect: [{ rule: image-coverage }]`,
    ),
  });
  expect(result.out).toContain('4 passed, 0 failed');
  expect(result.code).toBe(0);
});

test('a static authority says the same of every image', async () => {
  const image = 'registry.example.com/app:1';
  const known = `images: { "${image}": { digest: "${DIGEST}", signedBy: [all] } }`;
  const cases = (expected: string) => tests(`resource: ${pod(image)}, ${known}, expect: ${expected}`);
  const statically = (result: string) => policy(`{ digest: ignore, signatures: [{ name: all, static: ${result} }] }`);
  const allowed = await run({ 'policy.yaml': statically('Allow'), 'test.yaml': cases('[]') });
  expect(allowed.out).toContain('1 passed, 0 failed');
  const denied = await run({ 'policy.yaml': statically('Deny'), 'test.yaml': cases('[{ rule: image-signature }]') });
  expect(denied.out).toContain('1 passed, 0 failed');
});

test.each(['', 'images: {}, '])('a static authority needs to know nothing of images: %j', async (known) => {
  const result = await run({
    'policy.yaml': policy('{ digest: ignore, signatures: [{ name: all, static: Deny }] }'),
    'test.yaml': tests(
      `resource: ${pod('registry.example.com/app:1')}, ${known}expect: [{ rule: image-signature, action: Deny }]`,
      `resource: ${pod('docker.io/nginx')}, ${known}expect: []`,
    ),
  });
  expect(result).toMatchObject({ code: 0, out: expect.stringContaining('2 passed, 0 failed') });
});

test('keys in files are read from the folder of the policy', async () => {
  const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const files = {
    'a/policy.yaml': policy('{ signatures: [{ name: vendor, key: { file: ../keys/vendor.pem } }] }'),
    'a/test.yaml': tests(`resource: ${pod('nginx')}, expect: []`),
  };
  expect((await run({ ...files, 'keys/vendor.pem': pem })).out).toContain('1 passed, 0 failed');
  const missing = await run(files);
  expect(missing.err).toContain(
    'a/policy.yaml:7:56: spec.require.signatures[0].key.file: cannot be read: no such file or folder: keys/vendor.pem\n',
  );
  expect(missing.code).toBe(2);
  const large = await run({ ...files, 'keys/vendor.pem': pem.padEnd(1_048_577) });
  expect(large.err).toContain('key.file: cannot be read: the file is larger than 1048576 bytes');
  const binary = await run({ ...files, 'keys/vendor.pem/inside': '' });
  expect(binary.err).toContain('key.file: cannot be read: not a regular file');
});

test('a policy for images without a test is found', async () => {
  const result = await run({
    'a/policy.yaml': policy('{}'),
    'b/policy.yaml': policy('{}'),
    'b/test.yaml': tests(`resource: ${pod('nginx')}, expect: []`),
  });
  expect(result.out).toContain('a/policy.yaml\n  has no test: there is no test.yaml beside it');
});
