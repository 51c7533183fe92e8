import type { Finding, Waiver } from '../model/decision.ts';
import { type CompiledException, type Coverage, hasExpired, type ProblemPlace } from '../model/exception.ts';
import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { Workload } from '../model/workload.ts';
import { ProblemPlaces } from './problem-places.ts';
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

type Exceptions = ReadonlySet<CompiledException>;

/** An object may have many findings and there may be many exceptions: what does not depend on both is asked once. */
class ObjectWaivers implements Waivers {
  readonly #parts: readonly Workload[];
  readonly #terms: WaiverTerms;
  readonly #naming = new Map<string, Exceptions>();
  readonly #covering = new Map<ProblemPlace, Exceptions>();
  #places: ProblemPlaces | undefined;
  #concerned: readonly (readonly [CompiledException, Coverage])[] | undefined;
  #today: string | undefined;

  constructor(parts: readonly Workload[], terms: WaiverTerms) {
    this.#parts = parts;
    this.#terms = terms;
  }

  judge(finding: Finding, { rule, policy, workload }: FindingOrigin): WaiverVerdict | undefined {
    let late: CompiledException | undefined;
    for (const exception of this.#exceptionsFor(finding)) {
      this.#today ??= this.#terms.today();
      if (!hasExpired(exception.expires, this.#today)) return { waiver: waiverOf(exception) };
      late ??= exception;
    }
    const honours = this.#terms.annotations && policy.refusesAnnotations !== true;
    const annotation = honours ? waivingAnnotation(rule, workload) : undefined;
    if (annotation !== undefined) return { waiver: { annotation } };
    return late && { lapsed: { exception: late.name, expires: late.expires } };
  }

  /** In the order of all exceptions. */
  #exceptionsFor({ policy, rule, path }: Finding): Exceptions {
    const naming = once(this.#naming, `${policy}/${rule}`, () =>
      this.#terms.exceptions.filter((exception) => exception.names(policy, rule)),
    );
    return naming.size === 0 ? naming : naming.intersection(this.#exceptionsCovering(path));
  }

  #exceptionsCovering(path: FieldPath): Exceptions {
    this.#places ??= new ProblemPlaces(this.#parts);
    const place = this.#places.at(path);
    return once(this.#covering, place, () =>
      this.#coverages.filter(([, covers]) => covers(place)).map(([exception]) => exception),
    );
  }

  /** Of the exceptions that concern the object. */
  get #coverages(): readonly (readonly [CompiledException, Coverage])[] {
    this.#concerned ??= this.#terms.exceptions.flatMap((exception) => {
      const covers = exception.coverageOf(this.#parts);
      return covers === undefined ? [] : [[exception, covers] as const];
    });
    return this.#concerned;
  }
}

function once<Key>(known: Map<Key, Exceptions>, key: Key, find: () => readonly CompiledException[]): Exceptions {
  const found = known.get(key) ?? new Set(find());
  known.set(key, found);
  return found;
}

function waiverOf({ name, owner, expires, reason, ticket }: CompiledException): Waiver {
  return { exception: name, owner, expires, reason, ...(ticket !== undefined && { ticket }) };
}
