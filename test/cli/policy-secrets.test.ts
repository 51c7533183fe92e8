import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { loadPolicyPaths } from '../../src/cli/load-policies.ts';
import { SourceError } from '../../src/model/source.ts';
import type { SecretKey } from '../../src/policy/resources.ts';
import { folderWith } from './command-line.ts';

/** Keys that policies for images have in Secrets are read before the policies are loaded. */

const key = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

const policy = (name: string, authorities: string) => `
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: ${name} }
spec: { images: ["**"], require: { signatures: [${authorities}] } }
`;
const inSecret = (name: string, secret: string) =>
  `{ name: ${name}, key: { secret: { namespace: tidewaiter, name: ${secret}, key: cosign.pub } } }`;

let folder: { readonly path: string; remove(): void } | undefined;
afterEach(() => folder?.remove());

function load(files: Readonly<Record<string, string>>, readSecret?: (secret: SecretKey) => Promise<string>) {
  folder = folderWith(files);
  return loadPolicyPaths([folder.path], readSecret && { readSecret });
}

async function problemOf(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SourceError)) throw new Error('it loaded');
  return error.message;
}

test('each Secret is asked for once, and a new key is a new version', async () => {
  const files = {
    'a.yaml': policy('one', `${inSecret('a', 'vendor')}, ${inSecret('b', 'other')}`),
    'b.yaml': policy('two', inSecret('a', 'vendor')),
  };
  const asked: SecretKey[] = [];
  const read = (text: string) => async (secret: SecretKey) => {
    asked.push(secret);
    return secret.name === 'vendor' ? text : others;
  };
  const [pem, others] = [key(), key()];
  const first = await load(files, read(pem));
  expect(asked.map(({ namespace, name, key: entry }) => `${namespace}/${name}/${entry}`)).toEqual([
    'tidewaiter/vendor/cosign.pub',
    'tidewaiter/other/cosign.pub',
  ]);
  folder?.remove();
  expect((await load(files, read(pem))).version).toBe(first.version);
  folder?.remove();
  expect((await load(files, read(key()))).version).not.toBe(first.version);
});

test('those of who may only attest are asked for as well', async () => {
  const attesting = `
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: one }
spec:
  images: ["**"]
  authorities: [${inSecret('scanner', 'vendor')}]
  require: { attestations: [{ type: sbom, signedBy: [scanner] }] }
`;
  const { policies } = await load({ 'a.yaml': attesting }, async () => key());
  expect(policies[0]?.imageDemands?.attestations?.authorities).toMatchObject([{ name: 'scanner', kind: 'key' }]);
});

test('one that cannot be read fails the load, with its place', async () => {
  const files = { 'a.yaml': policy('one', inSecret('a', 'vendor')) };
  const refuse = async () => {
    throw new Error('there is no Secret tidewaiter/vendor');
  };
  expect(await problemOf(load(files, refuse))).toMatch(
    /a\.yaml:5:\d+: spec\.require\.signatures\[0\]\.key\.secret: cannot be read: there is no Secret tidewaiter\/vendor$/,
  );
});

test('one that holds something else fails the load, and nothing of it is quoted', async () => {
  const files = { 'a.yaml': policy('one', inSecret('a', 'vendor')) };
  const problem = await problemOf(load(files, async () => 'hunter2'));
  expect(problem).toContain('key.secret: holds no public key');
  expect(problem).not.toContain('hunter2');
});

test('nothing is asked for where a file is broken, or names no Secret', async () => {
  const asked: SecretKey[] = [];
  const read = async (secret: SecretKey) => {
    asked.push(secret);
    return key();
  };
  const broken = policy('one', '{ name: a, key: { secret: [] } }');
  expect(await problemOf(load({ 'a.yaml': broken }, read))).toContain('key.secret: expected an object, found a list');
  folder?.remove();
  await load({ 'a.yaml': policy('secret', '{ name: a, static: Deny }') }, read);
  expect(asked).toEqual([]);
});

test('without a cluster such policies load', async () => {
  const { policies } = await load({ 'a.yaml': policy('one', inSecret('a', 'vendor')) });
  expect(policies).toHaveLength(1);
});
