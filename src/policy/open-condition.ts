import { type CertificateExtension, PUBLIC_GOOD, type TextCondition } from '../model/image-policy.ts';
import { expressionOf } from '../model/text-condition.ts';
import { Effort } from './effort.ts';
import { PatternError, type Patterns } from './pattern.ts';

/** A glob without one character that must be there. */
const OPEN_GLOB = /^[*/]+$/;

/** Texts with as little in common as identities can have. */
const STRANGERS = ['a', 'https://example.com/a/b/c@refs/tags/1', 'Somebody.Else@example.org', 'spiffe://x/-', '0_~%'];

/** A repository that anybody could make, and what its owner may call workflows, branches and tags. */
const REPOSITORY = 'zq-somebody-else/zq-anything';
const WORKFLOWS = ['release', 'build', 'ci', 'main', 'publish', 'docker', 'zq'].flatMap((name) => [
  `${name}.yml`,
  `${name}.yaml`,
]);
const REFS = ['heads/main', 'heads/master', 'tags/v1.0.0', 'tags/1.0', 'heads/zq'].map((ref) => `refs/${ref}`);

/**
 * Issuers that the public-good instance knows and where anybody gets an account, with identities that somebody else
 * would have there (sigstore/fulcio: config/identity, docs/oidc.md).
 */
const PUBLIC_ISSUERS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'https://token.actions.githubusercontent.com',
    WORKFLOWS.flatMap((file) => REFS.map((ref) => `https://github.com/${REPOSITORY}/.github/workflows/${file}@${ref}`)),
  ],
  ['https://gitlab.com', REFS.map((ref) => `https://gitlab.com/${REPOSITORY}//.gitlab-ci.yml@${ref}`)],
  ['https://agent.buildkite.com', [`https://buildkite.com/${REPOSITORY}`]],
  ...['https://accounts.google.com', 'https://github.com/login/oauth', 'https://login.microsoftonline.com'].map(
    (issuer) => [issuer, ['zq.somebody@gmail.com', 'zq-somebody@else.example']] as const,
  ),
]);

/** Extensions that somebody else cannot have the same as the owner of a repository. */
const TELLING: readonly CertificateExtension[] = [
  'buildSignerUri',
  'buildSignerDigest',
  'sourceRepositoryUri',
  'sourceRepositoryDigest',
  'sourceRepositoryId',
  'sourceRepositoryOwnerUri',
  'sourceRepositoryOwnerId',
  'buildConfigUri',
  'buildConfigDigest',
  'runInvocationUri',
];

/** Conditions on an identity. */
export interface IdentityConditions {
  readonly issuer: TextCondition;
  readonly subject: TextCondition;
  readonly extensions: Readonly<Partial<Record<CertificateExtension, TextCondition>>>;
  readonly trustRoots: readonly string[];
}

/** Why anybody at all could sign under conditions on an identity; undefined where we see no way. */
export function openness(identity: IdentityConditions, patterns: Patterns): string | undefined {
  const { issuer, subject, extensions, trustRoots } = identity;
  if (isOpen(issuer, patterns) && isOpen(subject, patterns)) {
    return 'anybody meets this, and anybody meets the condition on the issuer: anyone could sign';
  }
  const isTelling = TELLING.some((name) => {
    const condition = extensions[name];
    return condition !== undefined && !isOpen(condition, patterns);
  });
  if (isTelling || !trustRoots.includes(PUBLIC_GOOD) || 'exactly' in subject) return undefined;
  for (const [name, strangers] of PUBLIC_ISSUERS) {
    const stranger = meets(issuer, name, patterns)
      ? strangers.find((text) => meets(subject, text, patterns))
      : undefined;
    if (stranger !== undefined) {
      return `anybody with an account at ${name} meets this, for example "${stranger}": say whose identity it must be, here or in extensions`;
    }
  }
  return undefined;
}

/** Whether anybody meets a condition. */
function isOpen(condition: TextCondition, patterns: Patterns): boolean {
  if ('exactly' in condition) return false;
  const isOpenGlob = 'glob' in condition && OPEN_GLOB.test(condition.glob);
  return isOpenGlob || STRANGERS.every((stranger) => meets(condition, stranger, patterns));
}

function meets(condition: TextCondition, text: string, patterns: Patterns): boolean {
  if ('exactly' in condition) return condition.exactly === text;
  try {
    return patterns.compile(expressionOf(condition), new Effort()).matches(text) === true;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    // It is a problem already, or will be met by nobody.
    return false;
  }
}
