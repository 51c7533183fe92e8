import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { judgeEachSecurityContext, reportSecurity } from '../shared/each-security-context.ts';
import { problemAt, show } from '../shared/fields.ts';
import { POD_AND_ANNOTATIONS, podAnnotations } from '../shared/pod-annotations.ts';
import {
  APP_ARMOR_ANNOTATION,
  annotatedProfile,
  compileProfiles,
  describeFault,
  PROFILE_OPTIONS,
  type ProfileJudge,
  type ProfileOptions,
} from '../shared/security-profile.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   appArmorProfile                   undefined
 *   appArmorProfile.type              RuntimeDefault, Localhost
 *   appArmorProfile.localhostProfile  with type Localhost: a name that the options allow
 * metadata.annotations
 *   container.apparmor.security.beta.kubernetes.io/*  the same as runtime/default, localhost/<name>; undefined, ""
 */
const FIELD = 'appArmorProfile';

export const restrictAppArmor = workloadRule<ProfileOptions>({
  id: 'restrict-app-armor',
  severity: 'error',
  summary: 'No container leaves its AppArmor profile',
  remediation: 'Set securityContext.appArmorProfile.type: RuntimeDefault, or remove the field or the annotation.',
  aliases: {
    kyverno: ['restrict-apparmor-profiles'],
    pss: ['appArmorProfile'],
  },
  reads: POD_AND_ANNOTATIONS,
  options: record('Which profiles may be set', PROFILE_OPTIONS),
  compile(options) {
    const judge = compileProfiles(options);
    const judgeFields = judgeEachSecurityContext(FIELD, (profile, holder, workload, report) => {
      const fault = judge(profile);
      if (fault === undefined) return;
      reportSecurity(workload, holder, [FIELD, fault.field], describeFault(FIELD, fault), report);
    });
    return (workload, report, surroundings) => {
      judgeFields(workload, report, surroundings);
      const annotations = podAnnotations(workload, report);
      for (const key in annotations) {
        if (key.startsWith(APP_ARMOR_ANNOTATION)) judgeAnnotation(workload, key, annotations[key], judge, report);
      }
    };
  },
});

function judgeAnnotation(workload: Workload, key: string, value: unknown, judge: ProfileJudge, report: Report): void {
  const profile = annotatedProfile(value);
  const fault = profile === undefined ? undefined : judge(profile);
  if (fault === undefined) return;
  const container = show(key.slice(APP_ARMOR_ANNOTATION.length));
  const message = `the pod gives container ${container} the AppArmor profile ${show(value)} by annotation; ${fault.wanted}`;
  report(problemAt(workload, [...workload.templatePath, 'metadata', 'annotations', key], message));
}
