import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findAttestations } from '../../../src/evidence/attestations.ts';
import { Judges } from '../../../src/evidence/judges.ts';
import { TrustRoots } from '../../../src/evidence/trust-roots.ts';
import { TrustStore } from '../../../src/evidence/trust-store.ts';
import { verifierOf } from '../../../src/evidence/verifier.ts';
import { verifyJob } from '../../../src/evidence/verify-job.ts';
import type { SigningAuthority } from '../../../src/model/image-policy.ts';
import { parseImageReference } from '../../../src/parse/image-reference.ts';
import { RegistryClient } from '../../../src/registry/client.ts';
import { NO_CREDENTIALS } from '../../../src/registry/keychain.ts';
import { attestedImage } from '../../support/attestations/attest.ts';
import { sbomClaim } from '../../support/attestations/claims.ts';
import { buildkitProvenance, githubProvenance } from '../../support/attestations/provenance.ts';
import { cosignScan } from '../../support/attestations/scans.ts';
import { Content } from '../../support/images/content.ts';
import { largeSbom } from '../../support/sbom/large.ts';
import { npmSbom } from '../../support/sbom/npm.ts';
import { createWorld, newKey, type World } from '../../support/signing/index.ts';
import { type DockerRegistry, findDockerRegistry, startDockerRegistry } from '../harness/docker-registry.ts';

/** Attestations of every form in a registry that other people wrote; without a cluster. */
export function attestedImageScenarios(): void {
  const found = findDockerRegistry();
  if ('missing' in found) return;
  describe('attested images in docker-registry', () => {
    const key = newKey();
    const authority: SigningAuthority = {
      kind: 'key',
      name: 'release',
      keys: [key.pem],
      transparency: 'required',
      trustRoots: ['e2e'],
    };
    let registry: DockerRegistry | undefined;
    let client: RegistryClient | undefined;
    let world: World | undefined;

    beforeAll(async () => {
      world = await createWorld();
      registry = await startDockerRegistry({ auth: 'none' });
      await registry.push(await contentOf(world, { key, log: 'v1' }));
      const settings = { host: registry.host, insecure: true, allowPrivate: true, mirrors: [], tokenHosts: [] };
      client = new RegistryClient({ registries: [settings], random: () => 0, now: Date.now });
    }, 60_000);
    afterAll(async () => {
      await client?.close();
      await registry?.close();
    });

    test.each([
      ['shop/fallback', ['bundle', 'bundle', 'bundle']],
      ['shop/legacy', ['dsse', 'dsse', 'dsse']],
      ['shop/large', ['bundle']],
    ])('%s: all that is attested is found and verified', async (repository, formats) => {
      const parsed = parseImageReference(`${registry?.host}/${repository}:v1`);
      if (!parsed.ok || client === undefined || world === undefined) throw new Error('nothing was set up');
      const roots = new TrustRoots();
      const { clock, trustRoot } = world;
      const verify = verifierOf({
        verify: async (job) => verifyJob(job, roots, new Judges()),
        trust: new TrustStore(new Map([['e2e', trustRoot]])),
        now: () => clock.getTime(),
      });
      const tools = { source: client.source(NO_CREDENTIALS), verify };
      const { found, errors } = await findAttestations(
        parsed.reference,
        { authorities: [authority] },
        tools,
        AbortSignal.timeout(20_000),
      );
      expect(errors).toEqual([]);
      const attested = found.filter(({ report }) => report.predicateType !== undefined);
      expect(attested.map(({ report }) => report.format)).toEqual(formats);
      for (const { report } of attested) expect(report.accepted).toEqual(['release']);
    });
  });
}

async function contentOf(world: World, how: { readonly key: ReturnType<typeof newKey>; readonly log: 'v1' }) {
  const content = new Content();
  const claims = [sbomClaim('cyclonedx', await npmSbom('own', 'cyclonedx')), githubProvenance(), cosignScan('trivy')];
  for (const as of ['fallback', 'legacy'] as const) {
    await attestedImage(world, content, { repository: `shop/${as}`, claims, as, ...how });
  }
  const large = sbomClaim('spdx', largeSbom('spdx', 5_000));
  await attestedImage(world, content, { repository: 'shop/large', claims: [large], as: 'fallback', ...how });
  for (const form of ['config', 'artifact'] as const) {
    const buildkit = { claims: [buildkitProvenance()], form };
    await attestedImage(world, content, { repository: `shop/buildkit-${form}`, buildkit, as: 'fallback', ...how });
  }
  return content;
}
