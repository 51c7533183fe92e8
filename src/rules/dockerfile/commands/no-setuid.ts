import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { fixOf } from '../shared/run-commands.ts';
import { modeUses } from './mode-uses.ts';

export const noSetuid = dockerfileRule<object>({
  id: 'no-setuid',
  severity: 'warning',
  summary: 'No file of the image is given a setuid or setgid bit',
  why: 'Whoever runs such a file is its owner, mostly root, for as long as it runs: the usual way from a user to root',
  remediation: 'Leave the bits away, and give the program the capability that it needs, or run it as its user',
  aliases: { dockle: ['CIS-DI-0008'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const { mode, span, subject, isForFolders, replace } of modeUses(build)) {
      const { setuid, setgid, bits } = mode;
      // Of a folder, the bits only say whom new files in it belong to.
      if ((!setuid && !setgid) || isForFolders) continue;
      const which = setuid && setgid ? 'setuid and setgid bits' : setuid ? 'the setuid bit' : 'the setgid bit';
      report({
        message: `${subject} gives ${which}`,
        span,
        // It is mostly meant for folders.
        ...(!setuid && { atMost: 'info' }),
        ...(bits !== undefined && fixOf('unsafe', 'leave the bits away', replace(octal(bits & 0o1777)))),
      });
    }
  },
});

/** A mode as chmod takes it, with four digits where there is more than permissions. */
function octal(bits: number): string {
  return bits.toString(8).padStart(3, '0');
}
