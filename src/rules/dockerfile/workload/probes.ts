import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { isUnset } from '../../workload/shared/unset.ts';
import { inManifest, pairCheck } from './pairs.ts';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
/** Pods of these end by themselves. */
const RUN_TO_END: ReadonlySet<string> = new Set(['Job', 'CronJob']);

export const podProbesMissing = dockerfileRule<object>({
  id: 'pod-probes-missing',
  severity: 'warning',
  summary: 'What HEALTHCHECK checks is checked by probes of the manifest',
  why: 'The kubelet does not look at HEALTHCHECK: without probes nobody notices a process that hangs, and requests come before it is ready',
  remediation: 'Give the container a livenessProbe and a readinessProbe that ask what HEALTHCHECK asks',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { healthcheck } = pair.facts;
      const { from } = healthcheck;
      if (!healthcheck.known || from === undefined || (healthcheck.value[0] ?? 'NONE') === 'NONE') return;
      const { workload, container } = pair.container;
      if (container.list !== 'containers' || RUN_TO_END.has(workload.kind)) return;
      if (PROBES.some((probe) => !isUnset(container.spec[probe]))) return;
      report({
        message: `${pair.who} has no probe, and the kubelet does not look at HEALTHCHECK`,
        span: from.line.spanOf(from.word.start, from.word.end),
        ...inManifest(pair, container.path, 'the container has no probe'),
      });
    }),
});
