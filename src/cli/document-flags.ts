import { file, policies, VERIFY_FLAGS } from './command-flags.ts';
import { evidenceFlags } from './evidence-flags.ts';
import { line, oneOf, wholeNumber } from './flag-types.ts';
import { flag, optionalFlag } from './flags.ts';

/** More rows than any terminal keeps. */
const MAX_ROWS = 200_000;

/** Flags of `tidewaiter sbom`. */
export const SBOM_FLAGS = {
  ...VERIFY_FLAGS,
  platform: optionalFlag(
    line('PLATFORM', 'a platform such as linux/amd64'),
    'Of an image for several platforms: show the SBOMs of this one, and those of the index. Left out, all are shown.',
  ),
  components: flag(wholeNumber(0, MAX_ROWS), '50', 'Rows of the table of components. JSON always has all.'),
};

/** Flags of `tidewaiter lint`. */
export const LINT_FLAGS = {
  policies,
  image: optionalFlag(
    line('IMAGE', 'an image reference'),
    'What the documents are about: the ImagePolicies that name it are applied. Left out, all are.',
  ),
  type: optionalFlag(
    line('URI', 'a predicate type, as statements name it'),
    'Predicate type of documents that do not stand in a statement. Left out, it follows from what they are.',
  ),
  vex: optionalFlag(
    file,
    'VEX document, OpenVEX or CycloneDX: what it says of vulnerabilities counts where a policy lets VEX count.',
  ),
  format: flag(
    oneOf('FORMAT', ['text', 'json', 'jsonl']),
    'text',
    'What to print: `text` explains, with up to 20 offences of each attestation; `json` is one object with all of ' +
      'them; `jsonl` is one JSON object for each offence.',
  ),
  ...evidenceFlags(
    'Evidence pack, as `tidewaiter pack` makes it, in which --evidence-roots finds trust roots that policies name. ' +
      '`@sha256:...` behind the folder says which it must be.',
  ),
};
