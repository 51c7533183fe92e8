import { command } from './command.ts';
import { LINT_FLAGS, SBOM_FLAGS } from './document-flags.ts';

/** `tidewaiter sbom`. */
export const SBOM_COMMAND = command({
  name: 'sbom',
  operands: 'IMAGE|FILE|-',
  summary: 'show what a policy sees of the parts of an image',
  description: [
    'Shows an SBOM as policies read it: when and by whom it was made, components by ecosystem, licences, how much of the ' +
      'minimum elements of NTIA is there, and a table of components.',
    'FILE holds CycloneDX (1.4 to 1.7) or SPDX (2.2, 2.3) in JSON, or an in-toto statement, DSSE envelope or Sigstore ' +
      'bundle with one in it; no signature is checked then. `-` is standard input. A file may have at most 32 MiB.',
    'IMAGE is a reference as pods write it; where there is a file of that name, the file is meant. All SBOMs beside the ' +
      'image are shown, those of BuildKit included, verified by whom the ImagePolicies that name the image let attest ' +
      'SBOMs; where none says that, by whom they let sign it; or by --key, or --certificate-identity and ' +
      '--certificate-oidc-issuer.',
  ],
  flags: SBOM_FLAGS,
  exits: {
    0: 'an SBOM is shown; of an image, one by somebody who is trusted, where it was said who is',
    1: 'there is no such SBOM; what was found is shown all the same',
    2: 'the command line, a policy or a file cannot be used',
    3: 'the image, or something beside it, could not be had, so that nobody can say',
  },
  examples: [
    'sbom registry.example.com/team/app:1.4.2',
    'sbom --platform linux/arm64 --key release.pub registry.example.com/team/app:1.4.2',
    'npm sbom --sbom-format cyclonedx | tidewaiter sbom -',
  ],
  load: () => import('./sbom.ts'),
});

/** `tidewaiter lint`. */
export const LINT_COMMAND = command({
  name: 'lint',
  operands: 'FILE|DIR|-...',
  summary: 'judge SBOMs, scans and provenance in files, before they are signed',
  description: [
    'Judges documents by what ImagePolicies want of attestations: sbom blocks of SBOMs, vulnerabilities blocks of scans, ' +
      'provenance blocks of provenance, custom blocks of documents of their type. Ages are judged as of now. Who signed ' +
      'is not: a document that is fine here is still to be attested by somebody whom the policy trusts.',
    'Documents stand by themselves, or in an in-toto statement, a DSSE envelope or a Sigstore bundle, in JSON, with at ' +
      'most 32 MiB. In folders *.json files are looked at, and those that are no such documents are left out; hidden ' +
      'files and node_modules as well. `-` is standard input. A document that no policy asks for is an error, as nothing ' +
      'was checked. Manifests and Dockerfiles are what `tidewaiter review` judges.',
  ],
  flags: LINT_FLAGS,
  exits: {
    0: 'everything that was judged is as the policies want it',
    1: 'a policy would deny something',
    2: 'the command line, a policy or an input cannot be used, or nothing was judged',
  },
  examples: [
    'lint sbom.cdx.json',
    'lint --image registry.example.com/team/app:1.4.2 --vex app.openvex.json build/attestations/',
    'trivy image --format cosign-vuln app:1.4.2 | tidewaiter lint -',
  ],
  load: () => import('./lint.ts'),
});
