import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { imageCheck } from '../shared/image-check.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 *   the last part of the repository is not tiller
 */
export const disallowTiller = workloadRule({
  id: 'disallow-tiller',
  severity: 'error',
  summary: 'Nothing runs Tiller, the server of Helm 2',
  remediation: 'Remove Tiller and install with Helm 3 or later, which needs no server.',
  aliases: { kyverno: ['disallow-helm-tiller'] },
  reads: ['images'],
  options: record('No options', {}),
  compile() {
    return imageCheck(({ repository }) => (isTiller(repository) ? 'which is Tiller, the server of Helm 2' : undefined));
  },
});

function isTiller(repository: string): boolean {
  return repository === 'tiller' || repository.endsWith('/tiller');
}
