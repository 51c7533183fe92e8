import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, showSome, stated } from '../shared/fields.ts';
import { isJob } from '../shared/jobs.ts';
import { isUnset } from '../shared/unset.ts';

/**
 * spec.restartPolicy  one of the option allowed; undefined and "" mean Always, which the API refuses in Jobs
 * spec.{initContainers,containers}[*].restartPolicy  undefined or one of the option allowed; Always in sidecars
 *
 * Ephemeral containers pass: they never restart.
 */
const POLICIES = ['Always', 'OnFailure', 'Never'] as const;
type RestartPolicy = (typeof POLICIES)[number];
const DEFAULT = 'Always';

export const requireRestartPolicy = workloadRule<{ readonly allowed?: readonly RestartPolicy[] }>({
  id: 'require-restart-policy',
  severity: 'warning',
  summary: 'Every pod has an allowed restart policy',
  remediation: 'Set spec.restartPolicy of the pod to one of the allowed values.',
  aliases: { kubeLinter: ['restart-policy'] },
  options: record('Which restart policies are allowed', {
    allowed: optional(
      list('Allowed restart policies (default Always and OnFailure)', word('A restart policy', POLICIES), {
        maxItems: POLICIES.length,
      }),
    ),
  }),
  compile({ allowed = ['Always', 'OnFailure'] }) {
    const accepted: ReadonlySet<unknown> = new Set(allowed);
    const acceptedInJobs = accepted.difference(new Set([DEFAULT]));
    return (workload, report) => {
      const { restartPolicy } = workload.pod;
      const policy = isUnset(restartPolicy) ? DEFAULT : restartPolicy;
      const isGood = (isJob(workload) ? acceptedInJobs : accepted).has(policy);
      if (!isGood && !workload.narrowed) report(podProblem(workload, allowed));
      for (const container of workload.containers) {
        const own = container.spec.restartPolicy;
        if (own === undefined || own === null || accepted.has(own)) continue;
        if (container.sidecar || container.list === 'ephemeralContainers') continue;
        report(containerProblem(workload, container, own, allowed));
      }
    };
  },
});

function podProblem(workload: Workload, allowed: readonly RestartPolicy[]): Problem {
  const { restartPolicy } = workload.pod;
  const isDefault = isUnset(restartPolicy) || restartPolicy === DEFAULT;
  const written = isUnset(restartPolicy)
    ? `${stated('restartPolicy', undefined)}, which means ${DEFAULT}`
    : stated('restartPolicy', restartPolicy);
  const refusal = isDefault && isJob(workload) ? `, and the API refuses that in a ${workload.kind}` : '';
  const message = `the pod ${written}${refusal}; allowed: ${showSome(allowed)}`;
  return problemAt(workload, [...workload.podPath, 'restartPolicy'], message);
}

function containerProblem(
  workload: Workload,
  container: Container,
  own: unknown,
  allowed: readonly RestartPolicy[],
): Problem {
  const message = `${describeContainer(container)} ${stated('restartPolicy', own)}; allowed: ${showSome(allowed)}`;
  return problemAt(workload, [...container.path, 'restartPolicy'], message);
}
