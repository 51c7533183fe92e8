import { isObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { judgeEachSecurityContext, reportSecurity } from '../pod-security/offenders.ts';
import { fieldOf, show, showSome } from '../shared/fields.ts';

/**
 * spec.securityContext.seLinuxOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.seLinuxOptions
 *   type   undefined, "", or one from the option types
 *   user   undefined, "", or one from the option users
 *   role   undefined, "", or one from the option roles
 *   level  anything
 */
const FIELD = 'seLinuxOptions';

/** Types that container-selinux gives to processes in containers. */
const CONTAINER_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

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
  compile({ types = CONTAINER_TYPES, users = [], roles = [] }) {
    const parts = [compilePart('type', types), compilePart('user', users), compilePart('role', roles)];
    return judgeEachSecurityContext(FIELD, (options, holder, workload, report) => {
      if (!isObject(options)) {
        reportSecurity(workload, holder, [FIELD], `sets ${FIELD}: ${show(options)}, which is not an object`, report);
        return;
      }
      for (const { part, allowed, hint } of parts) {
        const value = fieldOf(options, part);
        if (allowed.has(value)) continue;
        reportSecurity(workload, holder, [FIELD, part], `sets ${FIELD}.${part}: ${show(value)}; ${hint}`, report);
      }
    });
  },
});

function compilePart(part: string, names: readonly string[]) {
  const allowed = new Set<unknown>([undefined, '', ...names]);
  const hint = names.length === 0 ? 'it may not be set' : `only ${showSome(names)} may be set`;
  return { part, allowed, hint };
}
