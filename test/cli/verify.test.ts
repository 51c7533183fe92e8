import { describe, expect, test } from '@jest/globals';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { attach, ISSUER } from '../support/images/signed-image.ts';
import { newKey, PREDICATES } from '../support/signing/index.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const verify = (...args: readonly string[]) => here.workspace.run('verify', args);
const verifyJson = async (...args: readonly string[]) => {
  const { code, out, err } = await verify('--format=json', ...args);
  return { code, err, found: JSON.parse(out) };
};

describe('by policies', () => {
  test('a signed index: everything that was found, and 0', async () => {
    const { digest, platforms } = await here.signed({
      index: {
        images: [
          { user: '1000', exposedPorts: ['8080/tcp'] },
          { platform: 'linux/arm64', created: null },
        ],
      },
    });
    here.workspace.policies(imagePolicy());
    const { code, out, err } = await verify('%/team/app:v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim());
    expect(lines).toEqual([
      'image %/team/app:v1',
      `digest ${digest}`,
      'kind index (application/vnd.oci.image.index.v1+json)',
      '',
      'platform digest user created ports',
      `linux/amd64 ${platforms[0]?.digest} 1000 2026-11-01T12:00:00Z 8080/tcp`,
      `linux/arm64 ${platforms[1]?.digest} none (root) - -`,
      '',
      'policy signed: proved',
      'wants a signature of: release',
      expect.stringMatching(/^accepted referrer sha256:[0-9a-f]{64} \(bundle\)$/),
      `over ${digest}`,
      `signer ${RELEASE} (issuer ${ISSUER})`,
      expect.stringMatching(/^log index \d+$/),
      `time ${here.world.clock.toISOString()}`,
      'accepted by release',
      '',
      'verdict: proved',
      '',
    ]);
  });

  test('columns stand below each other', async () => {
    await here.signed({ index: { images: [{}, { platform: 'linux/arm64/v8' }] } });
    here.workspace.policies(imagePolicy());
    const { out } = await verify('%/team/app:v1');
    const rows = out.split('\n').filter((line) => /^(?:platform |linux\/)/.test(line));
    expect(new Set(rows.map((row) => row.search(/(?:digest|sha256:)/)))).toEqual(new Set([16]));
  });

  test('the same as JSON, one object', async () => {
    const { digest } = await here.signed();
    here.workspace.policies(imagePolicy());
    const { code, found } = await verifyJson('%/team/app:v1');
    expect(code).toBe(0);
    expect(Object.keys(found).slice(0, 5)).toEqual(['image', 'verdict', 'digest', 'kind', 'mediaType']);
    expect(found).toMatchObject({
      image: '%/team/app:v1',
      verdict: 'proved',
      digest,
      kind: 'manifest',
      platforms: [{ platform: 'linux/amd64', digest, user: '', exposedPorts: [] }],
      policies: [
        {
          policy: 'signed',
          state: 'proved',
          digest: 'ignore',
          conditions: [],
          atLeast: 1,
          authorities: ['release'],
          satisfied: ['release'],
          missing: [],
          signatures: [{ format: 'bundle', signer: { kind: 'keyless', issuer: ISSUER, subject: RELEASE } }],
        },
      ],
      unverified: [],
      attestations: [],
      skipped: [],
      gaps: [],
    });
  });

  test('signed by somebody else: every signature with the reason, and 1', async () => {
    const { repository, descriptor } = await here.signed({ identity: 'https://ci.test/fork' });
    await attach(here.world, repository, descriptor, { key: newKey(), as: 'simple-signing' });
    here.workspace.policies(imagePolicy());
    const { code, out } = await verify('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain('policy signed: NOT PROVED');
    expect(out).toMatch(/refused by {2}release: [^\n]*"https:\/\/ci\.test\/fork"/);
    expect(out).toMatch(/refused tag sha256-[0-9a-f]{64}\.sig, layer 1 of 1 \(simple-signing\)/);
    expect(out).toContain('verdict: NOT PROVED\n');
  });

  test('of several policies each is told, and one that is not satisfied is enough', async () => {
    await here.signed();
    const other = {
      ...RELEASE_AUTHORITY,
      name: 'audit',
      keyless: { issuer: ISSUER, subject: 'https://ci.test/audit' },
    };
    const conditions = { namespaces: { include: ['prod'] }, podServiceAccounts: { include: ['prod/app'] } };
    here.workspace.policies(
      imagePolicy({ match: conditions }),
      imagePolicy({ require: { digest: 'ignore', signatures: [other] } }, 'audited'),
      imagePolicy({ require: { digest: 'require' } }, 'pinned'),
      imagePolicy({ images: ['elsewhere.test/**'] }, 'others'),
    );
    const { code, out } = await verify('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain('policy audited: NOT PROVED\n');
    expect(out).toMatch(/policy pinned: asks for no signatures\n {2}wants the digest written: %\/team\/app:v1@sha256:/);
    expect(out).toContain(
      'policy signed: proved\n  counts only where its match holds: namespaces, podServiceAccounts\n',
    );
    expect(out).not.toContain('others');
  });

  test('where none names the image, what is there is shown all the same, and 1', async () => {
    const { digest } = await here.signed();
    here.workspace.policies(imagePolicy({ images: ['elsewhere.test/**'] }));
    const { code, out } = await verify('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain(digest);
    expect(out).toMatch(/signatures that nobody verified:\n {2}referrer sha256:[0-9a-f]{64} \(bundle\), over sha256:/);
    expect(out).toContain('verdict: NOT PROVED: no ImagePolicy names the image;');
  });

  test('where none asks for signatures, nothing is proved', async () => {
    await here.signed();
    here.workspace.policies(imagePolicy({ require: { digest: 'require' } }));
    const { code, out } = await verify('%/team/app:v1');
    expect({ code, end: out.split('\n').at(-2) }).toEqual({
      code: 1,
      end: 'verdict: NOT PROVED: no policy asks for signatures or attestations',
    });
  });

  test('an authority whose key only the webhook can read says so', async () => {
    await here.signed();
    const key = { secret: { namespace: 'tidewaiter', name: 'keys', key: 'a.pem' } };
    here.workspace.policies(imagePolicy({ require: { digest: 'ignore', signatures: [{ name: 'vendor', key }] } }));
    const { code, out } = await verify('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain(
      '  because: vendor: its key is in the Secret tidewaiter/keys, which only the webhook can read',
    );
  });

  test('that cannot be used end with 2', async () => {
    here.workspace.write('policies/policy.yaml', 'kind: ImagePolicy\n');
    expect((await verify('%/team/app:v1')).code).toBe(2);
    const missing = await verify('--policies=@/nowhere', '%/team/app:v1');
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('there is no policy file or folder') });
  });
});

describe('attestations', () => {
  test('are shown with type, signer and size, those of platforms too, and are no signatures', async () => {
    const { repository, descriptor, platforms } = await here.signed({ index: {} });
    const [platform] = platforms;
    if (platform === undefined) throw new Error('no platform');
    const about = (predicateType: string) => ({ identity: RELEASE, statement: { predicateType } });
    await attach(here.world, repository, descriptor, about(PREDICATES.cyclonedx));
    await attach(here.world, repository, platform, { ...about(PREDICATES.provenance), as: 'attestation' });
    here.workspace.policies(imagePolicy());
    const { code, found } = await verifyJson('%/team/app:v1');
    expect(code).toBe(0);
    expect(found.policies[0].signatures).toHaveLength(1);
    expect(found.attestations).toMatchObject([
      { predicateType: PREDICATES.cyclonedx, signed: descriptor.digest, accepted: ['release'], format: 'bundle' },
      { predicateType: PREDICATES.provenance, signed: platform.digest, accepted: ['release'], format: 'dsse' },
    ]);
    expect(found.attestations[0].size).toBeGreaterThan(100);
    expect(found.skipped).toEqual([]);
    const { out } = await verify('%/team/app:v1');
    expect(out).toMatch(
      /attestations:\n {2}accepted referrer [^\n]+\n {4}type {9}https:\/\/cyclonedx\.org\/bom\n {4}size {9}\d+ bytes\n/,
    );
  });

  test('that nobody verified are not called refused', async () => {
    const { repository, descriptor } = await here.signed();
    await attach(here.world, repository, descriptor, {
      identity: RELEASE,
      statement: { predicateType: PREDICATES.spdx },
    });
    here.workspace.policies(imagePolicy({ images: ['elsewhere.test/**'] }));
    expect((await verify('%/team/app:v1')).out).toMatch(
      /attestations:\n {2}not verified: referrer [^\n]+\n {4}size {2}/,
    );
  });

  test('of somebody else are refused, by each authority of each policy, and decide nothing', async () => {
    const { repository, descriptor } = await here.signed();
    await attach(here.world, repository, descriptor, {
      identity: 'https://ci.test/fork',
      statement: { predicateType: PREDICATES.spdx },
    });
    here.workspace.policies(imagePolicy(), imagePolicy({}, 'again'));
    const { code, found } = await verifyJson('%/team/app:v1');
    expect(code).toBe(0);
    expect(found.attestations).toMatchObject([
      { accepted: [], refusals: [{ authority: 'again/release' }, { authority: 'signed/release' }] },
    ]);
    expect(found.attestations[0].predicateType).toBeUndefined();
  });
});

test('colours come on a terminal alone', async () => {
  await here.signed();
  here.workspace.policies(imagePolicy());
  const shown = await here.workspace.run('verify', ['%/team/app:v1'], { terminal: true });
  expect(shown.out).toContain('\u001b[32mproved');
  expect((await verify('%/team/app:v1')).out).not.toContain('\u001b');
});

test('what images say of themselves cannot deceive', async () => {
  await here.signed({ image: { user: 'a\u001b[31m\u202eb\nverdict: proved' } });
  here.workspace.policies(imagePolicy({ images: ['elsewhere.test/**'] }));
  const { out } = await verify('%/team/app:v1');
  expect(out).toContain('a\\u{1b}[31m\\u{202e}b\\u{a}verdict: proved');
  const json = await verify('--format=json', '%/team/app:v1');
  for (const character of ['\u001b', '\u202e']) expect(json.out).not.toContain(character);
  expect(JSON.parse(json.out).platforms[0].user).toBe('a\u001b[31m\u202eb\nverdict: proved');
});
