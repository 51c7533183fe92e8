import { type Check, OptionsError, workloadRule } from '../../../model/rule.ts';
import { flag, type Infer, number, optional, type RecordFault, record } from '../../../model/schema.ts';
import { allOf } from '../shared/all-of.ts';
import { checkFsGroup, checkRunAs, checkSupplementalGroups, type IdRange, MAX_ID } from './id-range.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   runAsUser           in the range; undefined with the option acceptUnset
 *   runAsGroup          in the range; undefined with the option acceptUnset
 * spec.securityContext
 *   fsGroup             undefined, in the range
 *   supplementalGroups  undefined, a list of numbers in the range
 *
 * A container's field overrides the pod's. What has no range in the options is not judged.
 */
const ID = { integer: true, minimum: 0, maximum: MAX_ID };
const range = (what: string) =>
  optional(
    record(
      `The range of ${what}: min, max or both`,
      {
        min: optional(number('Smallest id that is allowed (default 0)', ID)),
        max: optional(number(`Largest id that is allowed (default ${MAX_ID})`, ID)),
      },
      checkRange,
    ),
  );

const OPTIONS = record('The ids that are allowed; at least one range is needed', {
  runAsUser: range('user ids of containers'),
  runAsGroup: range('group ids of containers'),
  fsGroup: range('the group that owns volumes'),
  supplementalGroups: range('further groups'),
  acceptUnset: optional(flag('Accept containers for which runAsUser or runAsGroup is not set (default false)')),
});

type Range = Partial<IdRange>;

export const restrictUserIds = workloadRule<Infer<typeof OPTIONS>>({
  id: 'restrict-user-ids',
  severity: 'error',
  summary: 'User and group ids are in the allowed ranges',
  remediation: 'Set runAsUser, runAsGroup, fsGroup and supplementalGroups to ids that the policy allows.',
  aliases: { kyverno: ['restrict-usergroup-fsgroup-id'] },
  options: OPTIONS,
  compile({ runAsUser, runAsGroup, fsGroup, supplementalGroups, acceptUnset = false }) {
    const checks: Check[] = [];
    if (runAsUser) checks.push(checkRunAs('runAsUser', whole(runAsUser), acceptUnset));
    if (runAsGroup) checks.push(checkRunAs('runAsGroup', whole(runAsGroup), acceptUnset));
    if (fsGroup) checks.push(checkFsGroup(whole(fsGroup)));
    if (supplementalGroups) checks.push(checkSupplementalGroups(whole(supplementalGroups)));
    if (checks.length === 0) {
      throw new OptionsError('runAsUser', 'no range is given, here or for runAsGroup, fsGroup or supplementalGroups');
    }
    return allOf(...checks);
  },
});

function whole({ min = 0, max = MAX_ID }: Range): IdRange {
  return { min, max };
}

function checkRange({ min, max }: Range): RecordFault | undefined {
  if (min === undefined && max === undefined) return { field: '', message: 'needs min or max' };
  if (min === undefined || max === undefined || min <= max) return undefined;
  return { field: 'min', message: `${min} is more than the maximum, ${max}` };
}
