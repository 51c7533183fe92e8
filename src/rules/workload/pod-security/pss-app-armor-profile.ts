import { POD_AND_ANNOTATIONS, podAnnotations, reportAnnotation } from '../shared/pod-annotations.ts';
import { APP_ARMOR_ANNOTATION } from '../shared/security-profile.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { refuseBadProfiles } from './profile-type.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   appArmorProfile.type  RuntimeDefault, Localhost; appArmorProfile undefined
 * metadata.annotations
 *   container.apparmor.security.beta.kubernetes.io/*  undefined, "", runtime/default, localhost/*
 */
export const pssAppArmorProfile = podSecurityRule({
  id: 'pss-app-armor-profile',
  check: 'appArmorProfile',
  level: 'baseline',
  since: 0,
  reason: 'forbidden AppArmor profile(s)',
  summary: 'Neither the pod nor a container takes off the AppArmor profile (baseline)',
  remediation:
    'Set appArmorProfile.type to RuntimeDefault or Localhost, or remove it; the same for AppArmor annotations.',
  reads: POD_AND_ANNOTATIONS,
  compile() {
    const judgeProfiles = refuseBadProfiles('appArmorProfile');
    return (workload, report, surroundings) => {
      judgeProfiles(workload, report, surroundings);
      const annotations = podAnnotations(workload, report);
      for (const key in annotations) {
        if (!key.startsWith(APP_ARMOR_ANNOTATION)) continue;
        const value = annotations[key];
        if (!keepsProfile(value)) reportAnnotation(workload, key, value, report);
      }
    };
  },
});

/** As in the API, a null annotation is an empty one. */
function keepsProfile(value: unknown): boolean {
  if (typeof value !== 'string') return value === null;
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}
