import { describe, expect, test } from '@jest/globals';
import { readDockerConfig } from '../../../src/registry/credentials/docker-config.ts';
import { credentialsIn } from '../../../src/registry/credentials/keychains.ts';
import { parseRegistryKey } from '../../../src/registry/credentials/registry-key.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const basic = (username: string, password: string) => ({ kind: 'basic', username, password });

function lookUp(config: unknown, image: string, legacy = false) {
  const slash = image.indexOf('/');
  const parsed = readDockerConfig('Secret shop/pull', JSON.stringify(config), legacy);
  const signal = new AbortController().signal;
  return credentialsIn(parsed, image.slice(0, slash), image.slice(slash + 1), undefined, signal);
}

function fault(config: unknown, legacy = false): string {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  try {
    readDockerConfig('Secret shop/pull', text, legacy);
  } catch (error) {
    expect(error).toMatchObject({ name: 'RegistryError', code: 'unauthorized' });
    return (error as Error).message;
  }
  return 'none';
}

describe('keys', () => {
  test.each([
    ['r.io', 'r.io/a', true],
    ['R.IO', 'r.io/a', true],
    ['https://r.io', 'r.io/a', true],
    ['http://r.io/', 'r.io/a', true],
    ['r.io', 'r.io:443/a', false],
    ['r.io:443', 'r.io:443/a', true],
    ['r.io:443', 'r.io/a', false],
    ['r.io', 'r.io.evil.com/a', false],
    ['r.io', 'evil-r.io/a', false],
    ['r.io', 'evil.com/r.io', false],
    ['*.r.io', 'a.r.io/x', true],
    ['*.r.io', 'r.io/x', false],
    ['*.r.io', 'a.b.r.io/x', false],
    ['*.r.io', 'a.r.io:1/x', false],
    ['*.r.io:1', 'a.r.io:1/x', true],
    ['*.*.io', 'a.b.io/x', true],
    ['k?s-*.io', 'k8s-prod.io/x', true],
    ['k?s.io', 'ks.io/x', false],
    ['*', 'localhost/x', true],
    ['*', 'r.io/x', false],
    ['r.io/team', 'r.io/team', true],
    ['r.io/team', 'r.io/team/app', true],
    ['r.io/team/', 'r.io/team/app', true],
    ['r.io/team', 'r.io/team-evil/app', false],
    ['r.io/team', 'r.io/other/team', false],
    ['r.io/v2/', 'r.io/x', true],
    ['https://r.io/v1/team', 'r.io/team/app', true],
    ['[::1]:5000', '[::1]:5000/x', true],
    ['[::1]', '[::1]:5000/x', false],
    ...['docker.io', 'index.docker.io', 'registry-1.docker.io', 'https://index.docker.io/v1/', '*.docker.io'].flatMap(
      (key) => [
        [key, 'docker.io/library/nginx', true] as const,
        [key, 'registry-1.docker.io/library/nginx', true] as const,
        [key, 'notdocker.io/library/nginx', false] as const,
      ],
    ),
    ['docker.io/team', 'docker.io/library/nginx', false],
    ['evil.docker.io', 'docker.io/library/nginx', false],
  ])('%s for %s: %s', (key, image, expected) => {
    const slash = image.indexOf('/');
    expect(parseRegistryKey(key)?.matches(image.slice(0, slash), image.slice(slash + 1))).toBe(expected);
  });

  test.each([
    '',
    'https://',
    'user:secret@r.io',
    'https://user@r.io',
    'r.io/a?x',
    'r.io/a b',
    'r.io//a',
    'r.io:port',
    'r.io:123456',
    'r..io',
    '[abc].io',
    '\u0440.io',
    `${'a.'.repeat(300)}io`,
    `${'a'.repeat(64)}.io`,
  ])('that is none: %s', (key) => {
    expect(parseRegistryKey(key)).toBeUndefined();
  });
});

describe('entries', () => {
  test.each([
    ['auth', { auth: base64('me:secret') }, basic('me', 'secret')],
    ['auth with colons in the password', { auth: base64('me:a:b:') }, basic('me', 'a:b:')],
    ['auth without padding', { auth: base64('me:secr').replaceAll('=', '') }, basic('me', 'secr')],
    ['auth padded with zeros', { auth: base64('me:secret\0\0') }, basic('me', 'secret')],
    ['auth, which counts before the rest', { auth: base64('me:x'), username: 'b', password: 'c' }, basic('me', 'x')],
    ['user and password', { username: 'me', password: 'secret', email: 'x' }, basic('me', 'secret')],
    ['an identity token', { identitytoken: 'tok', auth: base64('0000:') }, { kind: 'refresh', token: 'tok' }],
    ['the token user', { auth: base64('<token>:tok') }, { kind: 'refresh', token: 'tok' }],
    ['a registry token', { registrytoken: 'tok', identitytoken: 'x' }, { kind: 'bearer', token: 'tok' }],
  ])('hold %s', async (_, entry, expected) => {
    expect(await lookUp({ auths: { 'r.io': entry } }, 'r.io/a')).toEqual([expected]);
    expect(await lookUp({ 'r.io': entry }, 'r.io/a', true)).toEqual([expected]);
  });

  test('may hold nothing, and so may configs', async () => {
    expect(await lookUp({ auths: { 'r.io': {}, 's.io': { auth: '' } } }, 'r.io/a')).toEqual([]);
    expect(await lookUp({ auths: null, HttpHeaders: { a: 'b' } }, 'r.io/a')).toEqual([]);
  });

  test('are tried from the longest path to the shortest, globs last', async () => {
    const entry = (name: string) => ({ username: name, password: 'x' });
    const auths = {
      '*.io': entry('glob'),
      'r.io': entry('host'),
      'r.io/team': entry('team'),
      'r.io/team/app': entry('app'),
      'r.io/other': entry('other'),
    };
    const found = await lookUp({ auths }, 'r.io/team/app');
    expect(found.map((credential) => credential.kind === 'basic' && credential.username)).toEqual([
      'app',
      'team',
      'host',
      'glob',
    ]);
  });
});

describe('what is wrong is said without any value', () => {
  const secret = 'S3cret';
  const entry = (content: unknown) => ({ auths: { 'r.io': content } });

  test.each([
    [`{"${secret}`, false, 'the text is not valid JSON'],
    [`{"auths":{},"auths":{"${secret}":1}}`, false, 'an object has the same key twice'],
    [[secret], false, 'it must be an object'],
    [{ auths: [secret] }, false, 'auths must be an object'],
    [entry(secret), false, 'entry of auths, "r.io" must be an object'],
    [{ 'r.io': secret }, true, 'entry "r.io" must be an object'],
    [entry({ auth: `${secret}!` }), false, 'entry of auths, "r.io": auth is not base64'],
    [entry({ auth: base64(secret) }), false, 'entry of auths, "r.io": auth is not base64 of "user:password"'],
    [entry({ auth: base64(`:${secret}`) }), false, 'entry of auths, "r.io": auth is not base64 of "user:password"'],
    [entry({ auth: [secret] }), false, 'entry of auths, "r.io": auth must be a text'],
    [entry({ identitytoken: { a: secret } }), false, 'entry of auths, "r.io": identitytoken must be a text'],
    [entry({ username: secret }), false, 'entry of auths, "r.io": username and password must both be set'],
    [entry({ password: secret }), false, 'entry of auths, "r.io": username and password must both be set'],
    [{ auths: { 'a.io': {}, [`me:${secret}@r.io`]: {} } }, false, 'entry of auths, number 2: the key is no registry'],
    [
      { credHelpers: { 'r.io': `../${secret}` } },
      false,
      'entry of credHelpers, "r.io" is no name of a credential helper: lower-case letters, digits, "-", "_" and "."',
    ],
    [
      { credsStore: `${secret};rm` },
      false,
      'credsStore is no name of a credential helper: lower-case letters, digits, "-", "_" and "."',
    ],
    [{ credsStore: 1 }, false, 'credsStore must be a text'],
    [
      { auths: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`r${n}.io`, {}])) },
      false,
      'it has more than 1000 entries',
    ],
    [`{"a":"${secret.repeat(200_000)}"}`, false, 'it is larger than 1048576 bytes'],
  ])('%# %s', (config, legacy, expected) => {
    const message = fault(config, legacy);
    expect(message).toBe(`credentials in Secret shop/pull cannot be used: ${expected}`);
    expect(message).not.toContain(secret);
  });
});
