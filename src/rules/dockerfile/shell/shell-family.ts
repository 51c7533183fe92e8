import type { Build } from '../../../model/build.ts';
import type { ShellScript } from '../../../model/shell.ts';
import { baseFamily } from '../shared/base-family.ts';

/**
 * The shell that runs a script: what SHELL, `#!` or `bash -c` say, and of `sh` what the distribution has by that name. `unknown`:
 * an sh of nobody knows where.
 */
export type Shell = 'bash' | 'dash' | 'busybox' | 'bash as sh' | 'ksh' | 'zsh' | 'unknown';

const OF_FAMILY = { debian: 'dash', alpine: 'busybox', rpm: 'bash as sh', unknown: 'unknown' } as const;

/** Which shell runs a script. */
export function shellOf(build: Build, script: ShellScript): Shell {
  switch (script.dialect) {
    case 'sh':
      return OF_FAMILY[baseFamily(build, build.stageOf(build.instructionOf(script)))];
    case 'ash':
      return 'busybox';
    default:
      return script.dialect;
  }
}
