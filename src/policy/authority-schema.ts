import { CERTIFICATE_EXTENSIONS, type CertificateExtension, PUBLIC_GOOD, TRANSPARENCY } from '../model/image-policy.ts';
import {
  choice,
  type Field,
  list,
  optional,
  type RecordFault,
  type RecordOf,
  record,
  required,
  type Schema,
  text,
  word,
} from '../model/schema.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../parse/kubernetes-names.ts';
import { duration } from './duration.ts';
import { emptiness, exactlyOne } from './one-of.ts';
import { conditionFault, conditionFields, conditionValue } from './text-condition.ts';

/** Longest path of a file, in UTF-16 code units. */
export const MAX_PATH = 4_096;
/** Longest PEM text that a policy holds itself. */
const MAX_PEM = 65_536;
/** Keys of a Secret (k8s.io/apimachinery/pkg/util/validation.IsConfigMapKey). */
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** A file that a policy names. */
export function fileName(description: string): Schema<string> {
  return text(`${description}; a path from the folder of this file, or an absolute one`, { maxLength: MAX_PATH });
}

/** A Secret by name. */
export const SECRET_NAME = {
  namespace: required(text('Its namespace', { maxLength: 63, check: checkDnsLabel })),
  name: required(text('Its name', { maxLength: 253, check: checkDnsSubdomain })),
};

const pem = (description: string) => optional(text(description, { maxLength: MAX_PEM }));

const EXTENSION_TEXTS: Readonly<Record<CertificateExtension, string>> = {
  buildSignerUri: 'The workflow or builder that asked for the certificate',
  buildSignerDigest: 'Its version',
  runnerEnvironment: 'Where the build ran: github-hosted, self-hosted',
  sourceRepositoryUri: 'The repository that was built: https://github.com/acme/app',
  sourceRepositoryDigest: 'The commit that was built',
  sourceRepositoryRef: 'The branch or tag that was built: refs/heads/main',
  sourceRepositoryId: 'The repository, by a number that is never given again',
  sourceRepositoryOwnerUri: 'Whose repository it is: https://github.com/acme',
  sourceRepositoryOwnerId: 'Its owner, by a number that is never given again',
  buildConfigUri: 'The workflow at the top: https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
  buildConfigDigest: 'Its version',
  buildTrigger: 'What started the build: push, workflow_dispatch',
  runInvocationUri: 'The run',
  sourceRepositoryVisibility: 'public, private or internal at the time of the build',
};

const extensionFields = Object.fromEntries(
  Object.keys(CERTIFICATE_EXTENSIONS).map((name) => [
    name,
    optional(conditionValue(EXTENSION_TEXTS[name as CertificateExtension])),
  ]),
) as Readonly<Record<CertificateExtension, Field<ConditionValue, false>>>;
type ConditionValue = ReturnType<typeof conditionValue> extends Schema<infer T> ? T : never;

const KEYLESS_FIELDS = {
  ...conditionFields('issuer', 'Who vouched for the signer: the URL of an OpenID Connect issuer'),
  ...conditionFields('subject', 'The signer: an e-mail address, or the URL of a workflow'),
  extensions: optional(
    record('What else the certificate must say', extensionFields, (extensions): RecordFault | undefined =>
      emptiness(extensions),
    ),
  ),
};
const KEYLESS = record(
  'Somebody with a short-lived certificate for an identity',
  KEYLESS_FIELDS,
  (keyless): RecordFault | undefined => conditionFault(keyless, 'issuer') ?? conditionFault(keyless, 'subject'),
);

const KEY_FIELDS = {
  pem: pem('One or more PEM blocks PUBLIC KEY; a signature by any of the keys counts'),
  file: optional(fileName('A file with such blocks')),
  secret: optional(
    record('A Secret with such blocks', {
      ...SECRET_NAME,
      key: required(
        text('The entry of the Secret: cosign.pub', {
          maxLength: 253,
          check: (key) => (SECRET_KEY.test(key) ? undefined : 'has letters, digits, "-", "_" and "." only'),
        }),
      ),
    }),
  ),
};
const KEY = record('Somebody with a key', KEY_FIELDS, (key): RecordFault | undefined =>
  exactlyOne(key, Object.keys(KEY_FIELDS)),
);

const CERTIFICATE_FIELDS = {
  pem: pem('PEM blocks CERTIFICATE: the roots, and intermediates that signatures do not carry'),
  file: optional(fileName('A file with such blocks')),
  ...conditionFields(
    'subject',
    'The one subject alternative name of the signer: a URI, an e-mail address or a DNS name',
  ),
};
const CERTIFICATE = record(
  'Somebody with a certificate of an authority of your own',
  CERTIFICATE_FIELDS,
  (certificate): RecordFault | undefined =>
    exactlyOne(certificate, ['pem', 'file']) ?? conditionFault(certificate, 'subject'),
);

const NAMED = {
  name: required(text('Its name, unique in the policy', { maxLength: 63, check: checkDnsLabel })),
};
const SIGNING = {
  ...NAMED,
  transparency: optional(
    word('Whether a transparency log must have recorded the signature; default: required', TRANSPARENCY),
  ),
  trustRoots: optional(
    list(
      `Trust roots, any of which may vouch; default: ${PUBLIC_GOOD}`,
      text('Name of a TrustRoot', { maxLength: 63, check: checkDnsLabel }),
      { maxItems: 16 },
    ),
  ),
  maxAge: optional(duration('How old a signature may be: 12h, 90d')),
};

const KEYLESS_FORM = { ...SIGNING, keyless: required(KEYLESS) };
const KEY_FORM = { ...SIGNING, key: required(KEY) };
const CERTIFICATE_FORM = { ...SIGNING, certificate: required(CERTIFICATE) };
const STATIC_FORM = {
  ...NAMED,
  static: required(word('What it says of every image', ['Allow', 'Deny'])),
  message: optional(text('Why, for the person whose image is denied')),
};

export type KeylessSource = RecordOf<typeof KEYLESS_FIELDS>;
export type KeySource = RecordOf<typeof KEY_FIELDS>;
export type CertificateSource = RecordOf<typeof CERTIFICATE_FIELDS>;
export type SigningSource = RecordOf<typeof SIGNING>;
export type StaticSource = RecordOf<typeof STATIC_FORM>;
/** An authority whose word is a signature. */
export type SignerSource =
  | RecordOf<typeof KEYLESS_FORM>
  | RecordOf<typeof KEY_FORM>
  | RecordOf<typeof CERTIFICATE_FORM>;
export type AuthoritySource = SignerSource | StaticSource;

const SIGNER_FORMS = {
  keyless: record('Signatures of identities', KEYLESS_FORM),
  key: record('Signatures of keys', KEY_FORM),
  certificate: record('Signatures of certificates of your own', CERTIFICATE_FORM),
};

/** One of `keyless`, `key`, `certificate` and `static`. */
export const AUTHORITY: Schema<AuthoritySource> = choice('authority', 'Who may vouch for an image', () => ({
  ...SIGNER_FORMS,
  static: record('The same for every image', STATIC_FORM, (authority): RecordFault | undefined =>
    authority.static === 'Allow' && authority.message !== undefined
      ? { field: 'message', message: 'is never read: static: Allow denies nothing' }
      : undefined,
  ),
}));

/** One of `keyless`, `key` and `certificate`. */
export const ATTESTER: Schema<SignerSource> = choice(
  'attester',
  'Who may attest something of an image without having to sign it',
  () => SIGNER_FORMS,
);
