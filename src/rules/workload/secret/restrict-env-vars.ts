import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, required } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { compileGlob } from '../../../parse/glob.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].name   none that is forbidden
 *   env[*].value  where only some values are forbidden, none of these, and none that is put together from others
 */
interface Forbidden {
  readonly name: string;
  readonly value?: string;
}

/** Variables that load foreign code into every process, and those that switch off the verification of TLS. */
const DEFAULTS: readonly Forbidden[] = [
  { name: 'BASH_ENV' },
  { name: 'GLIBC_TUNABLES' },
  { name: 'LD_AUDIT' },
  { name: 'LD_PRELOAD' },
  { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' },
  { name: 'PYTHONHTTPSVERIFY', value: '0' },
];

interface Entry {
  readonly matchesName: (name: string) => boolean;
  readonly matchesValue: (value: string) => boolean;
  /** The value need not be known. */
  readonly isAnyValue: boolean;
}

export const restrictEnvVars = workloadRule<{ readonly forbidden?: readonly Forbidden[] }>({
  id: 'restrict-env-vars',
  severity: 'warning',
  summary: 'No container sets a forbidden environment variable',
  remediation: 'Remove the environment variable.',
  aliases: { kyverno: ['check-env-vars'] },
  options: record('Which environment variables are forbidden', {
    forbidden: optional(
      list(
        'Variables that are forbidden (default: those that load code into processes or end the verification of TLS)',
        record('A variable', {
          name: required(NAME_GLOB),
          value: optional(NAME_GLOB),
        }),
      ),
    ),
  }),
  compile({ forbidden = DEFAULTS }) {
    const isMentioned = compileNameGlobs(forbidden.map(({ name }) => name));
    const entries = forbidden.map(({ name, value = '*' }) => ({
      matchesName: compileGlob(name),
      matchesValue: compileGlob(value),
      isAnyValue: value === '*',
    }));
    return (workload, report) => {
      for (const container of workload.containers) {
        const env = listOf(container.spec.env);
        for (let index = 0; index < env.length; index += 1) {
          const name = fieldOf(env[index], 'name');
          if (name === undefined || (typeof name === 'string' && !isMentioned(name))) continue;
          const flaw = typeof name === 'string' ? flawOf(entries, name, env[index]) : 'whose name is no text';
          if (flaw !== undefined) reportVariable(workload, container, index, `${show(name)}, ${flaw}`, report);
        }
      }
    };
  },
});

/** Begins what the kubelet replaces with the value of another variable: $(NAME). */
const EXPANSION = '$(';

/** Why a variable is refused; undefined where it is not. A value that cannot be known may be the forbidden one. */
function flawOf(entries: readonly Entry[], name: string, item: unknown): string | undefined {
  const matching = entries.filter(({ matchesName }) => matchesName(name));
  if (matching.some(({ isAnyValue }) => isAnyValue)) return 'which is forbidden';
  const isFromElsewhere = fieldOf(item, 'valueFrom') !== undefined;
  const value = fieldOf(item, 'value') ?? (isFromElsewhere ? undefined : '');
  if (typeof value === 'string') {
    if (matching.some(({ matchesValue }) => matchesValue(value))) return 'and its value is forbidden';
    if (!value.includes(EXPANSION)) return undefined;
  }
  return 'of which some values are forbidden, and its value is not known';
}

function reportVariable(workload: Workload, container: Container, index: number, what: string, report: Report): void {
  const message = `${describeContainer(container)} sets the environment variable ${what}`;
  report(problemAt(workload, [...container.path, 'env', index], message));
}
