import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CommandInstruction } from '../../../model/instruction.ts';
import type { FieldPath } from '../../../model/path.ts';
import { record } from '../../../model/schema.ts';
import { valueAt } from '../../../model/value-at.ts';
import { isUnset } from '../../workload/shared/unset.ts';
import { inManifest, type Pair, pairCheck } from './pairs.ts';
import { instructionOf, overridesOf } from './start-command.ts';

export const podSignals = dockerfileRule<object>({
  id: 'pod-signals',
  severity: 'warning',
  summary: 'The process gets the signal that the manifest gives it time for',
  why: 'A shell as the first process does not pass SIGTERM on: the pod waits for the whole grace period, and is then killed in the middle of its work',
  remediation: 'Write ENTRYPOINT or CMD as a JSON array, or begin the shell command with exec',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { command, args } = overridesOf(pair);
      if (command || pair.container.workload.windows) return;
      const { entrypoint, cmd } = pair.facts;
      // Entry points of base images mostly end with what they are given, so that CMD is what runs.
      const first = instructionOf(entrypoint) ?? instructionOf(cmd);
      if (first === undefined || (first.keyword === 'CMD' && args) || !keepsShell(pair, first)) return;
      const need = needOf(pair);
      if (need === undefined) return;
      report({
        message: `a shell runs ${first.keyword} and may not pass on SIGTERM, for which ${pair.who} has ${need.what}`,
        span: first.line.spanOf(first.command.piece.start, first.command.piece.end),
        ...inManifest(pair, need.path, `${need.what} is set here`),
      });
    }),
});

/** In shell form, and the shell stays. */
function keepsShell({ build }: Pair, instruction: CommandInstruction): boolean {
  if (instruction.command.form !== 'shell') return false;
  const [script] = build.scripts(instruction);
  return script?.commands.at(-1)?.wrappers[0] !== 'exec';
}

/** What the author of the manifest says of the end of the pod. */
function needOf({
  container: { workload, container },
}: Pair): { readonly what: string; readonly path: FieldPath } | undefined {
  const grace = [...workload.podPath, 'terminationGracePeriodSeconds'];
  const preStop = [...container.path, 'lifecycle', 'preStop'];
  const written = workload.written ?? workload.object;
  if (!isUnset(valueAt(written, preStop))) return { what: 'a preStop hook', path: preStop };
  return isUnset(valueAt(written, grace)) ? undefined : { what: 'a terminationGracePeriodSeconds', path: grace };
}
