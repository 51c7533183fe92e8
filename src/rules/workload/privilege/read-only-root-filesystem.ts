import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { requireSecurityFlag } from '../shared/required-flag.ts';
import { exceptOnWindows } from '../shared/windows.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   readOnlyRootFilesystem  true
 */
export const readOnlyRootFilesystem = workloadRule<{ readonly mutate?: boolean }>({
  id: 'read-only-root-filesystem',
  severity: 'warning',
  summary: "Every container's root file system is read-only",
  remediation: 'Set securityContext.readOnlyRootFilesystem: true and mount an emptyDir where the program writes.',
  aliases: {
    kubeLinter: ['no-read-only-root-fs'],
    polaris: ['notReadOnlyRootFilesystem'],
    kyverno: ['require-ro-rootfs'],
  },
  options: record('How to treat a missing field', { mutate: MUTATE }),
  compile({ mutate = false }) {
    return exceptOnWindows(
      requireSecurityFlag({
        field: 'readOnlyRootFilesystem',
        wanted: true,
        danger: 'can write to its root file system',
        remediable: () => mutate,
      }),
    );
  },
});
