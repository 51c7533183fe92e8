import { isObject } from '../../../model/json.ts';
import type { Check } from '../../../model/rule.ts';
import { judgeEachSecurityContext, reportSecurity } from './each-security-context.ts';
import { fieldOf, show, showSome } from './fields.ts';

/** Parts of an SELinux label that may be set; `level` always may. */
export interface SeLinuxParts {
  readonly types: readonly string[];
  readonly users: readonly string[];
  readonly roles: readonly string[];
}

/** Types that container-selinux gives to processes in containers. */
export const CONTAINER_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'] as const;

const FIELD = 'seLinuxOptions';

/** Reports each part of an SELinux label, of the pod or of a container, that is set and not allowed. */
export function refuseSeLinuxOptions({ types, users, roles }: SeLinuxParts): Check {
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
}

function compilePart(part: 'type' | 'user' | 'role', names: readonly string[]) {
  const allowed: ReadonlySet<unknown> = new Set([undefined, '', ...names]);
  const hint = names.length === 0 ? 'it may not be set' : `only ${showSome(names)} may be set`;
  return { part, allowed, hint };
}
