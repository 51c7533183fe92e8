import { TRANSPARENCY } from '../model/image-policy.ts';
import { EVIDENCE_FLAGS, evidenceFlags } from './evidence-flags.ts';
import { duration, line, listOf, namespaceName, oneOf, onOff, port, size, wholeNumber } from './flag-types.ts';
import { flag, optionalFlag, requiredFlag } from './flags.ts';
import { LOCK_FILE } from './lock-file.ts';

/** The path of a file. */
export const file = line('FILE', 'the path of a file');

/** The path of a folder. */
export const folder = line('DIR', 'the path of a folder');

/** Policy files and folders. */
export const policyPaths = listOf('PATH', 'paths of policy files and folders, separated by commas');

/** The policies that a command judges by. */
export const policies = flag(policyPaths, 'policies', 'Policy files and folders; all that they hold counts together.');

const NAMESPACE_LABELS =
  'YAML file with the labels of namespaces: a map of `namespace: {label: value}`, or Namespace objects as ' +
  '`kubectl get namespaces -o yaml` prints them. A policy with a namespaceSelector, or with podSecurity, ' +
  'denies what lies in a namespace whose labels are not known.';

const namespaceLabels = optionalFlag(file, NAMESPACE_LABELS);

const layout = optionalFlag(folder, 'Folder with an OCI image layout to look images up in, in place of registries.');

const dockerConfig = optionalFlag(
  file,
  'Registry credentials as Docker keeps them. Left out, those of the user count, where there are any: ' +
    '`$DOCKER_CONFIG/config.json`, or `~/.docker/config.json`.',
);

/** Flags of `tidewaiter review`. */
export const REVIEW_FLAGS = {
  policies,
  namespace: flag(namespaceName(), 'default', 'Namespace of manifests that name none.'),
  namespaceLabels,
  format: flag(
    oneOf('FORMAT', ['text', 'jsonl', 'admission']),
    'text',
    'What to print: `text` explains; `jsonl` is one JSON object for each subject; `admission` is, for each, the ' +
      'AdmissionReview that the webhook answers.',
  ),
  exemptionAnnotations: flag(
    oneOf('MODE', ['honour', 'ignore']),
    'honour',
    'Whether annotations of kube-linter (`ignore-check.kube-linter.io/CHECK`) and Polaris ' +
      '(`polaris.fairwinds.com/CHECK-exempt`) take out findings of the rules that cover these checks. In a cluster ' +
      'they do not, unless `tidewaiter serve` is told so.',
  ),
  reportUnused: flag(onOff(), 'false', 'Say which exceptions took out nothing in what was reviewed.'),
  images: flag(
    oneOf('MODE', ['skip', 'registry']),
    'skip',
    'What becomes of rules that ask about images, such as those of an ImagePolicy: `skip` lists what was not checked; ' +
      '`registry` looks images up, as the webhook does.',
  ),
  layout,
  ...EVIDENCE_FLAGS,
  dockerConfig,
};

/** Flags of `tidewaiter test`. */
export const TEST_FLAGS = {
  minCoverage: flag(
    wholeNumber(0, 100, 'PERCENT'),
    '0',
    'How much of the policies of each folder its cases must cover, all kinds of points together. Above 0, a policy ' +
      'without a test is a failure too.',
  ),
  ...evidenceFlags(
    'Evidence pack, as `tidewaiter pack` makes it, for images that cases do not state. `@sha256:...` behind the folder ' +
      'says which it must be.',
  ),
};

/** Who must have signed. */
const signerFlags = {
  certificateIdentity: optionalFlag(
    line('IDENTITY', 'a URI or an e-mail address'),
    'Who must have signed: the subject alternative name of the certificate. It must be equal.',
  ),
  certificateOidcIssuer: optionalFlag(
    line('URL', 'the URL of an issuer of identities'),
    'Who must have vouched for --certificate-identity. It must be equal.',
  ),
  key: optionalFlag(file, 'Public key in PEM whose owner must have signed, instead of an identity.'),
  trustedRoot: optionalFlag(
    file,
    'Certificate authorities, logs and timestamp authorities that count, as TrustedRoot of Sigstore in JSON. Left ' +
      'out, those of the public-good instance count.',
  ),
};

/** Flags of `tidewaiter verify`. */
export const VERIFY_FLAGS = {
  policies: optionalFlag(
    policyPaths,
    'Policy files and folders: their ImagePolicies say who must have signed, their ImageSettings how registries are ' +
      'reached. Left out, the folder `policies` counts, where there is one.',
  ),
  format: flag(oneOf('FORMAT', ['text', 'json']), 'text', 'What to print: `text` explains; `json` is one object.'),
  ...signerFlags,
  transparency: optionalFlag(
    oneOf('MODE', TRANSPARENCY),
    'With --key: whether a transparency log must have recorded the signature. Left out, it must.',
  ),
  layout,
  ...EVIDENCE_FLAGS,
  dockerConfig,
};

/** Flags of `tidewaiter pack`. */
export const PACK_FLAGS = {
  output: requiredFlag(
    folder,
    'Folder to write, which must not be there, be empty, or be an evidence pack, which is replaced.',
    { short: 'o' },
  ),
  policies: optionalFlag(
    policyPaths,
    'Policy files and folders: their ImageSettings say how registries are reached, their ImagePolicies where else ' +
      'signatures lie; their trust roots are packed. Left out, the folder `policies` counts, where there is one.',
  ),
  trustedRoot: optionalFlag(
    file,
    'One more trust root to pack, as TrustedRoot of Sigstore in JSON, under the name `given`.',
  ),
  layout,
  dockerConfig,
};

const kindsAndRegistries = optionalFlag(
  policyPaths,
  'Policy files and folders: their WorkloadKinds say which objects hold images, their ImageSettings how registries ' +
    'are reached.',
);

/** Flags of `tidewaiter pin`. */
export const PIN_FLAGS = {
  write: flag(onOff(), 'false', 'Change the files. Without it, the difference is printed.'),
  lock: optionalFlag(file, 'Take the digests from this lock, which `tidewaiter lock` writes, and from nowhere else.'),
  policies: kindsAndRegistries,
  layout,
  dockerConfig,
};

/** Flags of `tidewaiter lock`. */
export const LOCK_FLAGS = {
  lock: flag(file, LOCK_FILE, 'The lock to write.'),
  policies: kindsAndRegistries,
  layout,
  dockerConfig,
};

/** Flags of `tidewaiter verify-bundle`. */
export const VERIFY_BUNDLE_FLAGS = {
  bundle: requiredFlag(file, 'The Sigstore bundle, in JSON.'),
  ...signerFlags,
};

/** Flags of `tidewaiter serve`. */
export const SERVE_FLAGS = {
  host: flag(line('ADDRESS', 'an address or host name'), '0.0.0.0', 'Address to listen on; `::` takes IPv6 as well.'),
  port: flag(port(), '8443', 'Port for HTTPS; 0 takes a free one, which the log names.'),
  metricsPort: optionalFlag(
    port(),
    'Port for /metrics, and for the health pages once more, over plain HTTP and without client certificates. Left ' +
      'out, /metrics is served on --port.',
  ),
  policies,
  tlsCert: requiredFlag(file, 'Certificate chain in PEM; reloaded when it changes.'),
  tlsKey: requiredFlag(file, 'Private key of the certificate in PEM.'),
  clientCa: optionalFlag(file, 'Certificate authority in PEM that must have signed the certificate of every client.'),
  clientNames: optionalFlag(
    listOf('NAME', 'names separated by commas'),
    'Names that a client certificate may carry; needs --client-ca. Left out, every name is taken.',
  ),
  maxBody: flag(
    size('1MiB', '64MiB'),
    '8MiB',
    'Largest request body. A legal review can take 7 MiB, so a smaller limit denies legal requests.',
  ),
  maxConnections: flag(wholeNumber(1, 100_000), '2000', 'Most connections at a time.'),
  drainWait: flag(
    duration('0s', '5m'),
    '5s',
    'How long to go on serving after SIGTERM, until no new requests are sent here.',
  ),
  namespacesFrom: flag(
    oneOf('SOURCE', ['nowhere', 'cluster']),
    'nowhere',
    'Where to ask for the labels of namespaces when a policy has a namespaceSelector, or podSecurity: `cluster` is ' +
      'the API server, with the credentials of the pod or those of --kubeconfig. Excludes --namespace-labels.',
  ),
  pullSecrets: flag(
    oneOf('SOURCE', ['nowhere', 'cluster']),
    'nowhere',
    'Where to find the credentials that a pod pulls its images with, where a policy asks about images: `cluster` reads ' +
      'the Secrets that it and its service account name from the API server, and keys that policies have in Secrets.',
  ),
  dockerConfig: optionalFlag(
    file,
    'Registry credentials as Docker keeps them (config.json), for images that policies ask about; read again when it ' +
      'changes. Programs `docker-credential-*` that it names are found on the PATH.',
  ),
  trustCache: optionalFlag(
    folder,
    'Folder for trust roots that policies have refreshed (TrustRoot with `tuf`). Left out, they stay as the policies ' +
      'have them.',
  ),
  ...evidenceFlags(
    'Evidence pack, as `tidewaiter pack` makes it: the images in it are looked up there and nowhere else, all others at ' +
      'their registries. `@sha256:...` behind the folder says which it must be.',
  ),
  kubeconfig: optionalFlag(file, 'Credentials for --namespaces-from cluster and --pull-secrets cluster.'),
  namespaceLabels,
  exemptionAnnotations: flag(
    oneOf('MODE', ['honour', 'ignore']),
    'ignore',
    'Whether annotations of kube-linter and Polaris take out findings. Whoever may create a workload can write them, ' +
      'so that `honour` lets everyone out who asks for it.',
  ),
  logLevel: flag(oneOf('LEVEL', ['debug', 'info', 'warn', 'error']), 'info', 'Least severe log line that is written.'),
};
