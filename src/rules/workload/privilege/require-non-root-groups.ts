import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record } from '../../../model/schema.ts';
import { allOf } from '../shared/all-of.ts';
import { checkFsGroup, checkRunAs, checkSupplementalGroups, MAX_ID } from './id-range.ts';

/**
 * spec.securityContext
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   runAsGroup          1 to 2147483647; undefined with the option acceptUnset
 * spec.securityContext
 *   fsGroup             undefined, 1 to 2147483647
 *   supplementalGroups  undefined, a list of 1 to 2147483647
 *
 * A container's group overrides the pod's.
 */
const NOT_ROOT = { min: 1, max: MAX_ID };

export const requireNonRootGroups = workloadRule<{ readonly acceptUnset?: boolean }>({
  id: 'require-non-root-groups',
  severity: 'warning',
  summary: 'No container runs with the group root',
  remediation: 'Set securityContext.runAsGroup above 0 on the pod, and no fsGroup or supplementalGroups of 0.',
  aliases: { kyverno: ['require-non-root-groups'] },
  options: record('What counts as not running with the group root', {
    acceptUnset: optional(flag('Accept containers for which no runAsGroup is set (default false)')),
  }),
  compile({ acceptUnset = false }) {
    return allOf(
      checkRunAs('runAsGroup', NOT_ROOT, acceptUnset),
      checkFsGroup(NOT_ROOT),
      checkSupplementalGroups(NOT_ROOT),
    );
  },
});
