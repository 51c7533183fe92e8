import { command } from '../command.ts';
import { LINT_FLAGS } from './lint-flags.ts';

/** `tidewaiter lint`. */
export const LINT_COMMAND = command({
  name: 'lint',
  operands: '[PATH...]',
  summary: 'find and fix problems of Dockerfiles; judge SBOMs, scans and provenance before they are signed',
  description: [
    'Lints Dockerfiles: those that are named, and in folders all that are called Dockerfile or Containerfile, with more ' +
      'before or behind a dot. Folders are searched as Git sees them: what `.gitignore` leaves out is left out, as are ' +
      '`.git`, node_modules and linked folders. PATH may be a glob, in quotes; `-` is standard input; without PATH the ' +
      'folder is searched that the command is run in. A file may have at most 5 MiB.',
    'Policies over images judge the images of FROM, COPY --from and RUN --mount as `tidewaiter review` does. With ' +
      '--admission, pods that say of the image what is true are judged by the policies of a cluster: what is found in ' +
      'these, and not in the same pods of an ideal image, rejects the image. With --manifests, or --admission and ' +
      'manifests beside a Dockerfile, it is compared with the containers that run its image.',
    'Where --image, --type or --vex is given, or --evidence and no Dockerfile is named, where all files that are named end ' +
      'in .json, and where the folders hold no Dockerfile and --policies is given, documents are judged instead: by what ImagePolicies want of ' +
      'attestations: sbom blocks of SBOMs, vulnerabilities blocks of scans, provenance blocks of provenance, custom ' +
      'blocks of documents of their type. Ages are judged as of now. Who signed is not: a document that is fine here is ' +
      'still to be attested by somebody whom the policy trusts.',
    'Documents stand by themselves, or in an in-toto statement, a DSSE envelope or a Sigstore bundle, in JSON, with at ' +
      'most 32 MiB. In folders *.json files are looked at, and those that are no such documents are left out; hidden ' +
      'files and node_modules as well. `-` is standard input. A document that no policy asks for is an error, as nothing ' +
      'was checked.',
  ],
  flags: LINT_FLAGS,
  exits: {
    0: 'nothing was found from the severity of --fail-on on; with --diff, nothing would change',
    1: 'something was found; with --diff, something would change; a policy would deny a document',
    3: 'nothing was found but where policies could not find out what they ask of a base image',
    2: 'the command line, a policy or an input cannot be used, or no document was judged; the rest was linted all the same',
  },
  examples: [
    'lint',
    'lint --format sarif --output lint.sarif services/',
    'lint --fix Dockerfile',
    'lint --admission policies/ --manifests deploy/ Dockerfile',
    'lint --stdin-filename app/Dockerfile - < app/Dockerfile',
    'lint --image registry.example.com/team/app:1.4.2 --vex app.openvex.json build/attestations/',
    'trivy image --format cosign-vuln app:1.4.2 | tidewaiter lint -',
  ],
  load: () => import('./lint.ts'),
});
