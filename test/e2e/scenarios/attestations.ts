import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attestedImage } from '../../support/attestations/attest.ts';
import { sbomClaim } from '../../support/attestations/claims.ts';
import { LOG4SHELL } from '../../support/attestations/scans.ts';
import { Content } from '../../support/images/content.ts';
import { debianSbom } from '../../support/sbom/debian.ts';
import { createWorld, newKey } from '../../support/signing/index.ts';
import { attestedContent, FORBIDDEN } from '../attestations/content.ts';
import { attestationPolicies, degradingPolicies, ISSUER } from '../attestations/policies.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { findDebianProgram } from '../harness/debian-program.ts';
import { type DockerRegistry, startDockerRegistry } from '../harness/docker-registry.ts';
import { type ImageGate, openImageGate } from '../harness/image-gate.ts';

const identity = (owner: string) => ({
  san: `https://github.com/${owner}/shop/.github/workflows/release.yml@refs/tags/v1`,
  issuer: ISSUER,
});

/** What is attested of images, in a registry that other people wrote: without the referrers API. */
export function attestationScenarios(cluster: () => Cluster): void {
  // Its absence is a test of its own among those of signed images.
  if ('missing' in findDebianProgram('docker-registry')) return;
  describe('attested images', () => {
    let registry: DockerRegistry | undefined;
    let gate: ImageGate | undefined;

    beforeAll(async () => {
      const world = await createWorld();
      const security = newKey();
      const by = { release: identity('acme'), stranger: identity('acme-fork'), security };
      registry = await startDockerRegistry({ auth: 'token' });
      await registry.push(await attestedContent(world, by));
      gate = await openImageGate(cluster(), registry, attestationPolicies(registry.host, world, security));
    }, 60_000);
    afterAll(async () => {
      await gate?.[Symbol.asyncDispose]();
      await registry?.close();
    });

    const create = (repository: string) => {
      if (gate === undefined) throw new Error('the gate did not open');
      return gate.create(`${repository}:v1`);
    };

    test.each([
      ['an SBOM of npm, as a bundle under the fallback tag', 'parts/fallback'],
      ['the same in the tag .att', 'parts/legacy'],
      ['an SBOM of 5,000 components, before the API server loses patience', 'parts/large'],
      ['a critical vulnerability of which the security team says that it does not matter', 'scanned/explained'],
      ['provenance of our sources', 'built/shop'],
      ['provenance of version 0.2 in the tag .att', 'built/legacy'],
      ['what BuildKit attached, bound by a signature on the index', 'buildkit/signed-index'],
      ['the same, bound by a signature in the tag .sig', 'buildkit/legacy-signature'],
      ['what BuildKit attached, signed itself', 'buildkit/signed-manifests'],
    ])('%s: admitted', async (_, repository) => {
      expect(outcome(await create(repository))).toBe('201');
    });

    const log4j = ['log4j-core 2.14.1', `(${FORBIDDEN.purl}) is forbidden`, 'Log4Shell'];
    test.each([
      ['a forbidden package', 'parts/log4j', log4j],
      ['the last of 5,000 components', 'parts/large-and-bad', log4j],
      ['an SBOM by somebody else', 'parts/stranger', [identity('acme-fork').san]],
      ['an SBOM of another image', 'parts/other-image', ['not that of the image']],
      ['nothing that is attested', 'parts/nothing', ['no attestation was found']],
      ['a critical vulnerability', 'scanned/critical', [LOG4SHELL.id, 'log4j-core 2.14.1', 'fixed in 2.15.0']],
      ['one of which anybody says that it does not matter', 'scanned/explained-by-anybody', [LOG4SHELL.id]],
      ['provenance of other sources', 'built/fork', ['https://github.com/acme-fork/shop']],
      ['what BuildKit attached and nobody signed', 'buildkit/unsigned', ['nobody whom the policy trusts signed']],
    ])('%s: refused, and the answer says why', async (_, repository, texts) => {
      const answer = await create(repository);
      expect(outcome(answer)).toMatch(DENIED);
      for (const text of texts) expect(answer.body.message).toContain(text);
    });

    test('the metrics count what was asked about attestations', async () => {
      await create('parts/fallback');
      await create('parts/log4j');
      const page = await gate?.webhook.get('/metrics');
      for (const result of ['found', 'refused', 'cached']) {
        expect(page?.body).toMatch(
          new RegExp(`^tidewaiter_image_lookups_total\\{about="attestations",result="${result}"\\} [1-9]`, 'm'),
        );
      }
    });
  });

  describe('attested images while their registry is down', () => {
    const modes = ['deny', 'cached-only', 'warn'] as const;

    test('what was known counts, and the rest is denied unless the policy only warns', async () => {
      const world = await createWorld();
      const content = new Content();
      for (const repository of modes.flatMap((mode) => [`${mode}/known`, `${mode}/new`])) {
        const claims = [sbomClaim('cyclonedx', debianSbom('cyclonedx'))];
        await attestedImage(world, content, { repository, claims, identity: identity('acme'), as: 'fallback' });
      }
      const registry = await startDockerRegistry({ auth: 'none' });
      try {
        await registry.push(content);
        await using gate = await openImageGate(cluster(), registry, degradingPolicies(registry.host, world));
        const create = (repository: string) =>
          gate.create(`${repository}@${content.repository(repository).tags.get('v1')}`);
        for (const mode of modes) expect(outcome(await create(`${mode}/known`))).toBe('201');
        await registry.close();
        for (const mode of modes) expect(outcome(await create(`${mode}/known`))).toBe('201');
        for (const mode of ['deny', 'cached-only'] as const) {
          const answer = await create(`${mode}/new`);
          expect(outcome(answer)).toMatch(DENIED);
          expect(answer.body.message).toContain('could not be');
        }
        const warned = await create('warn/new');
        expect(outcome(warned)).toBe('201');
        expect(warned.warnings.join('\n')).toContain('could not be');
      } finally {
        await registry.close();
      }
    }, 60_000);
  });
}
