import type { ImageReference } from '../../../model/image-reference.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { DOCKER_HUB } from '../../../parse/image-host.ts';
import { checkImagePattern, compileImagePattern } from '../../../parse/image-pattern.ts';
import { show } from '../shared/fields.ts';
import { imageCheck, whichIs } from '../shared/image-check.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 *   matches none of the patterns
 */

/** Frozen since April 2023: registry.k8s.io took its place. */
const FROZEN = ['k8s.gcr.io/**'];

/** The port that is meant where none is written. */
const DEFAULT_PORT = ':443';
const WRITTEN_DEFAULT_PORT = /^([^/]+):443(?=\/)/;

/** Hosts that serve the images of Docker Hub besides the one that runtimes read into a short name. */
const HOSTS_OF_DOCKER_HUB: ReadonlySet<string> = new Set(['registry-1.docker.io', 'registry.hub.docker.com']);

export const disallowRegistries = workloadRule<{ readonly registries?: readonly string[] }>({
  id: 'disallow-registries',
  severity: 'error',
  summary: 'No image comes from a disallowed registry',
  remediation: 'Use the image from another registry; for k8s.gcr.io that is registry.k8s.io.',
  aliases: { kyverno: ['restrict-deprecated-registry'] },
  reads: ['images'],
  options: record('Where images may not come from', {
    registries: optional(
      list(
        'Patterns of the images that are refused (default k8s.gcr.io/**)',
        text('An image pattern: registry.example.com/** or ghcr.io/acme/*', { check: checkImagePattern }),
      ),
    ),
  }),
  compile({ registries = FROZEN }) {
    const patterns = registries.map((pattern) => ({
      pattern,
      matches: compileImagePattern(pattern.replace(WRITTEN_DEFAULT_PORT, '$1')),
    }));
    return imageCheck((reference, text) => {
      const other = byOtherName(reference);
      for (const { pattern, matches } of patterns) {
        if (!matches(reference) && !(other !== reference && matches(other))) continue;
        return `${whichIs(reference, text)} matches the disallowed pattern ${show(pattern)}`;
      }
      return undefined;
    });
  },
});

/** The same place under its usual name, so that another name of the host or its port is no way around the rule. */
function byOtherName(reference: ImageReference): ImageReference {
  const { registry } = reference;
  const bare = registry.endsWith(DEFAULT_PORT) ? registry.slice(0, -DEFAULT_PORT.length) : registry;
  const usual = HOSTS_OF_DOCKER_HUB.has(bare) ? DOCKER_HUB : bare;
  return usual === registry ? reference : { ...reference, registry: usual };
}
