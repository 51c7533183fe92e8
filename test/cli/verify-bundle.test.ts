import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld, newKey, sign, statement } from '../support/signing/index.ts';
import { folderWith, tidewaiter } from './command-line.ts';

const BYTES = Buffer.from('a release\n');
const SUBJECT = 'https://ci.test/release';
const ISSUER = 'https://issuer.test';
const DIGEST = `sha256:${createHash('sha256').update(BYTES).digest('hex')}`;
const KEY = newKey();

let folder: ReturnType<typeof folderWith>;
beforeAll(async () => {
  // The command asks the clock of the machine, and certificates are valid from the clock of the world on.
  const world = await createWorld({ clock: new Date(Math.floor(Date.now() / 1_000) * 1_000) });
  const identity = { san: SUBJECT, issuer: ISSUER, from: new Date(world.clock.getTime() - 60_000) };
  const bundle = async (spec: Partial<Parameters<typeof sign>[1]>) =>
    (await sign(world, { payload: { bytes: BYTES }, ...spec })).bundleBytes;
  folder = folderWith({
    file: BYTES,
    other: 'another release\n',
    'root.json': world.trustRoot,
    'bundle.json': await bundle({ identity }),
    'statement.json': await bundle({ payload: statement({ digest: DIGEST }), identity }),
    'key.json': await bundle({ key: KEY }),
    'key.pub': KEY.pem,
    'other.pub': newKey().pem,
  });
});
afterAll(() => folder.remove());

const WHO = ['--certificate-identity', SUBJECT, '--certificate-oidc-issuer', ISSUER];

async function run(...args: readonly string[]) {
  const inFolder = args.map((arg) => (/^(?:\w+|\w+\.(?:json|pub)|lost\S*)$/.test(arg) ? `${folder.path}/${arg}` : arg));
  const { code, out, err } = await tidewaiter(['verify-bundle', ...inFolder]);
  return { code, out, err: err.replaceAll(`${folder.path}/`, '') };
}

describe('verify-bundle', () => {
  test.each([
    ['bundle.json', 'file'],
    ['bundle.json', DIGEST],
    ['statement.json', 'file'],
    ['statement.json', DIGEST],
  ])('%s over %s', async (bundle, operand) => {
    const result = await run('--bundle', bundle, ...WHO, '--trusted-root', 'root.json', operand);
    expect(result).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^verified: signed by https:\/\/ci\.test\/release \(issuer https:\/\/issuer\.test\), 20\S+Z\n$/,
      ),
      err: '',
    });
  });

  test('of a key', async () => {
    const verified = await run('--bundle', 'key.json', '--key', 'key.pub', '--trusted-root', 'root.json', 'file');
    expect(verified).toEqual({
      code: 0,
      out: expect.stringMatching(/^verified: signed by key sha256:[0-9a-f]{64}, 20/),
      err: '',
    });
    const other = await run('--bundle', 'key.json', '--key', 'other.pub', '--trusted-root', 'root.json', 'file');
    expect(other).toEqual({ code: 1, out: '', err: 'not verified: not signed with the key of the authority\n' });
  });

  test('another file, another signer, and the public-good instance, which knows nothing of it', async () => {
    const other = await run('--bundle', 'bundle.json', ...WHO, '--trusted-root', 'root.json', 'other');
    expect(other).toEqual({
      code: 1,
      out: '',
      err: 'not verified: the signature declares the digest of another artifact\n',
    });
    const args = ['--certificate-identity', 'https://evil.test', '--certificate-oidc-issuer', ISSUER];
    const stranger = await run('--bundle', 'bundle.json', ...args, '--trusted-root', 'root.json', 'file');
    expect(stranger).toEqual({
      code: 1,
      out: '',
      err: `not verified: the certificate is for "${SUBJECT}", expected "https://evil.test"\n`,
    });
    const publicGood = await run('--bundle', 'bundle.json', ...WHO, 'file');
    expect(publicGood).toEqual({
      code: 1,
      out: '',
      err: 'not verified: no entry of a transparency log that the trust root "public-good" knows\n',
    });
  });

  test.each([
    ['nothing to verify', ['--bundle', 'bundle.json', ...WHO], 'name one file, or its digest'],
    ['two files', ['--bundle', 'bundle.json', ...WHO, 'file', 'other'], 'name one file, or its digest'],
    ['nobody', ['--bundle', 'bundle.json', 'file'], 'say who must have signed'],
    ['half an identity', ['--bundle', 'bundle.json', ...WHO.slice(2), 'file'], 'say who must have signed'],
    [
      'a key and an identity',
      ['--bundle', 'bundle.json', ...WHO, '--key', 'key.pub', 'file'],
      'say who must have signed',
    ],
    ['no bundle', [...WHO, 'file'], '--bundle (or TIDEWAITER_BUNDLE) is required'],
    ['a bundle that is not there', ['--bundle', 'lost.json', ...WHO, 'file'], 'lost.json:1:1: no such file'],
    ['a folder', ['--bundle', '/', ...WHO, 'file'], 'not a regular file'],
    ['a file that is not there', ['--bundle', 'bundle.json', ...WHO, 'lost'], 'lost:1:1: no such file'],
    [
      'a digest that is none',
      ['--bundle', 'bundle.json', ...WHO, 'sha256:abc'],
      'tidewaiter: "sha256:abc" is no digest',
    ],
    ['one of another hash', ['--bundle', 'bundle.json', ...WHO, 'SHA512:abc'], 'tidewaiter: "SHA512:abc" is no digest'],
    ['a file of such a name', ['--bundle', 'bundle.json', ...WHO, './sha256:abc'], 'sha256:abc:1:1: no such file'],
    [
      'a trust root that is none',
      ['--bundle', 'bundle.json', ...WHO, '--trusted-root', 'key.pub', 'file'],
      'key.pub:1:1: the trust root is not the JSON',
    ],
    [
      'a key that is none',
      ['--bundle', 'bundle.json', '--key', 'bundle.json', 'file'],
      'bundle.json:1:1: the text is not PEM text',
    ],
  ])('%s', async (_, args, problem) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(problem);
  });
});
