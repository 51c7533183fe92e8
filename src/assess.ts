import { CommonGround } from './evaluate/common-ground.ts';
import { distinctFailures, distinctFindings } from './evaluate/distinct.ts';
import { type Circumstances, concerns, evaluate } from './evaluate/evaluate.ts';
import { planPatch } from './evaluate/patch.ts';
import { remediesFor } from './evaluate/remedies.ts';
import { waiversFor } from './evaluate/waivers.ts';
import type { Decision, Failure, PatchOperation } from './model/decision.ts';
import type { JsonObject } from './model/json.ts';
import type { CompiledPolicy, PolicySet } from './model/policy.ts';
import type { Remedy } from './model/problem.ts';
import type { Surroundings } from './model/rule.ts';
import type { Subject, Subjects } from './model/subject.ts';

/** Labels of a namespace. Rejects where they cannot be had; the caller then denies. */
export type NamespaceLabels = (namespace: string, signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

/** What an assessment may ask for. It asks only where a policy needs it. */
export interface World {
  readonly namespaceLabels: NamespaceLabels;
  /** Aborts at the deadline of the request. Read only when there is something to wait for. */
  readonly signal: AbortSignal;
  /** The date in UTC, `2026-11-20`: exceptions end. */
  readonly today: () => string;
  /** Annotations of kube-linter and Polaris count. Whoever writes an object can write them. */
  readonly honoursAnnotations: boolean;
  /** Absent: rules over several objects are left out. */
  readonly surroundings?: Surroundings;
}

/** The policies that apply to an object, and why that could not be told of others. */
interface Scope {
  readonly policies: readonly CompiledPolicy[];
  readonly failures: readonly Failure[];
}

/** Judges an object by every policy that applies. Never rejects: what goes wrong is a failure, and denies. */
export async function assess(subjects: Subjects, policySet: PolicySet, world: World): Promise<Decision> {
  const scope = await findScope(subjects, policySet, world);
  const circumstances = circumstancesOf(subjects, policySet, world);
  const evaluations = subjects.map((subject) =>
    evaluate(subject, policiesFor(subject, subjects, scope), circumstances),
  );
  const findings = distinctFindings(evaluations, 'findings');
  const waived = distinctFindings(evaluations, 'waived');
  const failures = [...scope.failures, ...distinctFailures(evaluations)];
  return {
    allowed: failures.length === 0 && !findings.some(({ action }) => action === 'Deny'),
    findings,
    waived,
    failures,
    patches: [],
  };
}

/** What mutation came to: the decision carries the patches, and `object` is the subject's object after them. */
export interface Mutation {
  readonly decision: Decision;
  readonly object: JsonObject;
}

/**
 * Collects the remedies of rules that were asked to mutate, as one patch that has been applied to our
 * own copy. It denies only where it could not decide: judging what is left is the validating side's.
 * `reread` parses the patched object again, to prove that a second run would change nothing.
 */
export async function mutate(
  subjects: Subjects,
  policySet: PolicySet,
  world: World,
  reread: (object: JsonObject) => Subjects | undefined,
): Promise<Mutation> {
  const scope = await findScope(subjects, policySet, world);
  const { object } = subjects[0].workload;
  const unchanged = (failures: readonly Failure[]) => ({ decision: mutated(failures, []), object });
  if (scope.failures.length > 0) return unchanged(scope.failures);
  const remediesOf = (some: Subjects): readonly Remedy[] => {
    const circumstances = circumstancesOf(some, policySet, world);
    return some.flatMap((subject) => remediesFor(subject, policiesFor(subject, some, scope), circumstances));
  };
  const remedies = remediesOf(subjects);
  if (remedies.length === 0) return unchanged([]);
  try {
    const { operations, patched } = planPatch(object, remedies);
    const again = reread(patched);
    if (again === undefined || remediesOf(again).length > 0) {
      throw new Error('patch is not idempotent');
    }
    return { decision: mutated([], operations), object: patched };
  } catch (cause) {
    return unchanged([{ code: 'patch', message: 'the changes that policies ask for do not fit the object', cause }]);
  }
}

function mutated(failures: readonly Failure[], patches: readonly PatchOperation[]): Decision {
  return { allowed: failures.length === 0, findings: [], waived: [], failures, patches };
}

function circumstancesOf(subjects: Subjects, { exceptions }: PolicySet, world: World): Circumstances {
  const { honoursAnnotations: annotations, surroundings, today } = world;
  const parts = subjects.map(({ workload }) => workload);
  return {
    waivers: waiversFor(parts, { today, exceptions, annotations }),
    ...(surroundings && { surroundings }),
    ...(subjects.length > 1 && { common: new CommonGround() }),
  };
}

/** The parts of one object may differ in what policies select: then each is asked about by itself. */
function policiesFor(subject: Subject, subjects: Subjects, { policies }: Scope): readonly CompiledPolicy[] {
  return subjects.length === 1 ? policies : policies.filter((policy) => policy.matches(subject));
}

async function findScope(subjects: Subjects, { policies }: PolicySet, world: World): Promise<Scope> {
  const candidates = policies.filter((policy) => subjects.some((subject) => applies(policy, subject)));
  if (!candidates.some(asksForLabels)) return { policies: candidates, failures: [] };
  const { namespace } = subjects[0].workload;
  if (namespace === '') return { policies: candidates.map((policy) => chooseRules(policy, NO_LABELS)), failures: [] };
  const labels = await lookUpLabels(namespace, world);
  if ('code' in labels) return { policies: candidates.filter((policy) => !asksForLabels(policy)), failures: [labels] };
  return {
    policies: candidates
      .filter(({ selectsNamespace }) => selectsNamespace?.(labels) ?? true)
      .map((policy) => chooseRules(policy, labels)),
    failures: [],
  };
}

/** What lies in no namespace is never left out by a selector, as with the API server's own. */
const NO_LABELS: ReadonlyMap<string, string> = new Map();

function chooseRules(policy: CompiledPolicy, labels: ReadonlyMap<string, string>): CompiledPolicy {
  return policy.rulesFor ? { ...policy, rules: policy.rulesFor(labels) } : policy;
}

/** A policy that has nothing to say does not even ask for the labels of the namespace. */
function applies(policy: CompiledPolicy, subject: Subject): boolean {
  return policy.matches(subject) && concerns(policy, subject.workload);
}

function asksForLabels({ selectsNamespace, rulesFor }: CompiledPolicy): boolean {
  return selectsNamespace !== undefined || rulesFor !== undefined;
}

async function lookUpLabels(namespace: string, world: World): Promise<ReadonlyMap<string, string> | Failure> {
  const { signal } = world;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([world.namespaceLabels(namespace, signal), aborted.promise]);
  } catch (cause) {
    if (signal.aborted) {
      return { code: 'deadline', message: `no labels of namespace ${namespace} before the deadline`, cause };
    }
    return { code: 'namespace-lookup', message: `the labels of namespace ${namespace} could not be read`, cause };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
