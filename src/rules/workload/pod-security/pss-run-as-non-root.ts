import { allOf } from '../shared/all-of.ts';
import { judgeEachSecurityContext, reportSecurity } from '../shared/each-security-context.ts';
import { show } from '../shared/fields.ts';
import { sparingUserNamespaces } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { reportUnset } from './unset-security.ts';

/**
 * spec.securityContext.runAsNonRoot
 *   true, undefined
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.runAsNonRoot
 *   true; undefined where the pod says true
 * spec.hostUsers
 *   false: from 1.35 on nothing is asked
 */
const NON_ROOT = ['runAsNonRoot'];

const refuseOthers = judgeEachSecurityContext('runAsNonRoot', (value, holder, workload, report) => {
  if (value === true) return;
  reportSecurity(workload, holder, NON_ROOT, `must not set runAsNonRoot: ${show(value)}`, report);
});
const requireSomewhere = reportUnset(NON_ROOT, 'runAsNonRoot: true');

const judge = allOf(refuseOthers, requireSomewhere);

export const pssRunAsNonRoot = podSecurityRule({
  id: 'pss-run-as-non-root',
  check: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  reason: 'runAsNonRoot != true',
  summary: 'The pod or every container sets runAsNonRoot: true, and none sets false (restricted)',
  remediation: 'Set securityContext.runAsNonRoot: true on the pod, and no other value on its containers.',
  compile: (minor) => sparingUserNamespaces(minor, judge),
});
