import { workloadRule } from '../../../model/rule.ts';
import { list, record, required, text } from '../../../model/schema.ts';
import { checkImagePattern, compileImagePattern } from '../../../parse/image-pattern.ts';
import { showSome } from '../shared/fields.ts';
import { imageCheck, whichIs } from '../shared/image-check.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 *   matches one of the patterns
 */
export const allowedRegistries = workloadRule<{ readonly registries: readonly string[] }>({
  id: 'allowed-registries',
  severity: 'error',
  summary: 'Every image comes from an allowed registry',
  remediation: 'Use an image from an allowed registry, or copy this one there.',
  aliases: {
    polaris: ['imageRegistry'],
    kyverno: ['restrict-image-registries', 'advanced-restrict-image-registries', 'allowed-image-repos'],
  },
  reads: ['images'],
  options: record('Where images may come from', {
    registries: required(
      list(
        'Patterns of the images that are allowed; all others are refused',
        text('An image pattern: registry.example.com/** or ghcr.io/acme/*', { check: checkImagePattern }),
      ),
    ),
  }),
  compile({ registries }) {
    const patterns = registries.map(compileImagePattern);
    return imageCheck((reference, text) => {
      for (const matches of patterns) if (matches(reference)) return undefined;
      return `${whichIs(reference, text)} matches none of the allowed patterns ${showSome(registries)}`;
    });
  },
});
