import { workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record, required, text } from '../../../model/schema.ts';
import { fieldOf, showSome } from '../shared/fields.ts';
import { hostPathCheck } from './host-path-check.ts';
import { reportWritableMounts } from './host-path-mounts.ts';
import { checkHostPath, type HostPath, hostPathOf, isWithin, pathFault } from './host-paths.ts';

/**
 * spec.volumes[*].hostPath
 *   undefined, or with a path that is one of the option allow or lies under it
 * spec.{initContainers,containers,ephemeralContainers}[*].volumeMounts[*]
 *   readOnly  true, where the option says so of the volume's path
 */
interface Allowed {
  readonly path: string;
  readonly readOnly?: boolean;
}

export const restrictHostPath = workloadRule<{ readonly allow?: readonly Allowed[] }>({
  id: 'restrict-host-path',
  severity: 'error',
  summary: 'Pods mount no path of their node that is not allowed',
  remediation: 'Use another kind of volume, or a path that the policy allows.',
  aliases: {
    polaris: ['hostPathSet'],
    kyverno: ['disallow-host-path', 'limit-hostpath-vols'],
    pss: ['hostPathVolumes'],
  },
  options: record('Which paths of the node may be mounted', {
    allow: optional(
      list(
        'Paths that may be mounted, with all that lies under them (default none)',
        record('A path', {
          path: required(
            text('An absolute path of the node: /var/log', {
              check: checkHostPath,
              examples: ['/var/log', 'C:\\logs'],
            }),
          ),
          readOnly: optional(flag('Every container must mount it read-only (default false)')),
        }),
        { minItems: 0 },
      ),
    ),
  }),
  compile({ allow = [] }) {
    const entries = allow.map(({ path, readOnly = false }) => ({ place: hostPathOf(path), readOnly }));
    const shown = allow.length === 0 ? 'none may be mounted' : `only ${showSome(allow.map(({ path }) => path))} may be`;
    const judgeVolumes = hostPathCheck((path) => (allows(entries, hostPathOf(path)) ? undefined : `but ${shown}`));

    const writable = entries.filter(({ readOnly }) => !readOnly);
    const isReadOnly = (hostPath: unknown) => {
      const path = fieldOf(hostPath, 'path');
      if (typeof path !== 'string' || pathFault(path) !== undefined) return false;
      const place = hostPathOf(path);
      return allows(entries, place) && !allows(writable, place);
    };
    return (workload, report, surroundings) => {
      judgeVolumes(workload, report, surroundings);
      if (writable.length < entries.length) reportWritableMounts(workload, isReadOnly, report);
    };
  },
});

function allows(entries: readonly { readonly place: HostPath }[], path: HostPath): boolean {
  return entries.some(({ place }) => isWithin(path, place));
}
