import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findAttestations } from '../../src/evidence/attestations.ts';
import type { Authority } from '../../src/model/image-policy.ts';
import { type AttestationForm, attest, attestedImage } from '../support/attestations/attest.ts';
import { sbomClaim, wrapped } from '../support/attestations/claims.ts';
import { buildkitProvenance02, githubProvenance } from '../support/attestations/provenance.ts';
import { cosignScan, LOG4SHELL } from '../support/attestations/scans.ts';
import { openVex } from '../support/attestations/vex.ts';
import { ATTESTATION_MANIFEST, type BuildkitForm } from '../support/images/buildkit.ts';
import type { DescriptorJson, Repository } from '../support/images/content.ts';
import { debianSbom } from '../support/sbom/debian.ts';
import { npmSbom } from '../support/sbom/npm.ts';
import { createWorld, digestOf, newKey, type World } from '../support/signing/index.ts';
import { keyless } from './judging.ts';
import { BY_RELEASE, byKey, NEVER, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

type SigningAuthority = Exclude<Authority, { kind: 'static' }>;
const find = (authority: Authority = keyless({ name: 'release' })) =>
  findAttestations(
    scene.reference(),
    { authorities: [authority as SigningAuthority] },
    { source: scene.source(), verify: scene.verify },
    NEVER,
  );
const manifestOf = (repository: Repository, digest: string) =>
  JSON.parse(repository.manifest(digest)?.bytes.toString() ?? '');
const content = () => scene.registry.content;
const CLAIMS = [
  sbomClaim('spdx', debianSbom('spdx')),
  githubProvenance(),
  cosignScan('trivy', { found: [LOG4SHELL] }),
  openVex([{ vulnerability: LOG4SHELL.id, status: 'not_affected', justification: 'component_not_present' }]),
];

describe('an attested image', () => {
  const forms: readonly (readonly [AttestationForm, string, boolean])[] = [
    ['referrer', 'bundle', true],
    ['fallback', 'bundle', false],
    ['legacy', 'dsse', true],
  ];
  test.each(forms)('%s: everything is found and verified', async (as, format, referrers) => {
    await scene.close();
    scene = await Scene.open(world, { referrers });
    const { digest } = await attestedImage(world, content(), {
      repository: 'team/app',
      claims: CLAIMS,
      as,
      log: 'v1',
      ...BY_RELEASE,
    });
    const { found, errors } = await find();
    expect(errors).toEqual([]);
    const attested = found.filter(({ report }) => report.predicateType !== undefined);
    expect(attested.map(({ report }) => report.predicateType).toSorted()).toEqual(
      CLAIMS.map(({ predicateType }) => predicateType).toSorted(),
    );
    for (const { report } of attested) {
      expect(report).toMatchObject({ format, signed: digest, accepted: ['release'], refusals: [] });
      expect(report.time).toBe(world.clock.toISOString());
    }
  });

  test('may be attested by others than who signed it, and by platform', async () => {
    const key = newKey();
    const { digest, platforms } = await attestedImage(world, content(), {
      repository: 'team/app',
      index: {},
      ...BY_RELEASE,
      claims: [
        { ...wrapped('string', sbomClaim('spdx', await npmSbom('made', 'spdx'))), on: 'platforms' },
        { ...cosignScan('grype'), by: { key } },
      ],
    });
    expect(digest).not.toBe(platforms[0]?.digest);
    expect((await find(byKey(key, 'scanner'))).found).toHaveLength(3);
  });

  test('of another digest says nothing', async () => {
    const { repository, descriptor } = await scene.signed();
    await attest(world, repository, descriptor, githubProvenance(), {
      ...BY_RELEASE,
      signedDigest: digestOf(Buffer.from('another')),
    });
    const { found } = await find();
    expect(found.map(({ report }) => report.accepted)).toEqual([[]]);
  });
});

describe('what BuildKit attaches', () => {
  const put = (form: BuildkitForm, signatureOn?: 'image' | 'attestation-manifests' | 'nothing') =>
    attestedImage(world, content(), {
      repository: 'team/app',
      ...BY_RELEASE,
      buildkit: { claims: [sbomClaim('spdx', debianSbom('spdx')), buildkitProvenance02()], form },
      ...(signatureOn && { signatureOn }),
    });

  test.each(['config', 'artifact'] as const)('%s: one manifest for each platform, in the index', async (form) => {
    const { repository, digest, platforms, attestations } = await put(form);
    expect(manifestOf(repository, digest).manifests).toEqual([...platforms, ...attestations]);
    expect(attestations).toHaveLength(2);
    for (const [at, attestation] of attestations.entries()) {
      const platform = platforms[at]?.digest ?? '';
      expect(attestation).toMatchObject({
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': platform },
        platform: { os: 'unknown', architecture: 'unknown' },
      });
      const manifest = manifestOf(repository, attestation.digest);
      const isArtifact = form === 'artifact';
      expect(manifest.artifactType).toBe(isArtifact ? ATTESTATION_MANIFEST : undefined);
      expect(manifest.subject?.digest).toBe(isArtifact ? platform : undefined);
      expect(repository.blobs.get(manifest.config.digest)?.toString() === '{}').toBe(isArtifact);
      const statements = manifest.layers.map((layer: DescriptorJson) => {
        const statement = JSON.parse(repository.blobs.get(layer.digest)?.toString() ?? '');
        expect(layer.annotations?.['in-toto.io/predicate-type']).toBe(statement.predicateType);
        return statement;
      });
      for (const { subject } of statements) expect(`sha256:${subject[0].digest.sha256}`).toBe(platform);
    }
  });

  test.each([
    ['image', 1, 0],
    ['attestation-manifests', 0, 2],
    ['nothing', 0, 0],
  ] as const)('signed is %s', async (signatureOn, onImage, onManifests) => {
    const { repository, digest, attestations } = await put('artifact', signatureOn);
    expect(repository.referrers(digest)).toHaveLength(onImage);
    expect(attestations.flatMap((each) => repository.referrers(each.digest))).toHaveLength(onManifests);
  });
});
