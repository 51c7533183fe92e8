import { type JsonObject, ownField } from '../../../model/json.ts';
import type { Report } from '../../../model/problem.ts';
import type { Workload } from '../../../model/workload.ts';
import { POD_AND_ANNOTATIONS, podAnnotations, reportAnnotation } from '../shared/pod-annotations.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { refuseBadProfiles } from './profile-type.ts';

/**
 * From version 1.19 of the standard on:
 *
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   seccompProfile.type  RuntimeDefault, Localhost; seccompProfile undefined
 *
 * Before:
 *
 * metadata.annotations
 *   seccomp.security.alpha.kubernetes.io/pod                    undefined, runtime/default, docker/default, localhost/*
 *   container.seccomp.security.alpha.kubernetes.io/<container>  the same
 */
const FIRST_WITH_FIELDS = 19;
const POD_KEY = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';

export const pssSeccompProfileBaseline = podSecurityRule({
  id: 'pss-seccomp-profile-baseline',
  check: 'seccompProfile_baseline',
  level: 'baseline',
  since: 0,
  reason: 'seccompProfile',
  summary: 'Neither the pod nor a container takes off its seccomp profile (baseline)',
  remediation: 'Remove securityContext.seccompProfile, or set its type to RuntimeDefault or Localhost.',
  reads: POD_AND_ANNOTATIONS,
  compile(minor) {
    if (minor >= FIRST_WITH_FIELDS) return refuseBadProfiles('seccompProfile');
    return (workload, report) => {
      const annotations = podAnnotations(workload, report);
      if (annotations === undefined) return;
      judgeAnnotation(workload, annotations, POD_KEY, report);
      for (const { name } of workload.containers) {
        judgeAnnotation(workload, annotations, CONTAINER_PREFIX + name, report);
      }
    };
  },
});

function judgeAnnotation(workload: Workload, annotations: JsonObject, key: string, report: Report): void {
  const value = ownField(annotations, key);
  if (value !== undefined && !isConfining(value)) reportAnnotation(workload, key, value, report);
}

/** An empty value is none of them, and neither is null, which the API server reads as empty. */
function isConfining(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}
