import type { Check } from '../../../model/rule.ts';
import { describeContainer } from '../../../model/workload.ts';
import { offendersOf } from '../pod-security/offenders.ts';
import { problemAt, show, stated } from '../shared/fields.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';

const ADD = ['capabilities', 'add'];
const PREFIX = 'CAP_';

/** A capability as Kubernetes spells it: container runtimes also read lower case and a prefix `CAP_`. */
export function plainCapability(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith(PREFIX) ? upper.slice(PREFIX.length) : upper;
}

/** Reports each capability that a container adds and that is not allowed. `hint` says what is. */
export function refuseAdded(isAllowed: (name: unknown) => boolean, hint: string): Check {
  return (workload, report) => {
    for (const container of workload.containers) {
      const added = ownSecurity(container, ADD);
      if (added === undefined) continue;
      if (!Array.isArray(added)) {
        const message = `${describeContainer(container)} ${stated('capabilities.add', added)}, which is not a list`;
        report(problemAt(workload, ownSecurityPath(container, ADD), message));
        continue;
      }
      for (const index of offendersOf(added, isAllowed)) {
        const message = `${describeContainer(container)} adds the capability ${show(added[index])}: ${hint}`;
        report(problemAt(workload, [...ownSecurityPath(container, ADD), index], message));
      }
    }
  };
}
