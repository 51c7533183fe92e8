import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import { commandLine } from '../../../parse/dockerfile/command-line.ts';
import { words } from '../shared/package-managers.ts';

/** Where sh is found. */
const PLACES: ReadonlySet<string> = new Set(['/bin/sh', '/usr/bin/sh']);
const LN = { values: words('-S --suffix -t --target-directory') };

export const noShRelink = dockerfileRule<object>({
  id: 'no-sh-relink',
  severity: 'warning',
  summary: 'SHELL, and not a link in place of /bin/sh, says which shell runs a build',
  why: 'Every script of the distribution that starts with #!/bin/sh then runs in a shell that it was not written for',
  remediation: 'Write SHELL ["/bin/bash", "-c"] instead',
  aliases: { hadolint: ['DL4005'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const { args, script } of build.commands('ln')) {
      const { operands } = commandLine(args, LN);
      const link = operands.at(-1);
      if (operands.length < 2 || link === undefined || !PLACES.has(link.value)) continue;
      report({
        message: `${link.value} becomes a link to ${printable(operands[0]?.value ?? '', 64)}, for all scripts of the image`,
        span: script.spanOf(link),
      });
    }
  },
});
