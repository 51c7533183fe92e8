import type { Json } from '../../../model/json.ts';
import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { effectiveSecurity, ownSecurity, ownSecurityPath, securityOrigin } from '../shared/security-context.ts';
import {
  compileProfiles,
  describeFault,
  PROFILE_OPTIONS,
  type ProfileFault,
  type ProfileOptions,
} from '../shared/security-profile.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   seccompProfile.type              RuntimeDefault, Localhost
 *   seccompProfile.localhostProfile  with type Localhost: a name that the options allow
 *
 * A container's profile overrides the pod's, as a whole.
 */
const PROFILE = ['seccompProfile'];

interface Options extends ProfileOptions {
  readonly mutate?: boolean;
}

export const requireSeccompProfile = workloadRule<Options>({
  id: 'require-seccomp-profile',
  severity: 'error',
  summary: 'Every container runs under a seccomp profile',
  remediation: 'Set securityContext.seccompProfile.type: RuntimeDefault on the pod.',
  aliases: {
    kyverno: ['restrict-seccomp-strict', 'restrict-seccomp'],
    pss: ['seccompProfile_restricted'],
  },
  options: record('Which profiles count', { ...PROFILE_OPTIONS, mutate: MUTATE }),
  compile({ mutate = false, ...profiles }) {
    const judge = compileProfiles(profiles);
    const remedy = mutate && judge(RUNTIME_DEFAULT) === undefined ? RUNTIME_DEFAULT : undefined;
    return (workload, report) => {
      if (workload.windows) return;
      if (isSilent(workload)) {
        report(silentProblem(workload, remedy));
        return;
      }
      for (const container of workload.containers) {
        const profile = effectiveSecurity(workload, container, PROFILE);
        if (profile === undefined) {
          report(missingProblem(workload, container, remedy));
          continue;
        }
        const fault = judge(profile);
        if (fault !== undefined) report(faultProblem(workload, container, fault));
      }
    };
  },
});

const RUNTIME_DEFAULT = { type: 'RuntimeDefault' };

/** Nothing is set anywhere: one field on the pod mends it, unless the request can only add ephemeral containers. */
function isSilent(workload: Workload): boolean {
  if (fieldOf(workload.pod.securityContext, 'seccompProfile') !== undefined) return false;
  for (const container of workload.containers) if (ownSecurity(container, PROFILE) !== undefined) return false;
  return !workload.narrowed;
}

function silentProblem(workload: Workload, remedy: Json | undefined): Problem {
  const path = [...workload.podPath, 'securityContext', ...PROFILE];
  const message = 'the pod runs without a seccomp profile: neither it nor one of its containers sets seccompProfile';
  return problemAt(workload, path, message, remedy);
}

function missingProblem(workload: Workload, container: Container, remedy: Json | undefined): Problem {
  const who = describeContainer(container);
  const message = `${who} runs without a seccomp profile: neither it nor the pod sets seccompProfile`;
  return problemAt(workload, ownSecurityPath(container, PROFILE), message, remedy);
}

function faultProblem(workload: Workload, container: Container, fault: ProfileFault): Problem {
  const { setter, path } = securityOrigin(workload, container, PROFILE);
  const message = `${describeContainer(container)} may run without a fitting seccomp profile: ${setter} ${describeFault('seccompProfile', fault)}`;
  return problemAt(workload, [...path, fault.field], message);
}
