import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, word } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, showSome, stated } from '../shared/fields.ts';
import { isJob } from './jobs.ts';

/**
 * spec.restartPolicy  one of the option allowed; undefined means Always, but the API asks Jobs for one
 * spec.{initContainers,containers}[*].restartPolicy  undefined or one of the option allowed; Always in sidecars
 *
 * Ephemeral containers pass: they never restart.
 */
const POLICIES = ['Always', 'OnFailure', 'Never'] as const;
type RestartPolicy = (typeof POLICIES)[number];

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
    const accepted = new Set<unknown>(allowed);
    return (workload, report) => {
      const policy = workload.pod.restartPolicy ?? (isJob(workload) ? undefined : 'Always');
      if (!accepted.has(policy) && !workload.narrowed) report(podProblem(workload, policy, allowed));
      for (const container of workload.containers) {
        const own = container.spec.restartPolicy;
        if (own === undefined || own === null || accepted.has(own)) continue;
        if (container.sidecar || container.list === 'ephemeralContainers') continue;
        report(containerProblem(workload, container, own, allowed));
      }
    };
  },
});

function podProblem(workload: Workload, policy: unknown, allowed: readonly RestartPolicy[]): Problem {
  const written = workload.pod.restartPolicy ?? undefined;
  const meaning = written === undefined && policy !== undefined ? ', which means Always' : '';
  const message = `the pod ${stated('restartPolicy', written)}${meaning}; allowed: ${showSome(allowed)}`;
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
