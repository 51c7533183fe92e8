import type { Finding, Waiver } from '../model/decision.ts';
import { type CompiledException, type Coverage, hasExpired } from '../model/exception.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';
import { waivingAnnotation } from './waiving-annotation.ts';

/** What becomes of a finding that something may take out; undefined: it stays. */
export type WaiverVerdict =
  | { readonly waiver: Waiver }
  /** It stays: the exception has expired. */
  | { readonly lapsed: NonNullable<Finding['lapsed']> };

/** Where a finding comes from. */
export interface FindingOrigin {
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
  readonly workload: Workload;
}

/** What takes findings out of the verdict on one object. */
export interface Waivers {
  judge(finding: Finding, origin: FindingOrigin): WaiverVerdict | undefined;
}

export const NO_WAIVERS: Waivers = { judge: () => undefined };

/** What waivers depend on. */
export interface WaiverTerms {
  /** The date in UTC, `2026-11-20`; asked at most once. */
  readonly today: () => string;
  readonly exceptions: readonly CompiledException[];
  /** Annotations of other tools are honoured. */
  readonly annotations: boolean;
}

/**
 * Exceptions as of one day, and annotations of other tools where they are honoured, for an object with these parts.
 * A finding is taken out by one exception that covers all of it, so that two together never take out more than each
 * does by itself.
 */
export function waiversFor(parts: readonly Workload[], terms: WaiverTerms): Waivers {
  return terms.exceptions.length === 0 && !terms.annotations ? NO_WAIVERS : new ObjectWaivers(parts, terms);
}

class ObjectWaivers implements Waivers {
  readonly #parts: readonly Workload[];
  readonly #terms: WaiverTerms;
  /** An object may have many findings, and each exception is asked about it once. */
  readonly #naming = new Map<string, readonly CompiledException[]>();
  readonly #coverages = new Map<CompiledException, Coverage | undefined>();
  #today: string | undefined;

  constructor(parts: readonly Workload[], terms: WaiverTerms) {
    this.#parts = parts;
    this.#terms = terms;
  }

  judge(finding: Finding, { rule, policy, workload }: FindingOrigin): WaiverVerdict | undefined {
    let late: CompiledException | undefined;
    for (const exception of this.#exceptionsNaming(finding)) {
      if (this.#coverageOf(exception)?.(finding.path) !== true) continue;
      this.#today ??= this.#terms.today();
      if (!hasExpired(exception.expires, this.#today)) return { waiver: waiverOf(exception) };
      late ??= exception;
    }
    const honours = this.#terms.annotations && policy.refusesAnnotations !== true;
    const annotation = honours ? waivingAnnotation(rule, workload) : undefined;
    if (annotation !== undefined) return { waiver: { annotation } };
    return late && { lapsed: { exception: late.name, expires: late.expires } };
  }

  #exceptionsNaming({ policy, rule }: Finding): readonly CompiledException[] {
    const key = `${policy}/${rule}`;
    const known = this.#naming.get(key);
    if (known !== undefined) return known;
    const naming = this.#terms.exceptions.filter((exception) => exception.names(policy, rule));
    this.#naming.set(key, naming);
    return naming;
  }

  #coverageOf(exception: CompiledException): Coverage | undefined {
    if (!this.#coverages.has(exception)) this.#coverages.set(exception, exception.coverageOf(this.#parts));
    return this.#coverages.get(exception);
  }
}

function waiverOf({ name, owner, expires, reason, ticket }: CompiledException): Waiver {
  return { exception: name, owner, expires, reason, ...(ticket !== undefined && { ticket }) };
}
