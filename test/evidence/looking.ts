import { discover } from '../../src/evidence/discover.ts';
import type { VerificationJob } from '../../src/evidence/verification.ts';
import type { RegistryErrorCode } from '../../src/registry/source.ts';
import { NEVER, type Scene } from './scene.ts';

/** What is found about a digest in `team/app`. */
export async function lookFor(scene: Scene, digest: string, purpose: VerificationJob['purpose'] = 'signatures') {
  const store = { registry: scene.registry.host, repository: 'team/app', tagPrefix: '' };
  const { candidates, skipped, errors } = await discover(scene.source(), store, digest, { purpose }, NEVER);
  return {
    formats: candidates.map(({ format }) => format).toSorted(),
    where: candidates.map(({ where }) => where),
    skipped,
    errors: errors.map(({ code }): RegistryErrorCode => code),
  };
}
