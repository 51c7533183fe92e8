import { allOf } from '../shared/all-of.ts';
import { sparingWindows } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { refuseBadProfiles } from './profile-type.ts';
import { pssSeccompProfileBaseline } from './pss-seccomp-profile-baseline.ts';
import { reportUnset } from './unset-security.ts';

/**
 * spec.securityContext.seccompProfile
 *   undefined, or with a type RuntimeDefault or Localhost
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.seccompProfile
 *   with such a type; undefined where the pod has one
 * spec.os.name
 *   windows: from 1.25 on nothing is asked
 */
const TYPE = ['seccompProfile', 'type'];

const refuseOthers = refuseBadProfiles('seccompProfile');
const requireSomewhere = reportUnset(TYPE, 'seccompProfile.type to RuntimeDefault or Localhost');

const judge = allOf(refuseOthers, requireSomewhere);

export const pssSeccompProfileRestricted = podSecurityRule({
  id: 'pss-seccomp-profile-restricted',
  check: 'seccompProfile_restricted',
  level: 'restricted',
  since: 19,
  overrides: pssSeccompProfileBaseline,
  reason: 'seccompProfile',
  summary: 'Every container runs under a seccomp profile (restricted)',
  remediation:
    'Set securityContext.seccompProfile.type: RuntimeDefault on the pod, and no type but that or Localhost anywhere.',
  compile: (minor) => sparingWindows(minor, judge),
});
