import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { describeSource, type EnvReference, visitEnvReferences } from './env-references.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].valueFrom.secretKeyRef  undefined, or one whose name matches one of the globs
 *   envFrom[*].secretRef           the same
 */
export const restrictSecretEnv = workloadRule<{ readonly allow?: readonly string[] }>({
  id: 'restrict-secret-env',
  severity: 'warning',
  summary: 'Secrets come as files and not as environment variables',
  remediation: 'Mount the Secret as a volume and read the file.',
  aliases: { kubeLinter: ['read-secret-from-env-var'], kyverno: ['disallow-secrets-from-env-vars'] },
  options: record('Which Secrets may come as environment variables', {
    allow: optional(
      list('Globs of Secrets that may come as environment variables (default none)', NAME_GLOB, { minItems: 0 }),
    ),
  }),
  compile({ allow = [] }) {
    const isAllowed = compileNameGlobs(allow);
    return (workload, report) => visitEnvReferences('Secret', workload, report, judgeReference, isAllowed);
  },
});

function judgeReference(
  found: EnvReference,
  workload: Workload,
  report: Report,
  isAllowed: (name: string) => boolean,
): void {
  const name = fieldOf(found.reference, 'name');
  if (typeof name === 'string' && isAllowed(name)) return;
  const message = `${found.taker} from ${describeSource(found)}: processes hand their environment on, and logs show it`;
  report(problemAt(workload, found.path, message));
}
