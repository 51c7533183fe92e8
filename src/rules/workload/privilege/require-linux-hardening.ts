import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt } from '../shared/fields.ts';
import { POD_AND_ANNOTATIONS } from '../shared/pod-annotations.ts';
import { effectiveSecurity, ownSecurity, ownSecurityPath } from '../shared/security-context.ts';
import { compileProfiles, effectiveAppArmor } from '../shared/security-profile.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 * metadata.annotations
 *   at least one of:
 *     seccompProfile.type   RuntimeDefault, Localhost
 *     capabilities.drop     a list that holds a name
 *     seLinuxOptions        a type, user, role or level, and no type that is unconfined
 *     appArmorProfile.type  RuntimeDefault, Localhost
 *     container.apparmor.security.beta.kubernetes.io/<container>  runtime/default, localhost/<name>
 */
const SECCOMP = ['seccompProfile'];
const DROP = ['capabilities', 'drop'];
const SE_LINUX = ['seLinuxOptions'];
const SE_LINUX_PARTS = ['type', 'user', 'role', 'level'];
const UNCONFINED_TYPES = new Set<unknown>(['spc_t', 'unconfined_t']);

const profileFault = compileProfiles({});

export const requireLinuxHardening = workloadRule({
  id: 'require-linux-hardening',
  severity: 'warning',
  summary: 'Every container is confined by at least one means of the Linux kernel',
  remediation:
    'Set securityContext.seccompProfile.type: RuntimeDefault on the pod, or drop capabilities on the container.',
  aliases: { polaris: ['linuxHardening'] },
  reads: POD_AND_ANNOTATIONS,
  options: record('No options', {}),
  compile() {
    return (workload, report) => {
      if (workload.windows) return;
      for (const container of workload.containers) {
        if (isHardened(workload, container)) continue;
        const message = `${describeContainer(container)} is not confined: no seccomp profile, AppArmor profile or SELinux options count for it, and it drops no capability`;
        report(problemAt(workload, ownSecurityPath(container, []), message));
      }
    };
  },
});

function isHardened(workload: Workload, container: Container): boolean {
  return (
    isConfining(effectiveSecurity(workload, container, SECCOMP)) ||
    isDropping(ownSecurity(container, DROP)) ||
    isLabel(effectiveSecurity(workload, container, SE_LINUX)) ||
    isConfining(effectiveAppArmor(workload, container))
  );
}

function isConfining(profile: unknown): boolean {
  return profile !== undefined && profileFault(profile) === undefined;
}

function isDropping(dropped: unknown): boolean {
  return Array.isArray(dropped) && dropped.some(isName);
}

function isLabel(options: unknown): boolean {
  if (options === undefined) return false;
  const type = fieldOf(options, 'type');
  if (UNCONFINED_TYPES.has(type) || (type !== undefined && typeof type !== 'string')) return false;
  return SE_LINUX_PARTS.some((part) => isName(fieldOf(options, part)));
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
