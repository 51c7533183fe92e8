import type { Check } from '../../../model/rule.ts';
import type { TextCheck } from '../../../model/schema.ts';
import { describeContainer } from '../../../model/workload.ts';
import { problemAt, show, showSome, stated } from './fields.ts';
import { offendersOf } from './offenders.ts';
import { ownSecurity, ownSecurityPath } from './security-context.ts';

const ADD = ['capabilities', 'add'];
const DROP = ['capabilities', 'drop'];
const PREFIX = 'CAP_';

/** What is wrong with the name of a capability that may be added. */
export const checkCapability: TextCheck = (name) => {
  if (name === 'ALL') return 'ALL would allow every capability: name the ones that are needed';
  if (name.startsWith(PREFIX)) return `Kubernetes spells capabilities without CAP_: ${name.slice(PREFIX.length)}`;
  return /^[A-Z][A-Z0-9_]*$/.test(name) ? undefined : 'a capability is written in upper case: NET_BIND_SERVICE';
};

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

/** Reports each capability that a container adds and that is none of these, in exactly this spelling. */
export function refuseAllBut(allowed: readonly string[]): Check {
  const names: ReadonlySet<unknown> = new Set(allowed);
  const hint = allowed.length === 0 ? 'none may be added' : `only ${showSome(allowed)} may be added`;
  return refuseAdded((name) => names.has(name), hint);
}

/**
 * Reports each container that drops none of the names, in exactly this spelling. `danger` says what it can do then, as
 * the predicate of a sentence; `wanted` may be written where nothing is dropped.
 */
export function requireDropped(names: readonly string[], danger: string, wanted?: readonly string[]): Check {
  const missing = names.length === 1 ? `not ${showSome(names)}` : `none of ${showSome(names)}`;
  return (workload, report) => {
    for (const container of workload.containers) {
      const dropped = ownSecurity(container, DROP);
      if (Array.isArray(dropped) && dropsOneOf(dropped, names)) continue;
      const message = `${describeContainer(container)} ${danger}: it ${whatIsDropped(dropped, missing)}`;
      report(problemAt(workload, ownSecurityPath(container, DROP), message, wanted));
    }
  };
}

function dropsOneOf(dropped: readonly unknown[], names: readonly string[]): boolean {
  for (const name of names) if (dropped.includes(name)) return true;
  return false;
}

function whatIsDropped(dropped: unknown, missing: string): string {
  if (!Array.isArray(dropped)) return stated('capabilities.drop', dropped);
  return dropped.length === 0 ? 'drops none' : `drops ${showSome(dropped)} and ${missing}`;
}
