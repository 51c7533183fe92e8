import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { describeContainer } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].name  each one once; on Windows, whatever the case
 */
export const uniqueEnvVars = workloadRule({
  id: 'unique-env-vars',
  severity: 'warning',
  summary: 'No container sets an environment variable twice',
  remediation: 'Keep the entry that is meant and remove the other.',
  aliases: { kubeLinter: ['duplicate-env-var'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      for (const container of workload.containers) {
        const env = listOf(container.spec.env);
        const seen = env.length > FEW ? new Set<string>() : undefined;
        for (let index = 0; index < env.length; index += 1) {
          const name = keyOf(env[index], workload.windows);
          if (name === undefined) continue;
          const isText = typeof name === 'string';
          if (isText && !(seen?.has(name) ?? stoodBefore(env, index, name, workload.windows))) {
            seen?.add(name);
            continue;
          }
          const flaw = isText
            ? `sets the environment variable ${show(fieldOf(env[index], 'name'))} again: only the last entry counts`
            : `names an environment variable ${show(name)}, which is no text`;
          const path = [...container.path, 'env', index, 'name'];
          report(problemAt(workload, path, `${describeContainer(container)} ${flaw}`));
        }
      }
    };
  },
});

/** Entries up to which it costs less to compare each with those before than to make a set. */
const FEW = 16;

function stoodBefore(env: readonly unknown[], index: number, name: string, isWindows: boolean): boolean {
  for (let before = 0; before < index; before += 1) if (keyOf(env[before], isWindows) === name) return true;
  return false;
}

/** What tells a variable from others. Case does not count on Windows. */
function keyOf(item: unknown, isWindows: boolean): unknown {
  const name = fieldOf(item, 'name');
  return isWindows && typeof name === 'string' ? name.toLowerCase() : name;
}
