import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import type { ImageUse, Workload } from '../../../model/workload.ts';
import { checkImagePattern, compileImagePattern } from '../../../parse/image-pattern.ts';
import { showImage } from '../../../parse/image-text.ts';
import { problemAt, show, showSome } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.imagePullSecrets[*].name
 *   one of the names, where one of the images is among those that need a secret:
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 */
interface Options {
  readonly names?: readonly string[];
  readonly images?: readonly string[];
}

type ImagePattern = ReturnType<typeof compileImagePattern>;

export const requireImagePullSecrets = workloadRule<Options>({
  id: 'require-image-pull-secrets',
  severity: 'warning',
  summary: 'Every pod names a secret to pull its images with',
  remediation: 'Name the secret with the registry credentials under imagePullSecrets.',
  aliases: { kyverno: ['require-imagepullsecrets'] },
  options: record('Which secrets, and for which images', {
    names: optional(list('Globs of the secrets of which one must be named (default any)', NAME_GLOB)),
    images: optional(
      list(
        'Patterns of the images that need a secret (default all images)',
        text('An image pattern: registry.example.com/** or ghcr.io/acme/*', { check: checkImagePattern }),
      ),
    ),
  }),
  compile({ names = ['*'], images = ['**'] }) {
    const isWanted = compileNameGlobs(names);
    const patterns = images.map(compileImagePattern);
    return (workload, report) => {
      const secrets = workload.pod.imagePullSecrets ?? undefined;
      if (namesOne(secrets, isWanted)) return;
      const image = imageInNeed(workload, patterns);
      if (image === undefined) return;
      const wanted = names[0] === '*' ? 'one' : `one of ${showSome(names)}`;
      const message =
        `the pod names ${describe(secrets)} under imagePullSecrets, ` +
        `and its image ${showImage(image.text)} needs ${wanted}`;
      report(problemAt(workload, [...workload.podPath, 'imagePullSecrets'], message));
    };
  },
});

function namesOne(secrets: unknown, isWanted: (name: string) => boolean): boolean {
  if (!Array.isArray(secrets)) return false;
  for (const secret of secrets) if (isNamed(secret) && isWanted(secret.name)) return true;
  return false;
}

function isNamed(secret: unknown): secret is { readonly name: string } {
  return isObject(secret) && typeof secret.name === 'string' && secret.name !== '';
}

/** The first image that needs a secret. What is no image reference may be any image. */
function imageInNeed({ kind, images }: Workload, patterns: readonly ImagePattern[]): ImageUse | undefined {
  for (const image of images) {
    const { text, parsed } = image;
    // A controller may leave the image to be filled in: the pod is judged then.
    if (text === '' && kind !== 'Pod') continue;
    if (!parsed.ok) return image;
    for (const matches of patterns) if (matches(parsed.reference)) return image;
  }
  return undefined;
}

function describe(secrets: unknown): string {
  if (!Array.isArray(secrets)) return secrets === undefined ? 'no secret' : show(secrets);
  const names = secrets.filter(isNamed).map(({ name }) => name);
  return names.length === 0 ? 'no secret' : `only ${showSome(names)}`;
}
