import { workloadRule } from '../../../model/rule.ts';
import { flag, optional, record, scalar } from '../../../model/schema.ts';
import type { Volume } from '../../../model/workload.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { hasSource } from '../shared/volume-source.ts';
import { boundFault } from './resource-demand.ts';

/**
 * spec.volumes[*].emptyDir, also of a volume without a source
 *   sizeLimit  a quantity above zero, up to the option max
 *   medium     Memory, or any where the option memoryOnly is not set
 */
interface Options {
  readonly max?: string | number | boolean;
  readonly memoryOnly?: boolean;
}

export const requireEmptyDirSizeLimit = workloadRule<Options>({
  id: 'require-empty-dir-size-limit',
  severity: 'warning',
  summary: 'Every emptyDir volume has a size limit',
  remediation: 'Set emptyDir.sizeLimit to the most that the volume may hold.',
  aliases: { kyverno: ['require-emptydir-requests-limits'] },
  options: record('Which volumes need a limit, and how large it may be', {
    max: optional(scalar('Largest size limit: 500Mi, 4Gi (default: no bound)', boundFault)),
    memoryOnly: optional(flag('Judge only volumes in memory, of medium Memory (default false)')),
  }),
  compile({ max, memoryOnly = false }) {
    const largest = parseQuantity(max);
    return (workload, report) => {
      for (const volume of workload.volumes) {
        if (!isEmptyDir(volume) || (memoryOnly && isOnDisk(volume.spec.emptyDir))) continue;
        const written = fieldOf(volume.spec.emptyDir, 'sizeLimit');
        const size = parseQuantity(written);
        if (size !== undefined && size > 0n && (largest === undefined || size <= largest)) continue;
        const message = `volume ${show(volume.name)} ${complaint(written, size, String(max))}`;
        report(problemAt(workload, [...volume.path, 'emptyDir', 'sizeLimit'], message));
      }
    };
  },
});

function isEmptyDir({ spec }: Volume): boolean {
  return (spec.emptyDir !== undefined && spec.emptyDir !== null) || !hasSource(spec);
}

/** Huge pages are bounded by the limits of the containers. */
function isOnDisk(emptyDir: unknown): boolean {
  const medium = fieldOf(emptyDir, 'medium');
  return medium === undefined || (typeof medium === 'string' && medium !== 'Memory');
}

function complaint(written: unknown, size: bigint | undefined, max: string): string {
  if (written === undefined) return 'is an emptyDir without a sizeLimit';
  const sets = `sets emptyDir.sizeLimit: ${show(written)}`;
  if (size === undefined) return `${sets}, which is not a quantity such as 500Mi`;
  return size <= 0n ? `${sets}, which is no limit` : `${sets}, which is more than the maximum of ${max}`;
}
