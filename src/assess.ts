import { CommonGround } from './evaluate/common-ground.ts';
import { distinctFailures, distinctFindings } from './evaluate/distinct.ts';
import { type Circumstances, concerns, evaluate } from './evaluate/evaluate.ts';
import {
  decidedImages,
  ImageAnswers,
  type Inquiry,
  inquiriesOf,
  pullerOf,
  uncheckedImages,
} from './evaluate/inquiries.ts';
import { planPatch } from './evaluate/patch.ts';
import { remediesFor } from './evaluate/remedies.ts';
import { waiversFor } from './evaluate/waivers.ts';
import type { Decision, Failure, PatchOperation } from './model/decision.ts';
import type { ImageOracle, ImageQuestion } from './model/image-evidence.ts';
import type { JsonObject } from './model/json.ts';
import type { CompiledPolicy, PolicySet } from './model/policy.ts';
import type { Remedy } from './model/problem.ts';
import type { ImageView, Surroundings } from './model/rule.ts';
import type { Subject, Subjects } from './model/subject.ts';
import type { Workload } from './model/workload.ts';

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
  /** Finds out about images; absent: nobody is asked, and the decision says which images were not checked. */
  readonly images?: ImageOracle;
}

/** The policies that apply to an object, and why that could not be told of others. */
interface Scope {
  readonly policies: readonly CompiledPolicy[];
  readonly failures: readonly Failure[];
  /** Of the namespace; absent where no policy asked for them, or they could not be had. */
  readonly labels?: ReadonlyMap<string, string>;
}

/** Judges an object by every policy that applies. Never rejects: what goes wrong is a failure, and denies. */
export async function assess(subjects: Subjects, policySet: PolicySet, world: World): Promise<Decision> {
  const scope = await findScope(subjects, policySet, world);
  const known = circumstancesOf(subjects, policySet, world);
  const inquiries = inquire(subjects, policySet, scope, known);
  const images = inquiries && (await learn(inquiries, 'judge', coverageOf(policySet, subjects, scope), world));
  const circumstances = images === undefined ? known : { ...known, images };
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
    images: inquiries && images ? decidedImages(inquiries, images) : [],
    unchecked: world.images === undefined ? uncheckedImages(inquiries ?? []) : [],
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
  // Only what is written somewhere is asked for: judging comes later, and asks for the rest.
  const inquiries = inquire(subjects, policySet, scope, {})?.filter(({ question }) => question.about === 'digest');
  const images = inquiries && (await learn(inquiries, 'change', () => true, world));
  const remediesOf = (some: Subjects): readonly Remedy[] => {
    const circumstances = { ...circumstancesOf(some, policySet, world), ...(images && { images }) };
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
  return { allowed: failures.length === 0, findings: [], waived: [], failures, images: [], unchecked: [], patches };
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
  // Whether a policy names an image may depend on the labels, also where it has nothing else to say.
  const naming = candidates.some(({ judgesCoverage }) => judgesCoverage)
    ? policies.filter(({ coversImage }) => coversImage)
    : [];
  if (![...candidates, ...naming].some(asksForLabels)) return { policies: candidates, failures: [] };
  const { namespace } = subjects[0].workload;
  if (namespace === '') {
    return { policies: candidates.map((policy) => chooseRules(policy, NO_LABELS)), failures: [], labels: NO_LABELS };
  }
  const labels = await lookUpLabels(namespace, world);
  if ('code' in labels) return { policies: candidates.filter((policy) => !asksForLabels(policy)), failures: [labels] };
  return {
    policies: candidates
      .filter(({ selectsNamespace }) => selectsNamespace?.(labels) ?? true)
      .map((policy) => chooseRules(policy, labels)),
    failures: [],
    labels,
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

const asking = new WeakMap<PolicySet, boolean>();

/** What rules want to know of images; undefined where no policy has a rule that asks. */
function inquire(
  subjects: Subjects,
  policySet: PolicySet,
  scope: Scope,
  { common }: Circumstances,
): readonly Inquiry[] | undefined {
  let asks = asking.get(policySet);
  if (asks === undefined) {
    asks = policySet.policies.some(({ rules }) => rules.some((rule) => rule.asks !== undefined));
    asking.set(policySet, asks);
  }
  if (!asks) return undefined;
  return subjects.flatMap((subject) => inquiriesOf(subject, policiesFor(subject, subjects, scope), common));
}

/** Whether a policy for images applies to one, be it that it judges controllers or not. */
function coverageOf({ policies }: PolicySet, subjects: Subjects, { labels }: Scope): ImageView['isCovered'] {
  const coveringBy = new Map<Workload, readonly CompiledPolicy[]>();
  const coveringOf = (workload: Workload) => {
    const subject = subjects.find((each) => each.workload === workload);
    const isSelected = ({ selectsNamespace }: CompiledPolicy) =>
      selectsNamespace === undefined || workload.namespace === '' || (labels && selectsNamespace(labels));
    return policies.filter((policy) => policy.coversImage && subject && policy.matches(subject) && isSelected(policy));
  };
  return ({ parsed }, workload) => {
    const covering = coveringBy.get(workload) ?? coveringOf(workload);
    coveringBy.set(workload, covering);
    return parsed.ok && covering.some(({ coversImage }) => coversImage?.(parsed.reference) === true);
  };
}

/** Has every question answered, all at once; what is known already is had without waiting. Answers say what went wrong. */
async function learn(
  inquiries: readonly Inquiry[],
  purpose: 'judge' | 'change',
  isCovered: ImageView['isCovered'],
  world: World,
): Promise<ImageAnswers> {
  const { images: oracle, today } = world;
  const answers = new ImageAnswers(oracle === undefined ? 'unasked' : purpose, { isCovered, today });
  if (oracle === undefined) return answers;
  const open = new Map<ImageQuestion, Workload>();
  for (const { question, workload } of inquiries) {
    const known = oracle.recall(question);
    if (known === undefined) open.set(question, workload);
    else answers.add(question, known);
  }
  if (open.size === 0) return answers;
  const { signal } = world;
  await Promise.all(
    [...open].map(async ([question, workload]) => {
      answers.add(question, await oracle.ask(question, pullerOf(workload), signal));
    }),
  );
  return answers;
}
