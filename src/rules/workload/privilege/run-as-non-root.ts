import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { RUN_AS_USER, userProblem } from '../shared/run-as-user.ts';
import { effectiveSecurity, ownSecurityPath, securityOrigin } from '../shared/security-context.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   runAsNonRoot                  true; undefined where runAsUser says it
 *   runAsUser                     undefined, 1 to 2147483647
 *   windowsOptions.runAsUserName  anything but an administrator
 *
 * A container's field overrides the pod's.
 */
const RUN_AS_NON_ROOT = ['runAsNonRoot'];
const ACCOUNT = ['windowsOptions', 'runAsUserName'];

/** In lower case, without the domain: Windows account names are not case-sensitive. */
const ADMINISTRATORS = new Set(['containeradministrator', 'system']);

export const runAsNonRoot = workloadRule<{ readonly acceptNumericUser?: boolean; readonly mutate?: boolean }>({
  id: 'run-as-non-root',
  severity: 'error',
  summary: 'No container may run as root',
  remediation: 'Set securityContext.runAsNonRoot: true on the pod or the container, and do not set runAsUser: 0.',
  aliases: {
    kubeLinter: ['run-as-non-root'],
    polaris: ['runAsRootAllowed'],
    kyverno: ['require-run-as-nonroot', 'require-run-as-non-root-user'],
    pss: ['runAsNonRoot', 'runAsUser'],
  },
  options: record('What counts as not running as root', {
    acceptNumericUser: optional(
      flag('Accept a runAsUser from 1 to 2147483647 in place of runAsNonRoot: true (default true; never on Windows)'),
    ),
    mutate: MUTATE,
  }),
  compile({ acceptNumericUser = true, mutate = false }) {
    return (workload, report) => {
      const acceptUser = acceptNumericUser && !workload.windows;
      const remedy = mutate && !workload.windows ? true : undefined;
      for (const container of workload.containers) {
        const problem =
          userProblem(workload, container) ??
          accountProblem(workload, container) ??
          promiseProblem(workload, container, acceptUser, remedy);
        if (problem) report(problem);
      }
    };
  },
});

function accountProblem(workload: Workload, container: Container): Problem | undefined {
  const account = effectiveSecurity(workload, container, ACCOUNT);
  if (account === undefined || (typeof account === 'string' && !isAdministrator(account))) return undefined;
  const { setter, path } = securityOrigin(workload, container, ACCOUNT);
  const message = `${describeContainer(container)} may run as an administrator of Windows: ${setter} ${stated('runAsUserName', account)}`;
  return problemAt(workload, path, message);
}

function isAdministrator(account: string): boolean {
  return ADMINISTRATORS.has(account.slice(account.lastIndexOf('\\') + 1).toLowerCase());
}

/** For containers whose user and account are in order, or not set. */
function promiseProblem(
  workload: Workload,
  container: Container,
  acceptUser: boolean,
  remedy: true | undefined,
): Problem | undefined {
  const promise = effectiveSecurity(workload, container, RUN_AS_NON_ROOT);
  if (promise === true) return undefined;
  const who = describeContainer(container);
  if (promise !== undefined) {
    const { setter, path } = securityOrigin(workload, container, RUN_AS_NON_ROOT);
    return problemAt(workload, path, `${who} may run as root: ${setter} ${stated('runAsNonRoot', promise)}`);
  }
  if (acceptUser && effectiveSecurity(workload, container, RUN_AS_USER) !== undefined) return undefined;
  const message = `${who} may run as root: neither it nor the pod sets runAsNonRoot: true`;
  return problemAt(workload, ownSecurityPath(container, RUN_AS_NON_ROOT), message, remedy);
}
