import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CommandInstruction } from '../../../model/instruction.ts';
import type { Span } from '../../../model/mapped-text.ts';
import type { FieldPath } from '../../../model/path.ts';
import { record } from '../../../model/schema.ts';
import { inManifest, type Pair, pairCheck } from './pairs.ts';
import { instructionOf, overridesOf } from './start-command.ts';

export const podOverridesEntrypoint = dockerfileRule<object>({
  id: 'pod-overrides-entrypoint',
  severity: 'info',
  summary: 'Manifests leave what the image runs as it is',
  why: 'command replaces ENTRYPOINT and CMD, and args replaces CMD: what the Dockerfile says of them does not count in the cluster',
  remediation: 'Remove command or args from the manifest, or what they replace from the Dockerfile',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { command, args } = overridesOf(pair);
      const { entrypoint, cmd } = pair.facts;
      if (command) {
        const replaced = [instructionOf(entrypoint), instructionOf(cmd)].filter((each) => each !== undefined);
        for (const instruction of replaced) {
          if (instruction.keyword === 'CMD' && replaced.length > 1) continue;
          const what = replaced.length > 1 ? 'ENTRYPOINT and CMD' : instruction.keyword;
          report({
            message: `${pair.who} sets command, which replaces ${what}`,
            span: wordOf(instruction),
            ...inManifest(pair, pathOf(pair, 'command'), 'command is set here'),
          });
        }
        return;
      }
      const replaced = instructionOf(cmd);
      if (!args || replaced?.keyword !== 'CMD') return;
      report({
        message: `${pair.who} sets args, which replaces CMD`,
        span: wordOf(replaced),
        ...inManifest(pair, pathOf(pair, 'args'), 'args is set here'),
      });
    }),
});

function pathOf({ container: { container } }: Pair, field: string): FieldPath {
  return [...container.path, field];
}

function wordOf({ line, word }: CommandInstruction): Span {
  return line.spanOf(word.start, word.end);
}
