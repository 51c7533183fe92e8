import type { Finding, Waiver } from '../model/decision.ts';
import { type CompiledException, hasExpired } from '../model/exception.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';
import { waivingAnnotation } from './waiving-annotation.ts';

/** What becomes of a finding that something may take out; undefined: it stays. */
export type WaiverVerdict =
  | { readonly waiver: Waiver }
  /** It stays: the exception has expired. */
  | { readonly lapsed: NonNullable<Finding['lapsed']> };

/** What takes findings out of the verdict. */
export interface Waivers {
  judge(finding: Finding, rule: CompiledRule, workload: Workload): WaiverVerdict | undefined;
}

export const NO_WAIVERS: Waivers = { judge: () => undefined };

/**
 * Exceptions as of one day, and annotations of other tools where they are honoured. A finding is taken out by one
 * exception that covers all of it, so that two together never take out more than each does by itself.
 */
export function waiversOn(
  today: string,
  exceptions: readonly CompiledException[],
  { annotations }: { readonly annotations: boolean },
): Waivers {
  if (exceptions.length === 0 && !annotations) return NO_WAIVERS;
  return {
    judge(finding, rule, workload) {
      const covering = exceptions.filter(
        (exception) =>
          exception.names(finding.policy, finding.rule) &&
          exception.matches(workload) &&
          exception.coversPlace(workload, finding.path),
      );
      const active = covering.find(({ expires }) => !hasExpired(expires, today));
      if (active !== undefined) {
        const { name, owner, expires } = active;
        return { waiver: { exception: name, owner, expires } };
      }
      const annotation = annotations ? waivingAnnotation(rule, workload) : undefined;
      if (annotation !== undefined) return { waiver: { annotation } };
      const [late] = covering;
      return late && { lapsed: { exception: late.name, expires: late.expires } };
    },
  };
}
