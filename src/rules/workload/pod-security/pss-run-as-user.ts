import { judgeEachSecurityContext, reportSecurity } from '../shared/each-security-context.ts';
import { show } from '../shared/fields.ts';
import { sparingUserNamespaces } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.securityContext.runAsUser
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.runAsUser
 *   undefined, a whole number other than 0
 * spec.hostUsers
 *   false: from 1.35 on nothing is asked
 */
const USER = ['runAsUser'];

export const pssRunAsUser = podSecurityRule({
  id: 'pss-run-as-user',
  check: 'runAsUser',
  level: 'restricted',
  since: 23,
  reason: 'runAsUser=0',
  summary: 'Neither the pod nor a container sets runAsUser: 0 (restricted)',
  remediation: 'Remove runAsUser: 0, or set the number of an ordinary user such as 10001.',
  compile: (minor) => sparingUserNamespaces(minor, refuseRoot),
});

const refuseRoot = judgeEachSecurityContext('runAsUser', (user, holder, workload, report) => {
  // What is no whole number names no user: it may be anyone.
  if (user !== 0 && Number.isSafeInteger(user)) return;
  reportSecurity(workload, holder, USER, `must not set runAsUser: ${show(user)}`, report);
});
