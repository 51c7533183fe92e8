import { evaluate } from './evaluate/evaluate.ts';
import { planPatch } from './evaluate/patch.ts';
import { remediesFor } from './evaluate/remedies.ts';
import type { Decision, Failure, PatchOperation } from './model/decision.ts';
import type { JsonObject } from './model/json.ts';
import type { CompiledPolicy, PolicySet } from './model/policy.ts';
import type { Subject } from './model/subject.ts';

/** Labels of a namespace. Rejects where they cannot be had; the caller then denies. */
export type NamespaceLabels = (namespace: string, signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

/** What an assessment may ask for. It asks only where a policy needs it. */
export interface World {
  readonly namespaceLabels: NamespaceLabels;
  /** Aborts at the deadline of the request. Read only when there is something to wait for. */
  readonly signal: AbortSignal;
}

/** The policies that apply to a subject, and why that could not be told of others. */
interface Scope {
  readonly policies: readonly CompiledPolicy[];
  readonly failures: readonly Failure[];
}

/** Judges a subject by every policy that applies. Never rejects: what goes wrong is a failure, and denies. */
export async function assess(subject: Subject, policySet: PolicySet, world: World): Promise<Decision> {
  const scope = await findScope(subject, policySet, world);
  const { findings, failures } = evaluate(subject, scope.policies);
  const allFailures = [...scope.failures, ...failures];
  return {
    allowed: allFailures.length === 0 && !findings.some(({ action }) => action === 'Deny'),
    findings,
    failures: allFailures,
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
  subject: Subject,
  policySet: PolicySet,
  world: World,
  reread: (object: JsonObject) => Subject | undefined,
): Promise<Mutation> {
  const scope = await findScope(subject, policySet, world);
  const { object } = subject.workload;
  const unchanged = (failures: readonly Failure[]) => ({ decision: mutated(failures, []), object });
  if (scope.failures.length > 0) return unchanged(scope.failures);
  const remedies = remediesFor(subject, scope.policies);
  if (remedies.length === 0) return unchanged([]);
  try {
    const { operations, patched } = planPatch(object, remedies);
    const again = reread(patched);
    if (again === undefined || remediesFor(again, scope.policies).length > 0)
      throw new Error('patch is not idempotent');
    return { decision: mutated([], operations), object: patched };
  } catch (cause) {
    return unchanged([{ code: 'patch', message: 'the changes that policies ask for do not fit the object', cause }]);
  }
}

function mutated(failures: readonly Failure[], patches: readonly PatchOperation[]): Decision {
  return { allowed: failures.length === 0, findings: [], failures, patches };
}

async function findScope(subject: Subject, { policies }: PolicySet, world: World): Promise<Scope> {
  const candidates = policies.filter((policy) => policy.matches(subject));
  if (candidates.every(({ selectsNamespace }) => selectsNamespace === undefined)) {
    return { policies: candidates, failures: [] };
  }
  const labels = await lookUpLabels(subject.workload.namespace, world);
  if ('code' in labels)
    return { policies: candidates.filter((policy) => !policy.selectsNamespace), failures: [labels] };
  return { policies: candidates.filter(({ selectsNamespace }) => selectsNamespace?.(labels) ?? true), failures: [] };
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
