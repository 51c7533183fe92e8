import type { ProvenanceTerms } from '../../model/attestation.ts';
import { type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { compileImagePattern } from '../../parse/image-pattern.ts';
import { anyOf } from '../any-of.ts';
import { compileGlobs } from '../globs.ts';
import { uriText } from '../uri-text.ts';
import { imageOfUri } from './image-dependency.ts';
import type { Dependency } from './read.ts';

/** Characters of URIs, each with each glob that it is held against: about a second. */
const MAX_EFFORT = 50_000_000;

/** What is wrong with dependencies, by the field of the policy that says so. */
export type JudgeDependencies = (
  dependencies: readonly Dependency[] | undefined,
  tell: (term: string, message: string) => void,
) => void;

/** `provenance.dependencies`: a build that does not say what it used may have used anything. */
export function compileDependencies({
  allow,
  requireDigests,
}: NonNullable<ProvenanceTerms['dependencies']>): JudgeDependencies {
  const allowed = allow && compileGlobs(allow);
  return (dependencies, tell) => {
    if (dependencies === undefined) {
      tell('provenance.dependencies', 'the provenance does not say what the build depends on');
      return;
    }
    let effort = 0;
    for (const dependency of dependencies) {
      const name = nameOf(dependency);
      effort += dependency.uri.length * (allow?.length ?? 0);
      if (effort > MAX_EFFORT) {
        tell(
          'provenance.dependencies.allow',
          `there are too many dependencies to compare: ${name} and those behind it`,
        );
        return;
      }
      if (allowed !== undefined && !allowed.matches(dependency.uri)) {
        tell('provenance.dependencies.allow', `${name} is not allowed, expected ${allowed.wanted}`);
      }
      if (requireDigests && !hasDigest(dependency.digests)) {
        tell('provenance.dependencies.requireDigests', `${name} has no digest`);
      }
    }
  };
}

/**
 * `provenance.baseImages`. Nothing tells what an image is built on from other images that a build uses, so that all of
 * them must match; and where none is named, what it is built on is not known.
 */
export function compileBaseImages(patterns: readonly string[]): JudgeDependencies {
  const matchers = patterns.map(compileImagePattern);
  const wanted = anyOf(patterns);
  return (dependencies = [], tell) => {
    let named = 0;
    for (const dependency of dependencies) {
      const image = imageOfUri(dependency.uri);
      if (image === undefined) continue;
      named += 1;
      if (!image.ok) {
        tell('provenance.baseImages', `the image ${nameOf(dependency)} cannot be judged: ${printable(image.reason)}`);
      } else if (!matchers.some((matches) => matches(image.reference))) {
        tell('provenance.baseImages', `the image ${nameOf(dependency)} is not allowed, expected ${wanted}`);
      }
    }
    if (named === 0) tell('provenance.baseImages', 'the provenance names no image that it is built on');
  };
}

function nameOf({ uri, position }: Dependency): string {
  return uri === '' ? `dependency ${position}, which has no URI,` : uriText(uri);
}

/** Of any algorithm: those of SLSA's DigestSet are many. */
function hasDigest(digests: JsonObject): boolean {
  return Object.keys(digests).some((algorithm) => {
    const digest = ownField(digests, algorithm);
    return typeof digest === 'string' && /^[\w+/=:.-]{16,512}$/.test(digest);
  });
}
