import type { FieldPath } from '../../../model/path.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show, showSome } from '../shared/fields.ts';
import { hasController } from '../shared/owners.ts';
import { effectiveSecurity, ownSecurity, ownSecurityPath } from '../shared/security-context.ts';
import { isWholeNumber } from '../shared/whole-number.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   runAsUser  undefined, or a number that no other workload of the namespace uses
 *
 * A container's user overrides the pod's. Objects that a controller made are left out: their owner says the same.
 */
const RUN_AS_USER = ['runAsUser'];

export const uniqueUserIds = workloadRule({
  id: 'unique-user-ids',
  severity: 'warning',
  summary: 'No two workloads of a namespace run as the same user',
  remediation: 'Set securityContext.runAsUser to a number that no other workload of the namespace uses.',
  aliases: { kyverno: ['require-unique-uid-per-workload'] },
  crossObject: true,
  reads: ['pod', { from: 'object', path: ['metadata', 'ownerReferences'] }],
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      const settings = userSettings(workload);
      if (settings.length === 0 || hasController(workload)) return;
      const others = othersByUser(settings, workload, surroundings.workloads(workload.namespace));
      for (const { who, user, path } of settings) {
        const names = others.get(user);
        if (names?.length === 0) continue;
        const what = names ? `and so does ${showSome(names)} of the same namespace` : 'which is not the id of a user';
        report(problemAt(workload, path, `${who} sets runAsUser: ${show(user)}, ${what}`));
      }
    };
  },
});

/** A place where a workload says which user containers run as. */
interface UserSetting {
  readonly who: string;
  readonly user: unknown;
  readonly path: FieldPath;
}

/** The user of the pod counts once, and only where a container does not override it. */
function userSettings(workload: Workload): readonly UserSetting[] {
  const settings: UserSetting[] = [];
  let podCounts = false;
  for (const container of workload.containers) {
    const user = ownSecurity(container, RUN_AS_USER);
    if (user === undefined) podCounts = true;
    else settings.push({ who: describeContainer(container), user, path: ownSecurityPath(container, RUN_AS_USER) });
  }
  const user = podCounts ? fieldOf(workload.pod.securityContext, 'runAsUser') : undefined;
  if (user !== undefined) {
    settings.push({ who: 'the pod', user, path: [...workload.podPath, 'securityContext', ...RUN_AS_USER] });
  }
  return settings;
}

/** For each id that the settings hold: the other workloads that use it. */
function othersByUser(
  settings: readonly UserSetting[],
  workload: Workload,
  workloads: readonly Workload[],
): ReadonlyMap<unknown, readonly string[]> {
  const users = new Map<unknown, string[]>();
  for (const { user } of settings) if (isWholeNumber(user)) users.set(user, []);
  for (const other of workloads) {
    if (isSame(other, workload) || hasController(other)) continue;
    const name = `${other.kind}/${other.name}`;
    for (const container of other.containers) {
      const names = users.get(effectiveSecurity(other, container, RUN_AS_USER));
      if (names !== undefined && names.at(-1) !== name) names.push(name);
    }
  }
  return users;
}

/** The same file may be given twice, as a base and as an overlay; `*` ends a name that is yet to be chosen. */
function isSame(one: Workload, other: Workload): boolean {
  if (one.object === other.object) return true;
  return one.kind === other.kind && one.name === other.name && one.name !== '' && !one.name.endsWith('*');
}
