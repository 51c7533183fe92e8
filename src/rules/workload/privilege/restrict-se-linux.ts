import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { CONTAINER_TYPES, refuseSeLinuxOptions } from '../shared/se-linux-options.ts';

/**
 * spec.securityContext.seLinuxOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.seLinuxOptions
 *   type   undefined, "", or one from the option types
 *   user   undefined, "", or one from the option users
 *   role   undefined, "", or one from the option roles
 *   level  anything
 */
const names = (description: string) =>
  list(description, text('A part of an SELinux label', { maxLength: 256 }), { minItems: 0, maxItems: 64 });

export const restrictSeLinux = workloadRule<{
  readonly types?: readonly string[];
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
}>({
  id: 'restrict-se-linux',
  severity: 'error',
  summary: 'No container leaves the SELinux types of containers',
  remediation: 'Remove seLinuxOptions, or use an allowed type and neither user nor role.',
  aliases: {
    kyverno: ['disallow-selinux'],
    pss: ['seLinuxOptions'],
  },
  options: record('Which parts of an SELinux label may be set', {
    types: optional(names('Types that may be set (default the four that container-selinux gives to containers)')),
    users: optional(names('Users that may be set (default none)')),
    roles: optional(names('Roles that may be set (default none)')),
  }),
  compile: ({ types = CONTAINER_TYPES, users = [], roles = [] }) => refuseSeLinuxOptions({ types, users, roles }),
});
