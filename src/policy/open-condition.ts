import { type CertificateExtension, PUBLIC_GOOD, type TextCondition } from '../model/image-policy.ts';
import { expressionOf } from '../model/text-condition.ts';
import { Effort } from './effort.ts';
import { PatternError, Patterns } from './pattern.ts';

/** A glob without one character that must be there. */
const OPEN_GLOB = /^[*/]+$/;

/** Texts with as little in common as identities can have. */
const STRANGERS = ['a', 'https://example.com/a/b/c@refs/tags/1', 'Somebody.Else@example.org', 'spiffe://x/-', '0_~%'];

/** An account that anybody could have. */
const OWNER = 'zq-somebody-else';
/** What its owner may call workflows, branches and tags. */
const WORKFLOWS = ['release', 'build', 'ci', 'main', 'publish', 'docker', 'zq'].flatMap((name) => [
  `${name}.yml`,
  `${name}.yaml`,
]);
const REFS = ['heads/main', 'heads/master', 'tags/v1.0.0', 'tags/1.0', 'heads/zq'].map((ref) => `refs/${ref}`);
const ADDRESSES = ['zq.somebody@gmail.com', 'zq-somebody@else.example'];

/** An issuer that gives anybody an account. */
interface PublicIssuer {
  /** Where identities begin that have the name of an account behind it. */
  readonly host: string;
  readonly identities: (owner: string) => readonly string[];
}

/** Issuers that the public-good instance knows, and identities there (sigstore/fulcio: config/identity, docs/oidc.md). */
const PUBLIC_ISSUERS: Readonly<Record<string, PublicIssuer>> = {
  'https://token.actions.githubusercontent.com': {
    host: 'https://github.com/',
    identities: (owner) =>
      WORKFLOWS.flatMap((file) =>
        REFS.map((ref) => `https://github.com/${owner}/zq-anything/.github/workflows/${file}@${ref}`),
      ),
  },
  'https://gitlab.com': {
    host: 'https://gitlab.com/',
    identities: (owner) => REFS.map((ref) => `https://gitlab.com/${owner}/zq-anything//.gitlab-ci.yml@${ref}`),
  },
  'https://agent.buildkite.com': {
    host: 'https://buildkite.com/',
    identities: (owner) => [`https://buildkite.com/${owner}/zq-anything`],
  },
  'https://accounts.google.com': { host: '', identities: () => ADDRESSES },
  'https://github.com/login/oauth': { host: '', identities: () => ADDRESSES },
  'https://login.microsoftonline.com': { host: '', identities: () => ADDRESSES },
};

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
export function openness(identity: IdentityConditions): string | undefined {
  // Of its own, so that many policies do not use up what all of them may have together.
  const patterns = new Patterns();
  const { issuer, subject, extensions, trustRoots } = identity;
  if (isOpen(issuer, patterns) && isOpen(subject, patterns)) {
    return 'anybody meets this, and anybody meets the condition on the issuer: anyone could sign';
  }
  const isTelling = TELLING.some((name) => {
    const condition = extensions[name];
    return condition !== undefined && !isOpen(condition, patterns);
  });
  if (isTelling || !trustRoots.includes(PUBLIC_GOOD) || 'exactly' in subject) return undefined;
  for (const [name, { host, identities }] of Object.entries(PUBLIC_ISSUERS)) {
    if (!meets(issuer, name, patterns)) continue;
    const strangers = [OWNER, ...namesakes(subject, host)].flatMap(identities);
    const stranger = strangers.find((text) => meets(subject, text, patterns));
    if (stranger === undefined) continue;
    return `anybody with an account at ${name} may meet this, as "${stranger}" does: say whose identity it must be, here or in extensions`;
  }
  return undefined;
}

/** Accounts whose names begin as the condition begins, where that ends amid a name: `acme-zq` for `acme*`. */
function namesakes(condition: Exclude<TextCondition, { readonly exactly: string }>, host: string): readonly string[] {
  const [begin = ''] = /^(?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*/.exec(expressionOf(condition)) ?? [];
  const literal = begin.replaceAll('\\', '');
  const owner = literal.startsWith(host) ? literal.slice(host.length) : '';
  return owner === '' || owner.includes('/') ? [] : [`${owner}-zq`, `${owner}zq`];
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
