import { type Command, command } from './command.ts';
import {
  LOCK_FLAGS,
  PACK_FLAGS,
  PIN_FLAGS,
  REVIEW_FLAGS,
  SERVE_FLAGS,
  TEST_FLAGS,
  VERIFY_BUNDLE_FLAGS,
  VERIFY_FLAGS,
} from './command-flags.ts';
import { SBOM_COMMAND } from './document-commands.ts';
import { LINT_COMMAND } from './lint/lint-command.ts';

/** All commands, in the order of help. */
export const COMMANDS: readonly Command[] = [
  command({
    name: 'review',
    operands: 'FILE|DIR|-...',
    summary: 'judge manifests and AdmissionReviews by a policy folder',
    description: [
      'Judges every Pod and every object with a pod template that the given YAML and JSON files hold, also inside ' +
        'Lists. A manifest is judged as if it were being created: where rules were asked to mutate, what they would ' +
        'change is listed as patches and the result is judged. An AdmissionReview is judged as it was received.',
      'A Dockerfile is judged for the images that it names: in FROM, COPY --from and RUN --mount. An image that is ' +
        'written with variables without defaults is listed as not checked.',
      'Folders are searched for *.yaml, *.yml, *.json and Dockerfiles; hidden files and node_modules are left out. `-` is ' +
        'standard input. Namespace objects among the files count as --namespace-labels.',
      'A file, and standard input, may have at most 8 MiB, 3,000,000 tokens of YAML and 20,000 documents. Give more in ' +
        'parts: a cluster, for example, one namespace at a time.',
    ],
    flags: REVIEW_FLAGS,
    exits: {
      0: 'everything was allowed',
      1: 'something was denied for what is known of it',
      2: 'the command line, a policy or an input cannot be used; everything else was judged all the same',
      3: 'nothing was denied but where images could not be looked up, so that nobody can say',
    },
    examples: [
      'review deploy/',
      'helm template . | tidewaiter review -',
      'review --format jsonl --namespace shop pod.yaml',
    ],
    load: () => import('./review.ts'),
  }),
  command({
    name: 'test',
    operands: 'DIR...',
    summary: 'run the tests that policy folders bring along',
    description: [
      'Searches the given folders for test.yaml files (kind PolicyTest) and runs the cases of each against the ' +
        'policies of its own folder. A folder with policies and no tests is named.',
      'Then says what the cases cover: rules that passed and failed, branches (parts of any and all, and every not) that ' +
        'held and failed, conditions of match that were met and not, and exceptions that were applied.',
    ],
    flags: TEST_FLAGS,
    exits: {
      0: 'every case passed, and covered enough',
      1: 'a case failed, or cases cover less than --min-coverage asks for',
      2: 'the command line, a policy or a test cannot be used',
    },
    examples: ['test policies/', 'test --min-coverage 100 policies/'],
    load: () => import('./test.ts'),
  }),
  command({
    name: 'verify',
    operands: 'IMAGE',
    summary: 'show what proves an image, and whether policies are satisfied',
    description: [
      'Looks an image up as the webhook does and shows what there is: its digest, its platforms and what their configs ' +
        'say, every signature with who made it, when, and why it counts or does not, and every attestation. Then it ' +
        'says of each ImagePolicy that names the image whether its signatures are there, whatever namespaces and other ' +
        'things the policy is for, and for each attestation that it wants whether it is as wanted, and if not, what is ' +
        'wrong with it.',
      'With --key, or --certificate-identity and --certificate-oidc-issuer, that is what must be proved, and no policy.',
      'IMAGE is a reference as pods write it. A tag is resolved once, and everything is about the digest that was found.',
    ],
    flags: VERIFY_FLAGS,
    exits: {
      0: 'every policy that names the image and asks for signatures or attestations is satisfied, and there is one',
      1: 'a policy is not satisfied, or nothing was proved because none asks for signatures or attestations',
      2: 'the command line, a policy or a file cannot be used',
      3: 'the image, or what a verdict needs, could not be had, so that nobody can say',
    },
    examples: [
      'verify registry.example.com/team/app:1.4.2',
      'verify --key release.pub registry.example.com/team/app:1.4.2',
      'verify --layout build/oci --policies policies/ registry.example.com/team/app:1.4.2',
    ],
    load: () => import('./verify.ts'),
  }),
  SBOM_COMMAND,
  LINT_COMMAND,
  command({
    name: 'verify-bundle',
    operands: 'FILE|DIGEST',
    summary: 'verify a Sigstore bundle over a file',
    description: [
      'Verifies that a bundle holds a signature over the file, or an in-toto statement about it, by the given identity ' +
        'or key: a transparency log must have recorded it, and a certificate must have been valid when it was made. ' +
        'The bundle alone is looked at; nobody is asked over the network. DIGEST is `sha256:` and 64 hexadecimal ' +
        'digits and stands for a file that is not at hand.',
    ],
    flags: VERIFY_BUNDLE_FLAGS,
    exits: {
      0: 'the bundle was verified',
      1: 'it was not; standard error says why',
      2: 'the command line or a file cannot be used',
    },
    examples: [
      'verify-bundle --bundle a --certificate-identity a@b.test --certificate-oidc-issuer https://id.test app',
      'verify-bundle --bundle app.sigstore.json --key release.pub app.tar.gz',
    ],
    load: () => import('./verify-bundle.ts'),
  }),
  command({
    name: 'pin',
    operands: 'FILE|DIR|-...',
    summary: 'write the digests of images beside their tags',
    description: [
      'Looks up what the images of manifests and Dockerfiles stand for, and rewrites `name:tag` to ' +
        '`name:tag@sha256:...`; `name` alone becomes `name:latest@sha256:...`. Nothing else in a file changes. ' +
        'Without --write the difference is printed, and files stay as they are.',
      'Manifests (*.yaml, *.yml, *.json) are read as `tidewaiter review` reads them. Dockerfiles are files with names ' +
        'such as Dockerfile, Containerfile, Dockerfile.dev and dev.Dockerfile; in them FROM, `COPY --from=` and ' +
        '`RUN --mount=from=` name images. An image that is written with variables is named, and not changed.',
    ],
    flags: PIN_FLAGS,
    exits: {
      0: 'every image has a digest, or has one now',
      1: 'without --write: some images have no digest',
      2: 'the command line, a file or an image cannot be used; everything else was done all the same',
    },
    examples: ['pin deploy/ Dockerfile', 'pin --write --lock tidewaiter.lock deploy/'],
    load: () => import('./pin.ts'),
  }),
  command({
    name: 'lock',
    operands: 'FILE|DIR|-...',
    summary: 'note the digests of images in a lock file',
    description: [
      'Looks up all images of manifests and Dockerfiles, as `tidewaiter pin` finds them, and writes down what they ' +
        'stand for: for each platform the digest, the digest of the index, the date when it was first seen, and what ' +
        'the config of the image says of its user, ports, labels, age, names of variables, and how containers start. Only this command changes a lock.',
    ],
    flags: LOCK_FLAGS,
    exits: {
      0: 'the lock says what the images stand for now',
      2: 'the command line, a file or an image cannot be used; the lock is as it was',
    },
    examples: ['lock deploy/ Dockerfile'],
    load: () => import('./lock.ts'),
  }),
  command({
    name: 'pack',
    operands: 'IMAGE...',
    summary: 'keep the evidence about images in a folder, for use without registries',
    description: [
      'Looks up everything about images that verifying them could ask for, and writes it as an OCI image layout: ' +
        'manifests, configs, signatures and attestations of each image, of its platforms and of what is attested in its ' +
        'index, and trust roots. Layers are left out: nothing can be pulled from it.',
      'The folder takes the place of registries as `--evidence DIR` of review, test, verify, sbom and serve. It proves nothing by ' +
        'itself: signatures in it are verified as if a registry had them. The last line names its digest, which ' +
        '`--evidence DIR@sha256:...` asks for.',
      'Either all that is there is packed, or nothing is written.',
    ],
    flags: PACK_FLAGS,
    exits: {
      0: 'the pack is written',
      2: 'the command line, a policy or a file cannot be used, or the folder cannot be written',
      3: 'an image, or a part of the evidence about it, could not be had: nothing is written',
    },
    examples: [
      'pack -o evidence registry.example.com/team/app:1.4.2',
      'pack --policies policies/ -o evidence registry.example.com/team/app:1.4.2 nginx:1.29',
    ],
    load: () => import('./pack.ts'),
  }),
  command({
    name: 'serve',
    operands: '',
    summary: 'run the admission webhook',
    description: [
      'Serves /validate, /mutate, /healthz, /livez, /readyz and /metrics over HTTPS, with TLS 1.2 and 1.3. Policies ' +
        'and certificate are reloaded when their files change; a broken change is reported and the last good state ' +
        'stays. The log goes to standard output, one JSON object a line.',
      'SIGTERM and SIGINT end it without losing a request; a second signal ends it at once.',
    ],
    flags: SERVE_FLAGS,
    exits: {
      0: 'it was asked to stop and has answered every request',
      1: 'it failed while running, or was told twice to stop',
      2: 'the command line, a policy or the certificate cannot be used',
    },
    examples: ['serve --tls-cert tls.crt --tls-key tls.key --policies policies/'],
    load: () => import('./serve.ts'),
  }),
];
