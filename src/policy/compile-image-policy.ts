import type { Authority, SignatureRequirement, SignatureStore, StaticAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { ReadPart } from '../model/rule.ts';
import { DOCKER_HUB } from '../parse/image-host.ts';
import { compileImagePattern } from '../parse/image-pattern.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { type AttestationContext, compileAttestations, type LookUp } from './compile-attestations.ts';
import { staticAuthority } from './compile-authority.ts';
import type { TestCoverage } from './coverage.ts';
import { namePlace } from './document-head.ts';
import type { ImagePolicySource } from './image-policy-schema.ts';
import { imageRules } from './image-rules.ts';
import { compileMatch, followsToPods } from './match.ts';
import { compileAuthorities, type PolicyAuthorities } from './policy-authorities.ts';
import { missingSigners } from './possible-signers.ts';
import { requirementKey } from './requirement-key.ts';
import { matcherWatch, UNWATCHED, type WatchMatcher, watchRules } from './watch.ts';

/** What compiling needs to know besides the source, and where it says what is wrong. */
export interface ImagePolicyContext extends AttestationContext {
  /** The trust roots that are declared, as their documents say them: a signature counts only with these. */
  readonly trustRootTexts: ReadonlyMap<string, string>;
  readonly coverage?: TestCoverage;
}

const HTTPS_PORT = ':443';
/** Hosts that serve Docker Hub (distribution/reference takes them for registries of their own, the second with a port). */
const DOCKER_HUB_HOSTS: readonly string[] = ['registry-1.docker.io', 'index.docker.io', 'registry.hub.docker.com'];

/** Where the policy writes what a rule asks for. */
const RULE_PATHS: Readonly<Record<string, FieldPath>> = {
  'image-digest': ['spec', 'require', 'digest'],
  'image-signature': ['spec', 'require', 'signatures'],
  'image-attestation': ['spec', 'require', 'attestations'],
};

/** What an UPDATE may change so that a condition on the service account of the pod comes to be met. */
const SERVICE_ACCOUNT: readonly ReadPart[] = ['serviceAccountName', 'serviceAccount'].map((field) => ({
  from: 'template',
  path: ['spec', field],
}));

/** Compiles an image policy that its schema has found no fault with. Further problems go to the context's list. */
export function compileImagePolicy(source: ImagePolicySource, context: ImagePolicyContext): CompiledPolicy {
  const { coverage, document } = context;
  const watch = coverage === undefined ? UNWATCHED : matcherWatch(coverage, document);
  const { action = 'Deny', match = {}, require, exceptions } = source.spec;
  const covers = compileImages(source.spec, watch);
  const { digest = 'require' } = require;
  const { pullSecrets = [] } = source.spec;
  const { signatures, attestations } = evidenceOf(source, context);
  const wanted = { ...(staticOf(source) ?? (signatures && { signatures })), ...(attestations && { attestations }) };
  const rules = imageRules({ covers, names: anyOf(source.spec.images), digest, pullSecrets, ...wanted }, action);
  const writes = digest === 'mutate' || digest === 'mutate-pods-only';
  const policy: CompiledPolicy = {
    name: source.metadata.name,
    source: namePlace(document),
    ...compileMatch(match, watch),
    coversImage: compileImages(source.spec, UNWATCHED),
    imageDemands: {
      digest,
      ...(signatures && { signatures }),
      ...(attestations && { attestations }),
      conditions: Object.keys(match),
    },
    controllers: source.spec.controllers ?? 'Deny',
    rules: match.podServiceAccounts === undefined ? rules : rules.map(readingServiceAccount),
    followsToPods: followsToPods(match),
    mutation: { controllers: digest === 'mutate', ephemeralContainers: writes },
    ...(exceptions !== undefined && { refusesAnnotations: true as const }),
  };
  if (coverage === undefined) return policy;
  const pathOf = (index: number): FieldPath => RULE_PATHS[rules[index]?.id ?? ''] ?? ['spec', 'require'];
  return watchRules(policy, pathOf, coverage, document);
}

function readingServiceAccount(rule: CompiledRule): CompiledRule {
  return { ...rule, reads: [...rule.reads, ...SERVICE_ACCOUNT] };
}

/** What the policy says of every image, where it does. A key that cannot be had here is no such word of its author. */
function staticOf({ spec }: ImagePolicySource): { readonly verdict: StaticAuthority } | undefined {
  const [only] = spec.require.signatures ?? [];
  return only !== undefined && 'static' in only ? { verdict: staticAuthority(only) } : undefined;
}

/** Which images the policy is about. */
function compileImages(
  { images, excludeImages }: Pick<ImagePolicySource['spec'], 'images' | 'excludeImages'>,
  watch: WatchMatcher,
): (reference: ImageReference) => boolean {
  const matches = anyOf(images);
  const isNamed = watch(['spec', 'images'], (reference: ImageReference) => spellings(reference).some(matches));
  if (excludeImages === undefined) return isNamed;
  const isExcluded = watch(['spec', 'excludeImages'], anyOf(excludeImages));
  return (reference) => isNamed(reference) && !isExcluded(reference);
}

/**
 * A reference as it is, and as it would be written by somebody who hides nothing: the port that goes without saying, and the
 * hosts behind Docker Hub, lead to the same bytes. What is left out has to be named exactly.
 */
function spellings(reference: ImageReference): readonly ImageReference[] {
  const { registry } = reference;
  const host = registry.endsWith(HTTPS_PORT) ? registry.slice(0, -HTTPS_PORT.length) : registry;
  const plain = DOCKER_HUB_HOSTS.includes(host) ? DOCKER_HUB : host;
  return plain === registry ? [reference] : [reference, { ...reference, registry: plain }];
}

function anyOf(patterns: readonly string[]): (reference: ImageReference) => boolean {
  const matches = patterns.map(compileImagePattern);
  return (reference) => matches.some((match) => match(reference));
}

/** What must be found beside an image. */
function evidenceOf(source: ImagePolicySource, context: ImagePolicyContext) {
  const authorities = compileAuthorities(source, context);
  const lookUp = lookUpOf(source);
  const signatures = signaturesOf(source, authorities, context, lookUp);
  const attestations = compileAttestations(source, authorities, context, lookUp);
  const keyed = <Wanted extends { readonly authorities: readonly Authority[] }>(wanted: Wanted) => ({
    key: requirementKey(wanted, context.trustRootTexts),
    ...wanted,
  });
  return { signatures: signatures && keyed(signatures), attestations: attestations && keyed(attestations) };
}

function lookUpOf({ spec }: ImagePolicySource): LookUp {
  const { require, signatureRepository, pullSecrets = [], degrade = 'deny' } = spec;
  return {
    ...(require.platforms !== undefined && { platforms: require.platforms }),
    ...(signatureRepository !== undefined && { signatures: repositoryOf(signatureRepository) }),
    pullSecrets,
    degrade,
  };
}

function signaturesOf(
  { spec }: ImagePolicySource,
  { signing: authorities, areSound }: PolicyAuthorities,
  context: ImagePolicyContext,
  lookUp: LookUp,
): Omit<SignatureRequirement, 'key'> | undefined {
  const { require } = spec;
  const { signatureOn = 'index' } = require;
  if (require.signatures === undefined) return undefined;
  const atLeast = require.atLeast ?? authorities.length;
  const tooFew = areSound ? missingSigners(authorities, atLeast) : undefined;
  if (tooFew !== undefined) {
    const field = require.atLeast === undefined ? 'signatures' : 'atLeast';
    context.problems.addAt(context.document, ['spec', 'require', field], tooFew);
  }
  return { authorities, atLeast, signatureOn, ...lookUp };
}

function repositoryOf({
  repository: written,
  tagPrefix = '',
}: NonNullable<ImagePolicySource['spec']['signatureRepository']>): SignatureStore {
  const parsed = parseImageReference(written);
  if (!parsed.ok) throw new Error(parsed.reason);
  const { registry, repository } = parsed.reference;
  return { registry, repository, tagPrefix };
}
