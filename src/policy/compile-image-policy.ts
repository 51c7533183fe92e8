import type { SignatureRequirement, SignatureStore, StaticAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { ReadPart } from '../model/rule.ts';
import { DOCKER_HUB } from '../parse/image-host.ts';
import { compileImagePattern } from '../parse/image-pattern.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { canonicalJson } from './canonical-json.ts';
import { type AuthorityContext, compileAuthority, staticAuthority } from './compile-authority.ts';
import type { TestCoverage } from './coverage.ts';
import { namePlace } from './document-head.ts';
import type { ImagePolicySource } from './image-policy-schema.ts';
import { imageRules } from './image-rules.ts';
import { compileMatch, followsToPods } from './match.ts';
import { missingSigners } from './possible-signers.ts';
import { matcherWatch, UNWATCHED, type WatchMatcher, watchRules } from './watch.ts';

/** What compiling needs to know besides the source, and where it says what is wrong. */
export interface ImagePolicyContext extends AuthorityContext {
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
  const signatures = requirementOf(source, context);
  const { pullSecrets = [] } = source.spec;
  const wanted = staticOf(source) ?? (signatures && { signatures });
  const rules = imageRules({ covers, names: anyOf(source.spec.images), digest, pullSecrets, ...wanted }, action);
  const writes = digest === 'mutate' || digest === 'mutate-pods-only';
  const policy: CompiledPolicy = {
    name: source.metadata.name,
    source: namePlace(document),
    ...compileMatch(match, watch),
    coversImage: compileImages(source.spec, UNWATCHED),
    imageDemands: { digest, ...(signatures && { signatures }), conditions: Object.keys(match) },
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

function requirementOf({ spec }: ImagePolicySource, context: ImagePolicyContext): SignatureRequirement | undefined {
  const { require, signatureRepository, pullSecrets = [], degrade = 'deny' } = spec;
  const { signatures: sources, signatureOn = 'index', platforms } = require;
  if (sources === undefined) return undefined;
  const before = context.problems.count;
  checkNames(sources, context);
  const authorities = sources.map((source, index) => compileAuthority(source, authorityPath(index), context));
  const atLeast = require.atLeast ?? authorities.length;
  const tooFew = context.problems.count > before ? undefined : missingSigners(authorities, atLeast);
  if (tooFew !== undefined) {
    const field = require.atLeast === undefined ? 'signatures' : 'atLeast';
    context.problems.addAt(context.document, ['spec', 'require', field], tooFew);
  }
  const requirement: Omit<SignatureRequirement, 'key'> = {
    authorities,
    atLeast,
    signatureOn,
    ...(platforms !== undefined && { platforms }),
    ...(signatureRepository !== undefined && { signatures: repositoryOf(signatureRepository) }),
    pullSecrets,
    degrade,
  };
  return { key: keyOf(requirement, context), ...requirement };
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

/** Everything that bears on the answer, the bytes of keys and declared trust roots among it. */
function keyOf(requirement: Omit<SignatureRequirement, 'key'>, { trustRootTexts }: ImagePolicyContext): string {
  const named = requirement.authorities.flatMap((authority) => ('trustRoots' in authority ? authority.trustRoots : []));
  const roots = [...new Set(named)].toSorted().map((name) => [name, trustRootTexts.get(name) ?? '']);
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(canonicalJson({ requirement, roots })).digest('hex');
}

/** Explanations name authorities. */
function checkNames(sources: readonly { readonly name: string }[], { document, problems }: ImagePolicyContext): void {
  const names = new Set<string>();
  for (const [index, { name }] of sources.entries()) {
    if (names.has(name)) {
      problems.addAt(document, [...authorityPath(index), 'name'], `the policy already has an authority "${name}"`);
    }
    names.add(name);
  }
}

function authorityPath(index: number): FieldPath {
  return ['spec', 'require', 'signatures', index];
}
