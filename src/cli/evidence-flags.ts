import { line, onOff } from './flag-types.ts';
import { flag, optionalFlag } from './flags.ts';

const WHAT =
  'Evidence pack, as `tidewaiter pack` makes it, to look images up in. `@sha256:...` behind the folder says which it must be.';

/** Flags of commands that look images up in an evidence pack, in place of registries. */
export const EVIDENCE_FLAGS = evidenceFlags(`${WHAT} Nothing else is asked.`);

/** Flags of an evidence pack. */
export function evidenceFlags(description: string) {
  return {
    evidence: optionalFlag(line('DIR[@DIGEST]', 'the path of a folder, and its digest if you like'), description),
    evidenceRoots: flag(
      onOff(),
      'false',
      'Let the trust roots in --evidence count: for names that policies do not declare, and for `public-good`. Whoever ' +
        'made the pack then says who is trusted.',
    ),
  };
}
