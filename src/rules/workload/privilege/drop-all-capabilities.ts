import type { Problem } from '../../../model/problem.ts';
import { type Check, workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, showSome, stated } from '../shared/fields.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   drop  a list that holds "ALL", in exactly this spelling
 *   add   undefined, or names from the option allowAdd
 */
const DROP = ['capabilities', 'drop'];
const ADD = ['capabilities', 'add'];

export const dropAllCapabilities = workloadRule<{
  readonly allowAdd?: readonly string[];
  readonly mutate?: boolean;
}>({
  id: 'drop-all-capabilities',
  severity: 'error',
  summary: 'Every container drops all capabilities and adds back only allowed ones',
  remediation: 'Set securityContext.capabilities.drop: [ALL] and add only capabilities that the policy allows.',
  aliases: {
    polaris: ['insecureCapabilities'],
    kyverno: ['require-drop-all', 'disallow-capabilities-strict'],
    pss: ['capabilities_restricted'],
  },
  options: record('Which capabilities may be added', {
    allowAdd: optional(
      list(
        'Capabilities that may be added (default NET_BIND_SERVICE alone)',
        text('A capability as Kubernetes spells it: NET_BIND_SERVICE', { maxLength: 64, check: checkCapability }),
        { minItems: 0, maxItems: 64 },
      ),
    ),
    mutate: MUTATE,
  }),
  compile({ allowAdd = ['NET_BIND_SERVICE'], mutate = false }) {
    const judge = capabilitiesCheck(new Set(allowAdd), mutate);
    return (workload, report, surroundings) => {
      if (!workload.windows) judge(workload, report, surroundings);
    };
  },
});

/** Reports each container that does not drop ALL, and each that adds what is not allowed. Windows pods as well. */
export function capabilitiesCheck(allowed: ReadonlySet<unknown>, mutate: boolean): Check {
  return (workload, report) => {
    for (const container of workload.containers) {
      const dropped = ownSecurity(container, DROP);
      if (!Array.isArray(dropped) || !dropped.includes('ALL')) {
        report(dropProblem(workload, container, dropped, mutate));
      }
      const added = ownSecurity(container, ADD);
      if (added !== undefined && !(Array.isArray(added) && holdsOnly(added, allowed))) {
        report(addProblem(workload, container, added, allowed));
      }
    }
  };
}

/** What is wrong with the name of a capability that may be added. */
export function checkCapability(name: string): string | undefined {
  if (name === 'ALL') return 'ALL would allow every capability: name the ones that are needed';
  if (name.startsWith('CAP_')) return `Kubernetes spells capabilities without CAP_: ${name.slice('CAP_'.length)}`;
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? undefined : 'a capability is written in upper case: NET_BIND_SERVICE';
}

function holdsOnly(names: readonly unknown[], allowed: ReadonlySet<unknown>): boolean {
  for (const name of names) if (!allowed.has(name)) return false;
  return true;
}

function dropProblem(workload: Workload, container: Container, dropped: unknown, mutate: boolean): Problem {
  return problemAt(
    workload,
    ownSecurityPath(container, DROP),
    `${describeContainer(container)} keeps default capabilities: it ${whatIsDropped(dropped)}`,
    mutate ? ['ALL'] : undefined,
  );
}

function whatIsDropped(dropped: unknown): string {
  if (!Array.isArray(dropped)) return stated('capabilities.drop', dropped);
  return dropped.length === 0 ? 'drops none' : `drops ${showSome(dropped)} and not "ALL"`;
}

function addProblem(workload: Workload, container: Container, added: unknown, allowed: ReadonlySet<unknown>): Problem {
  const who = describeContainer(container);
  if (!Array.isArray(added)) {
    return problemAt(workload, ownSecurityPath(container, ADD), `${who} ${stated('capabilities.add', added)}`);
  }
  const refused = added.filter((name) => !allowed.has(name));
  const path = [...ownSecurityPath(container, ADD), added.indexOf(refused[0])];
  const rest = allowed.size === 0 ? 'none may be added' : `only ${showSome([...allowed])} may be added`;
  return problemAt(workload, path, `${who} adds the capabilities ${showSome(refused)}: ${rest}`);
}
