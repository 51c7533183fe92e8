import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { putImage } from '../support/images/image.ts';
import { attach } from '../support/images/signed-image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { PREDICATES } from '../support/signing/index.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const run = (name: string, ...args: readonly string[]) => here.workspace.run(name, args);
const pack = (...args: readonly string[]) => run('pack', '-o', '@/pack', ...args);
const inRoot = (...path: readonly string[]) => join(here.workspace.root, ...path);

beforeEach(() => here.workspace.policies(imagePolicy()));

/** Everything in a folder, by path. */
function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'latin1')]),
  );
}

describe('what is packed', () => {
  test('an image with all that verifying asks for; the registry is not needed any more', async () => {
    const { repository, descriptor, platforms, digest } = await here.signed({
      index: { attestations: [{ predicateType: PREDICATES.spdx }] },
    });
    const [platform] = platforms;
    if (platform === undefined) throw new Error('no platform');
    const attested = { identity: RELEASE, statement: { predicateType: PREDICATES.cyclonedx } };
    await attach(here.world, repository, descriptor, attested);
    await attach(here.world, repository, platform, { ...attested, as: 'attestation' });
    const online = await run('verify', '--format=json', '%/team/app:v1');
    const { code, out, err } = await pack('%/team/app:v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      new RegExp(
        `^%/team/app:v1\n {2}digest {8}${digest}\n {2}evidence {6}1 signature, 3 attestations, \\d+ bytes\n\n` +
          '1 image, \\d+ bytes\ntrust roots: public-good, test\npack sha256:[0-9a-f]{64}\n$',
      ),
    );
    await here.workspace.registry.close();
    const offline = await run('verify', '--format=json', '--evidence=@/pack', '%/team/app:v1');
    expect({ code: offline.code, err: offline.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(offline.out)).toEqual(JSON.parse(online.out));
    expect(JSON.parse(offline.out)).toMatchObject({ verdict: 'proved', digest, gaps: [] });
  });

  test.each(['simple-signing', 'bundle'] as const)('signatures as %s, without a referrers API too', async (as) => {
    await here.reopen({ referrers: false });
    here.workspace.policies(imagePolicy());
    await here.signed({ as, fallback: 'correct' });
    expect((await pack('%/team/app:v1')).code).toBe(0);
    await here.workspace.registry.close();
    expect((await run('verify', '--evidence=@/pack', '%/team/app:v1')).code).toBe(0);
  });

  test('signatures that lie where a policy says', async () => {
    const signatureRepository = { repository: `${here.workspace.registry.host}/signatures`, tagPrefix: 'app-' };
    here.workspace.policies(imagePolicy({ signatureRepository }));
    await here.signed({
      as: 'simple-signing',
      into: here.workspace.content.repository('signatures'),
      tagPrefix: 'app-',
    });
    expect((await pack('%/team/app:v1')).code).toBe(0);
    await here.workspace.registry.close();
    expect((await run('verify', '--evidence=@/pack', '%/team/app:v1')).code).toBe(0);
  });

  test('by digest, by both, and once if twice', async () => {
    const { digest } = await here.signed({ index: {} });
    const { code, out } = await pack(
      `%/team/app@${digest}`,
      '%/team/app:v1',
      '%/team/app:v1',
      `%/team/app:v1@${digest}`,
    );
    expect(code).toBe(0);
    expect(out).toContain('\n3 images, ');
    await here.workspace.registry.close();
    for (const name of [`%/team/app@${digest}`, '%/team/app:v1', `%/team/app:v1@${digest}`]) {
      expect((await run('verify', '--evidence=@/pack', name)).code).toBe(0);
    }
  });

  test('a platform by digest is covered by the signed index under its tag, where a policy says `either`', async () => {
    const { platforms } = await here.signed({ index: {} });
    here.workspace.policies(
      imagePolicy({ require: { digest: 'ignore', signatures: [RELEASE_AUTHORITY], signatureOn: 'either' } }),
    );
    const name = `%/team/app:v1@${platforms[0]?.digest}`;
    expect((await pack(name)).code).toBe(0);
    await here.workspace.registry.close();
    expect((await run('verify', '--evidence=@/pack', name)).code).toBe(0);
  });

  test('the same content is the same bytes, whatever the order and the registry say first', async () => {
    await here.signed({ index: {} });
    await here.signed({ repository: 'team/other' });
    const first = await pack('%/team/app:v1', '%/team/other:v1');
    const before = contents(inRoot('pack'));
    const second = await pack('%/team/other:v1', '%/team/app:v1');
    expect(contents(inRoot('pack'))).toEqual(before);
    expect(second.out.split('\n').at(-2)).toBe(first.out.split('\n').at(-2));
  });

  test('layers are not: only what is looked at', async () => {
    const { repository } = await here.signed();
    await pack('%/team/app:v1');
    const layers = here.workspace.registry.log.records.filter(({ path }) => path.includes('/blobs/')).length;
    expect(layers).toBe(2);
    expect(repository.blobs.size).toBeGreaterThan(layers);
  });

  test('a layout is a source too, and the pack is a layout', async () => {
    await here.signed({ index: {} });
    const layout = await here.workspace.layout();
    await here.workspace.registry.close();
    expect((await pack(`--layout=${layout}`, '%/team/app:v1')).code).toBe(0);
    expect((await run('verify', '--layout=@/pack', '%/team/app:v1')).code).toBe(0);
  });
});

describe('what is not whole is not written', () => {
  const untouched = () => {
    expect(readdirSync(here.workspace.root).filter((name) => name.includes('pack'))).toEqual([]);
  };

  test.each([
    ['the image', 'manifests/v1', 404, '%/team/app:v1: '],
    ['its config', /blobs\//, 403, '%/team/app:v1: '],
    ['the list of referrers', '/referrers/', 500, '%/team/app:v1: '],
    ['a signature', '.sig', 403, '%/team/app:v1: '],
  ])('%s cannot be had', async (_, on, code, message) => {
    await here.signed();
    here.workspace.registry.misbehave(status(code), { on });
    const result = await pack('%/team/app:v1');
    expect({ code: result.code, out: result.out }).toEqual({ code: 3, out: '' });
    expect(result.err).toContain(`error: ${message}`);
    expect(result.err).toContain('pack is not written, because of the errors above\n');
    untouched();
  });

  test('one image of several, and all are told', async () => {
    await here.signed();
    const { code, err } = await pack('%/team/none:v1', '%/team/app:v1', '%/team/never:v1');
    expect(code).toBe(3);
    expect(err.match(/^error: /gm)).toHaveLength(2);
    untouched();
  });

  test('and the former pack stays', async () => {
    await here.signed();
    await pack('%/team/app:v1');
    const before = contents(inRoot('pack'));
    expect((await pack('%/team/none:v1')).code).toBe(3);
    expect(contents(inRoot('pack'))).toEqual(before);
  });

  test('a tag that moves', async () => {
    const { repository } = await here.signed();
    const { code, err } = await pack('%/team/app:v1', `%/team/app:v1@${putImage(repository, { content: 'b' }).digest}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    repository.tags.delete('v1');
    here.workspace.registry.misbehave(
      ({ answer }) => {
        repository.tags.set('v1', putImage(repository, { content: `another ${Math.random()}` }).digest);
        return answer();
      },
      { on: 'manifests/v1' },
    );
    const moved = await pack('%/team/app:v1', `%/team/app:v1@${putImage(repository, { content: 'b' }).digest}`);
    expect(moved).toMatchObject({ code: 3, err: expect.stringContaining('moved while it was looked at') });
  });
});

describe('where it is written', () => {
  test('not in place of other things', async () => {
    await here.signed();
    here.workspace.write('pack/notes.txt', 'mine');
    const { code, err } = await pack('%/team/app:v1');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'tidewaiter: --output: "pack" has something in it that is no evidence pack; name another folder\n',
    });
    here.workspace.write('pack/tidewaiter-pack.json', '{"kind":"Pod"}');
    expect((await pack('%/team/app:v1')).code).toBe(2);
    expect(existsSync(inRoot('pack/notes.txt'))).toBe(true);
    expect(here.workspace.registry.log.records).toEqual([]);
  });

  test('in place of another pack, of which nothing stays', async () => {
    const { digest } = await here.signed();
    await here.signed({ repository: 'team/other' });
    await pack('%/team/app:v1');
    expect((await pack('%/team/other:v1')).code).toBe(0);
    expect(existsSync(inRoot('pack/blobs/sha256', digest.slice(7)))).toBe(false);
    expect((await run('verify', '--evidence=@/pack', '%/team/app:v1')).code).toBe(3);
    expect(readdirSync(here.workspace.root).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.each([
    [[], 'tidewaiter: --output (or TIDEWAITER_OUTPUT) is required'],
    [['-o', 'x'], 'tidewaiter: pack what? Name images'],
    [['-o', 'x', 'https://a/b'], '"https://a/b" is no image reference'],
    [['-o', '@/policies/root.json', 'a'], '--output: "policies/root.json": this is no folder'],
    [['-o', '@/nowhere/x', 'a'], 'nowhere/x:1:1: cannot be written: no such file or folder'],
    [['-o', 'x', '--layout=l', '--docker-config=d', 'a'], '--layout and --docker-config exclude each other'],
    [['-o', 'x', '--output=y', 'a'], '--output is given twice'],
  ])('%j makes no sense', async (args, message) => {
    const { code, err } = await run('pack', ...args);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});
