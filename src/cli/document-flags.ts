import { VERIFY_FLAGS } from './command-flags.ts';
import { line, wholeNumber } from './flag-types.ts';
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
