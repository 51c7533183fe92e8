import { command } from './command.ts';
import { SBOM_FLAGS } from './document-flags.ts';

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
