import type { Check, ReadPart, WorkloadRule } from '../../../model/rule.ts';
import { workloadRule } from '../../../model/rule.ts';
import { optional, record, type TextCheck, text } from '../../../model/schema.ts';

/** The newest version of the Pod Security Standards that is known: a later one means this one. */
const NEWEST_MINOR = 37;
const VERSION = /^v?1\.(?<minor>0|[1-9][0-9]{0,3})$/;

const checkVersion: TextCheck = (version) =>
  version === 'latest' || VERSION.test(version) ? undefined : 'must be latest or a version such as 1.29';

/** The minor version that an option `version` means. */
function minorOf(version: string): number {
  const minor = VERSION.exec(version)?.groups?.minor;
  return minor === undefined ? NEWEST_MINOR : Math.min(Number(minor), NEWEST_MINOR);
}

/** One check of the Pod Security Standards (KEP-2579). */
export interface PodSecurityCheck {
  readonly id: string;
  /** The id of the check in the standard. */
  readonly check: string;
  readonly level: 'baseline' | 'restricted';
  /** The first minor version of the standard that has the check: before it, everything passes. */
  readonly since: number;
  /** The baseline rule that this one takes the place of. Where this one does not exist yet, that one is in force. */
  readonly overrides?: WorkloadRule;
  /** The reason, in the words of the standard. */
  readonly reason: string;
  readonly summary: string;
  readonly remediation: string;
  /** As in WorkloadRule; default: what the overridden rule reads, or else the pod. */
  readonly reads?: readonly ReadPart[];
  /** `minor` is at least `since`. The problems name each offender, with its field. */
  compile(minor: number): Check;
}

/** The rule of a check: its only option is the version of the standard. */
export function podSecurityRule(check: PodSecurityCheck): WorkloadRule {
  const { id, level, since, overrides, reason, summary, remediation } = check;
  const reads = check.reads ?? overrides?.reads;
  return workloadRule<{ readonly version?: string }>({
    id,
    severity: 'error',
    summary,
    remediation,
    aliases: { pss: [check.check] },
    reason,
    podSecurity: { level, since, ...(overrides && { overrides: overrides.id }) },
    ...(reads && { reads }),
    options: record('Which version of the Pod Security Standards counts', {
      version: optional(
        text('latest, or a version such as 1.29 (default latest)', {
          maxLength: 16,
          check: checkVersion,
          examples: ['latest', '1.29'],
        }),
      ),
    }),
    compile({ version = 'latest' }) {
      const minor = minorOf(version);
      if (minor >= since) return check.compile(minor);
      return overrides === undefined ? () => {} : overrides.compile({ version });
    },
  });
}
