import { describe, expect, test } from '@jest/globals';
import { imagePolicy, RELEASE } from '../support/image-policies.ts';
import { putImage } from '../support/images/image.ts';
import { ISSUER } from '../support/images/signed-image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { newKey } from '../support/signing/index.ts';
import { tidewaiter } from './command-line.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const verify = (...args: readonly string[]) => here.workspace.run('verify', args);
const verifyJson = async (...args: readonly string[]) => {
  const { code, out, err } = await verify('--format=json', ...args);
  return { code, err, found: JSON.parse(out) };
};

describe('by the command line', () => {
  test.each([
    ['the key', 0],
    ['another key', 1],
  ])('%s', async (which, expected) => {
    const key = newKey();
    await here.signed({ identity: undefined, key, log: [] });
    here.workspace.policies(imagePolicy());
    here.workspace.write('key.pem', which === 'the key' ? key.pem : newKey().pem);
    const root = here.workspace.write('root.json', here.world.trustRoot);
    const args = ['--key=@/key.pem', `--trusted-root=${root}`, '%/team/app:v1'];
    expect((await verify('--transparency=ignored', ...args)).code).toBe(expected);
    const required = await verify(...args);
    expect(required.code).toBe(1);
    expect(required.out).toContain('command line: NOT PROVED\n  wants a signature of: command-line\n');
  });

  test.each([
    [RELEASE, 0],
    ['https://ci.test/fork', 1],
  ])('the identity %s', async (identity, expected) => {
    await here.signed();
    here.workspace.policies(imagePolicy({ images: ['elsewhere.test/**'] }));
    here.workspace.write('root.json', here.world.trustRoot);
    const who = [`--certificate-identity=${identity}`, `--certificate-oidc-issuer=${ISSUER}`];
    expect((await verify(...who, '--trusted-root=@/root.json', '%/team/app:v1')).code).toBe(expected);
    // The public-good root knows nothing of the here.world of the test.
    expect((await verify(...who, '%/team/app:v1')).code).toBe(1);
  });

  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[], 'tidewaiter: name one image, as pods name it\n'],
    [['a', 'b'], 'tidewaiter: name one image, as pods name it\n'],
    [['https://a/b'], 'tidewaiter: "https://a/b" is no image reference: it begins with a scheme'],
    [['A\u202e/b'], 'tidewaiter: "A\\u{202e}/b" is no image reference'],
    [['--key=k', '--certificate-identity=i', 'a'], 'tidewaiter: say who must have signed:'],
    [['--certificate-identity=i', 'a'], 'tidewaiter: say who must have signed:'],
    [['--key=/nowhere', 'a'], 'error: /nowhere:1:1: no such file'],
    [['--trusted-root=r', 'a'], 'tidewaiter: --trusted-root needs --key or --certificate-identity'],
    [['--transparency=ignored', 'a'], 'tidewaiter: --transparency needs --key'],
    [['--layout=/nowhere', 'a'], 'tidewaiter: --layout: "/nowhere" is no OCI image layout'],
    [['--layout=l', '--docker-config=d', 'a'], 'tidewaiter: --layout and --docker-config exclude each other\n'],
    [['--docker-config=/nowhere', 'a'], 'tidewaiter: --docker-config: "/nowhere": no such file'],
  ];
  test.each(wrong)('what makes no sense ends with 2: %j', async (args, message) => {
    const { code, out, err } = await tidewaiter(['verify', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('where images come from', () => {
  test('a layout on disk, without any registry', async () => {
    const { digest } = await here.signed({ index: {} });
    here.workspace.policies(imagePolicy());
    const layout = await here.workspace.layout();
    await here.workspace.registry.close();
    const { code, out } = await verify(`--layout=${layout}`, '%/team/app:v1');
    expect(code).toBe(0);
    expect(out).toContain(digest);
    expect(out).toContain('accepted referrer');
    expect((await verify(`--layout=${layout}`, '%/team/app:v2')).code).toBe(3);
  });

  test('what cannot be had ends with 3, and is not called unsigned', async () => {
    here.workspace.policies(imagePolicy());
    const absent = await verify('%/team/app:v1');
    expect(absent.code).toBe(3);
    expect(absent.out).toMatch(/could not be had: digest: [^\n]+\n\nverdict: UNKNOWN\n$/);
    await here.signed();
    here.workspace.registry.misbehave(status(403), { on: '/blobs/' });
    const unknown = await verifyJson('%/team/app:v1');
    expect(unknown).toMatchObject({ code: 3, found: { verdict: 'unknown', policies: [{ state: 'unknown' }] } });
    expect(unknown.found.gaps.map(({ about }: { about: string }) => about)).toContain('config');
  });

  test('credentials of the user, or those of a file', async () => {
    await here.reopen({ auth: { kind: 'basic', users: { ann: 'pa55word' } } });
    await here.signed();
    here.workspace.policies(imagePolicy());
    expect((await verify('%/team/app:v1')).code).toBe(3);
    const login = {
      auths: { [here.workspace.registry.host]: { auth: Buffer.from('ann:pa55word').toString('base64') } },
    };
    here.workspace.write('config.json', JSON.stringify(login));
    const { code, out, err } = await verify('--docker-config=@/config.json', '%/team/app:v1');
    expect(code).toBe(0);
    expect(out + err).not.toContain('pa55word');
  });

  test('a tag that moves while it is looked at: all of it is about one digest', async () => {
    const { digest, repository } = await here.signed();
    here.workspace.policies(imagePolicy());
    here.workspace.registry.misbehave(
      ({ answer }) => {
        const honest = answer();
        repository.tags.set('v1', putImage(repository, { content: 'another' }).digest);
        return honest;
      },
      { on: 'manifests/v1', times: 1 },
    );
    const { code, found } = await verifyJson('%/team/app:v1');
    expect({ code, digest: found.digest }).toEqual({ code: 0, digest });
  });
});
