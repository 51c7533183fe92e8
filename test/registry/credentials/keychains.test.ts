import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CredentialHelpers } from '../../../src/registry/credentials/credential-helpers.ts';
import { readDockerConfig } from '../../../src/registry/credentials/docker-config.ts';
import { FileKeychain } from '../../../src/registry/credentials/file-keychain.ts';
import { credentialsIn, joinKeychains, secretsKeychain } from '../../../src/registry/credentials/keychains.ts';
import { type Keychain, NO_CREDENTIALS } from '../../../src/registry/keychain.ts';
import { RegistryError } from '../../../src/registry/source.ts';
import { HelperFolder } from './helper-scripts.ts';

const never = new AbortController().signal;
const entry = (username: string) => ({ username, password: 'S3cret' });
const text = (auths: Record<string, unknown>, rest: object = {}) => JSON.stringify({ auths, ...rest });

async function users(keychain: Keychain, registry = 'r.io', repository = 'team/app'): Promise<readonly string[]> {
  const found = await keychain.credentials(registry, repository, never);
  return found.map((credential) => (credential.kind === 'basic' ? credential.username : credential.kind));
}

function secrets(...configs: readonly (readonly [string, string, boolean?])[]): Keychain {
  return secretsKeychain('shop', async () =>
    configs.map(([name, config, legacy = false]) => ({ name, text: config, legacy })),
  );
}

function configKeychain(id: string, config: string, helpers?: CredentialHelpers): Keychain {
  const read = readDockerConfig(id, config);
  return {
    id,
    credentials: (registry, repository, signal) => credentialsIn(read, registry, repository, helpers, signal),
  };
}

describe('Secrets', () => {
  test('give what they hold, in their order', async () => {
    const keychain = secrets(
      ['shop/one', text({ 'r.io': entry('one') })],
      ['shop/old', JSON.stringify({ 'r.io/team': entry('old') }), true],
    );
    expect(await users(keychain)).toEqual(['one', 'old']);
    expect(await users(keychain, 's.io')).toEqual([]);
  });

  test('are read when they are needed, and once, however many ask', async () => {
    let reads = 0;
    const keychain = secretsKeychain('shop', async () => {
      reads += 1;
      return [{ name: 'shop/one', text: text({ 'r.io': entry('one') }), legacy: false }];
    });
    expect(reads).toBe(0);
    await Promise.all([users(keychain), users(keychain), users(keychain)]);
    expect(reads).toBe(1);
  });

  test('that cannot be read are an error that names them', async () => {
    await expect(users(secrets(['shop/one', '{"S3cret']))).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'credentials in Secret shop/one cannot be used: the text is not valid JSON',
    });
    const failing = secretsKeychain('shop: pull', async () => {
      throw new TypeError('S3cret');
    });
    await expect(users(failing)).rejects.toMatchObject({
      name: 'RegistryError',
      code: 'unauthorized',
      message: 'credentials in Secrets of shop: pull cannot be read',
    });
    const own = new RegistryError('unauthorized', 'Secret shop/pull: not found');
    await expect(users(secretsKeychain('shop', () => Promise.reject(own)))).rejects.toBe(own);
  });

  test('that could not be read are read again', async () => {
    let reads = 0;
    const keychain = secretsKeychain('shop', async () => {
      reads += 1;
      if (reads === 1) throw new Error('the API server does not answer');
      return [{ name: 'shop/one', text: text({ 'r.io': entry('one') }), legacy: false }];
    });
    await expect(users(keychain)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await users(keychain)).toEqual(['one']);
  });

  test('are a mebibyte at most, all together', async () => {
    const large = (of: number) => `{}${' '.repeat(of - 2)}`;
    expect(await users(secrets(['shop/one', large(2 ** 19)], ['shop/two', large(2 ** 19)]))).toEqual([]);
    await expect(users(secrets(['shop/one', large(2 ** 19)], ['shop/two', large(2 ** 19 + 1)]))).rejects.toThrow(
      'the Secrets with credentials in shop are larger than 1048576 bytes together',
    );
  });

  test('have a thousand entries at most, all together, and tell how much they are', async () => {
    const many = (from: number, of: number) =>
      text(Object.fromEntries(Array.from({ length: of }, (_, i) => [`r${from + i}.io`, entry('me')])));
    const sizes: number[] = [];
    const read = async () => [
      { name: 'shop/one', text: many(0, 500), legacy: false },
      { name: 'shop/two', text: many(500, 500), legacy: false },
    ];
    const keychain = secretsKeychain('shop', read, (size) => sizes.push(size));
    expect(await users(keychain, 'r999.io')).toEqual(['me']);
    await users(keychain);
    expect(sizes).toEqual([expect.any(Number)]);
    expect(sizes[0]).toBeGreaterThan(1_000 * 2_048);
    await expect(users(secrets(['shop/one', many(0, 500)], ['shop/two', many(500, 501)]))).rejects.toThrow(
      'the Secrets with credentials in shop have more than 1000 entries together',
    );
  });

  test('never choose a program that is run', async () => {
    const keychain = secrets([
      'shop/one',
      text({ 'r.io': entry('one') }, { credHelpers: { 'r.io': 'x' }, credsStore: 'y' }),
    ]);
    expect(await users(keychain)).toEqual(['one']);
    expect(await users(keychain, 's.io')).toEqual([]);
  });

  test('are a hundred at most', async () => {
    const many = Array.from({ length: 101 }, (_, index) => [`shop/s${index}`, '{}'] as const);
    await expect(users(secrets(...many))).rejects.toThrow('more than 100 Secrets with credentials in shop');
  });
});

describe('a docker config', () => {
  let folder: HelperFolder;
  beforeEach(() => {
    folder = new HelperFolder();
    folder.answering('own', { Username: 'own', Secret: 'x' });
    folder.answering('store', { Username: 'store', Secret: 'x' });
    folder.add('none', 'echo "credentials not found in native keychain"; exit 1');
    folder.add('echo', 'printf \'{"Username":"%s","Secret":"x"}\' "$(cat)"');
  });
  afterEach(() => folder.remove());

  const keychain = (rest: object, auths: Record<string, unknown> = {}) => {
    const helpers = new CredentialHelpers({ folders: [folder.path], environment: { PATH: '/usr/bin:/bin' } });
    return configKeychain('config.json', text(auths, rest), helpers);
  };

  test('names a helper for a registry, which counts before the entries', async () => {
    const config = { credHelpers: { 'r.io': 'own' }, credsStore: 'store' };
    expect(await users(keychain(config, { 'r.io': entry('entry') }))).toEqual(['own', 'entry']);
    expect(await users(keychain({ credHelpers: { 'r.io': 'none' } }, { 'r.io': entry('entry') }))).toEqual(['entry']);
    expect(await users(keychain({ credHelpers: { 'r.io': '' } }, { 'r.io': entry('entry') }))).toEqual(['entry']);
  });

  test('names a store, which is asked where there is no entry', async () => {
    expect(await users(keychain({ credsStore: 'store' }, { 'r.io': entry('entry') }))).toEqual(['entry']);
    expect(await users(keychain({ credsStore: 'store' }, { 'r.io': {} }))).toEqual(['store']);
  });

  test('asks for Docker Hub under the name that helpers know', async () => {
    expect(await users(keychain({ credsStore: 'echo' }), 'docker.io', 'library/nginx')).toEqual([
      'https://index.docker.io/v1/',
    ]);
    expect(await users(keychain({ credsStore: 'echo' }), 'r.io:5000')).toEqual(['r.io:5000']);
  });

  test('fails with its helper', async () => {
    await expect(users(keychain({ credsStore: 'absent' }))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('a file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidewaiter-keychain-'));
    path = join(folder, 'config.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is read anew when it has changed, and its id changes with it', async () => {
    writeFileSync(path, text({ 'r.io': entry('one') }));
    const keychain = new FileKeychain(path);
    expect(await users(keychain)).toEqual(['one']);
    const { id } = keychain;
    expect(await users(keychain)).toEqual(['one']);
    expect(keychain.id).toBe(id);
    writeFileSync(path, text({ 'r.io': entry('another') }));
    expect(await users(keychain)).toEqual(['another']);
    expect(keychain.id).not.toBe(id);
  });

  test('that is gone, broken, too large or no file is an error', async () => {
    const keychain = new FileKeychain(path);
    await expect(users(keychain)).rejects.toMatchObject({
      code: 'unauthorized',
      message: `credentials in ${path} cannot be used: it cannot be read (ENOENT)`,
    });
    writeFileSync(path, '{"S3cret');
    await expect(users(keychain)).rejects.toThrow(`credentials in ${path} cannot be used: the text is not valid JSON`);
    writeFileSync(path, Buffer.alloc(2 ** 20 + 1, 0x20));
    await expect(users(keychain)).rejects.toThrow('it is larger than 1048576 bytes');
    writeFileSync(path, text({ 'r.io': entry('one') }));
    expect(await users(keychain)).toEqual(['one']);
    rmSync(path);
    await expect(users(keychain)).rejects.toThrow('ENOENT');
    mkdirSync(path);
    await expect(users(keychain)).rejects.toThrow('it is not a regular file');
  });

  test('may be absent where that is allowed', async () => {
    const keychain = new FileKeychain(path, { optional: true });
    expect(await users(keychain)).toEqual([]);
    writeFileSync(path, text({ 'r.io': entry('one') }));
    expect(await users(keychain)).toEqual(['one']);
    rmSync(path);
    expect(await users(keychain)).toEqual([]);
  });
});

describe('keychains', () => {
  const one = configKeychain('one', text({ 'r.io': entry('one') }));
  const two = configKeychain('two', text({ 'r.io': entry('two') }));

  test('are joined in their order', async () => {
    expect(await users(joinKeychains(NO_CREDENTIALS, two, one))).toEqual(['two', 'one']);
    expect(joinKeychains(one)).toBe(one);
    expect(joinKeychains(NO_CREDENTIALS)).toBe(NO_CREDENTIALS);
    expect(joinKeychains()).toBe(NO_CREDENTIALS);
  });

  test('are told apart by their ids, which tell no secret', () => {
    const joined = [
      joinKeychains(one, two),
      joinKeychains(two, one),
      secrets(),
      secretsKeychain('other', async () => []),
    ];
    const ids = joined.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(joinKeychains(one, two).id).toBe(joinKeychains(one, two).id);
  });

  test('fail where one of them does', async () => {
    await expect(users(joinKeychains(one, secrets(['shop/x', '{'])))).rejects.toThrow('Secret shop/x');
  });
});
