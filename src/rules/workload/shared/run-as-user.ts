import type { Problem } from '../../../model/problem.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, show } from './fields.ts';
import { effectiveSecurity, type SecurityField, securityOrigin } from './security-context.ts';
import { isWholeNumber } from './whole-number.ts';

export const RUN_AS_USER: SecurityField = ['runAsUser'];

/** The largest user id. Some container runtimes turn a larger number into root (CVE-2024-40635). */
export const MAX_USER_ID = 2_147_483_647;

/** What is wrong with the `runAsUser` that counts for a container, where one does. */
export function userProblem(workload: Workload, container: Container): Problem | undefined {
  const user = effectiveSecurity(workload, container, RUN_AS_USER);
  if (user === undefined || isWholeNumber(user, 1, MAX_USER_ID)) return undefined;
  const { setter, path } = securityOrigin(workload, container, RUN_AS_USER);
  const who = describeContainer(container);
  const message =
    user === 0
      ? `${who} runs as root: ${setter} sets runAsUser: 0`
      : `${who} may run as root: ${setter} sets runAsUser: ${show(user)}, not a whole number from 1 to ${MAX_USER_ID}`;
  return problemAt(workload, path, message);
}
