import { basename } from 'node:path';
import { assess, mutate, type World } from '../assess.ts';
import { ReviewError } from '../model/admission.ts';
import { type Decision, type Failure, type Finding, WELL_FORMED } from '../model/decision.ts';
import type { JsonObject } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { PolicySet } from '../model/policy.ts';
import type { SourceProblem } from '../model/source.ts';
import type { Subjects } from '../model/subject.ts';
import { valueAt } from '../model/value-at.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { parseAdmissionReview } from '../parse/admission-review.ts';
import { withDefaults } from '../parse/defaulting.ts';
import { readDockerfile } from '../parse/dockerfile/workload.ts';
import type { WorkloadOrigin } from '../parse/parsed-workload.ts';
import { subjectsOf } from '../parse/subject.ts';
import { parseWorkloads, type Workloads } from '../parse/workload.ts';
import { type AdmissionAnswer, outOfScopeAnswer, refusalAnswer, validatingAnswer } from '../report/admission.ts';
import type { ReviewedSubject } from '../report/reviewed-subject.ts';
import type { ManifestObject } from './manifest-objects.ts';

/** What objects are judged by. */
export interface Bench {
  readonly policySet: PolicySet;
  /** The same policies, loaded to be watched: they give the verdict. What rules would change is asked without them. */
  readonly watched?: PolicySet;
  readonly world: World;
  /** Namespace of manifests that name none. */
  readonly namespace: string;
}

/** What became of one object of a file. */
export type Outcome =
  | { readonly kind: 'judged'; readonly subject: ReviewedSubject; answer(): AdmissionAnswer }
  /** Outside the scope of policies; only a request has an answer all the same. */
  | { readonly kind: 'not-judged'; readonly objectKind: string; answer?(): AdmissionAnswer }
  | { readonly kind: 'problem'; readonly problem: SourceProblem };

const NAMESPACE = ['metadata', 'namespace'];

/** A manifest has no request; its answer carries the nil UUID (RFC 9562 section 5.9). */
const NO_REQUEST = { uid: '00000000-0000-0000-0000-000000000000' };

/** Judges an AdmissionReview as it was received, and any other object as if it were being created. */
export function judge(manifest: ManifestObject, bench: Bench): Promise<Outcome> {
  const isReview = manifest.kind === 'AdmissionReview' && manifest.apiVersion.startsWith('admission.k8s.io/');
  return isReview ? judgeReview(manifest, bench) : judgeManifest(manifest, bench);
}

/** The files beside it are not what the webhook would see: rules over several objects are left out, as there. */
async function judgeReview(manifest: ManifestObject, { policySet, world }: Bench): Promise<Outcome> {
  const { surroundings: _, ...alone } = world;
  try {
    const request = parseAdmissionReview(manifest.object);
    const triage = subjectsOf(request, policySet.kinds);
    if (triage.kind === 'allow') {
      return { kind: 'not-judged', objectKind: request.kind.kind, answer: () => outOfScopeAnswer(request) };
    }
    const objectPath = ['request', request.operation === 'DELETE' ? 'oldObject' : 'object'];
    const { name, namespace } = request;
    if (triage.kind === 'deny') {
      const decision = refusal(triage.message);
      const subject = reviewed(manifest, { kind: request.kind.kind, name, namespace }, decision, objectPath);
      return { kind: 'judged', subject, answer: () => refusalAnswer(request, triage.message) };
    }
    const decision = await assess(triage.subjects, policySet, alone);
    const subject = reviewed(manifest, triage.subjects[0].workload, decision, objectPath);
    return { kind: 'judged', subject, answer: () => validatingAnswer(request, subject.decision, policySet.version) };
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    const problem = {
      file: manifest.file,
      ...manifest.start,
      message: `this AdmissionReview cannot be judged: ${error.message}`,
    };
    return { kind: 'problem', problem };
  }
}

async function judgeManifest(manifest: ManifestObject, bench: Bench): Promise<Outcome> {
  const { kind, apiVersion } = manifest;
  const { kinds } = bench.policySet;
  const read = (object: JsonObject): Subjects | undefined => {
    const workloads = parseManifest(
      object,
      { kind, apiVersion, namespace: bench.namespace, written: manifest.object },
      kinds,
    );
    return workloads && mapAll(workloads, (workload) => ({ operation: 'CREATE', workload }));
  };
  const written = read(withDefaults(manifest.object, manifest));
  if (written === undefined) return { kind: 'not-judged', objectKind: kind };
  const namespace = valueAt(manifest.object, NAMESPACE) ?? '';
  if (typeof namespace !== 'string') {
    const message = `metadata.namespace must be a string, not ${describeType(jsonType(namespace))}`;
    return { kind: 'problem', problem: { file: manifest.file, ...manifest.positionOf(NAMESPACE), message } };
  }
  const decision = placedIn(manifest.object, await admit(written, bench, read));
  const subject = reviewed(manifest, written[0].workload, decision, []);
  return {
    kind: 'judged',
    subject,
    answer: () => validatingAnswer(NO_REQUEST, subject.decision, bench.policySet.version),
  };
}

/** Reads a manifest as workloads; undefined for a kind that holds no pod. `namespace` counts where it names none. */
export function parseManifest(
  object: JsonObject,
  origin: Omit<WorkloadOrigin, 'name'>,
  kinds: WorkloadKinds,
): Workloads | undefined {
  return parseWorkloads(object, { ...origin, namespace: namespaceOf(object) ?? origin.namespace }, kinds);
}

/** Keeps that there is at least one. */
export function mapAll<T, U>([first, ...rest]: readonly [T, ...T[]], change: (item: T) => U): readonly [U, ...U[]] {
  return [change(first), ...rest.map(change)];
}

/** The decision with the paths of what the author wrote: defaults that were filled in are in no file. */
export function placedIn(object: JsonObject, decision: Decision): Decision {
  const place = <F extends Finding>(finding: F): F => ({ ...finding, path: existingPart(object, finding.path) });
  return { ...decision, findings: decision.findings.map(place), waived: decision.waived.map(place) };
}

function existingPart(object: JsonObject, path: FieldPath): FieldPath {
  let length = path.length;
  while (length > 0 && (valueAt(object, path.slice(0, length)) ?? null) === null) length -= 1;
  return path.slice(0, length);
}

/**
 * What becomes of an object at the door of a cluster: rules change it where they were asked to, and what
 * they leave is judged. The decision carries the changes; its paths are those of the changed object.
 */
export async function admit(
  subjects: Subjects,
  { policySet, watched = policySet, world }: Pick<Bench, 'policySet' | 'watched' | 'world'>,
  reread: (object: JsonObject) => Subjects | undefined,
): Promise<Decision> {
  const mutation = await mutate(subjects, policySet, world, reread);
  const verdict = await assess(reread(mutation.object) ?? subjects, watched, world);
  const unpatched = mutation.decision.failures.filter(({ code }) => code === 'patch');
  return {
    ...verdict,
    allowed: verdict.allowed && unpatched.length === 0,
    failures: [...verdict.failures, ...unpatched],
    patches: mutation.decision.patches,
  };
}

/** The namespace that a manifest names; undefined where it names none. */
export function namespaceOf(object: JsonObject): string | undefined {
  const namespace = valueAt(object, NAMESPACE);
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

/** Judges a file that an image is built from: images are all that it holds, and nothing changes it on its way. */
export async function judgeDockerfile(file: string, text: string, { policySet, world }: Bench): Promise<Outcome> {
  const { surroundings: _, ...alone } = world;
  const { workload, unresolved, positionOf } = readDockerfile(file, basename(file), text);
  const verdict = await assess([{ operation: 'CREATE', workload }], policySet, alone);
  const decision = { ...verdict, unchecked: [...verdict.unchecked, ...unresolved] };
  return {
    kind: 'judged',
    subject: reviewed({ file, start: positionOf([]), positionOf }, workload, decision, []),
    answer: () => validatingAnswer(NO_REQUEST, decision, policySet.version),
  };
}

function reviewed(
  { file, start, positionOf }: Pick<ManifestObject, 'file' | 'start' | 'positionOf'>,
  { kind, name, namespace }: { readonly kind: string; readonly name: string; readonly namespace: string },
  decision: Decision,
  objectPath: FieldPath,
): ReviewedSubject {
  return {
    kind,
    name,
    namespace,
    file,
    line: start.line,
    decision: { ...decision, failures: decision.failures.map(withReason) },
    positionOf: (path) => positionOf([...objectPath, ...path]),
  };
}

/** Offline, the reason why labels are not known is what the user can do about it. */
function withReason(failure: Failure): Failure {
  const { code, message, cause } = failure;
  if (code !== 'namespace-lookup' || !(cause instanceof Error)) return failure;
  return { ...failure, message: `${message}: ${cause.message}` };
}

/** What a request that contradicts itself comes to, in the form of any other decision. */
function refusal(message: string): Decision {
  const finding: Finding = {
    rule: WELL_FORMED,
    policy: '',
    action: 'Deny',
    severity: 'error',
    message,
    path: [],
    remediation: 'Give the request the form in which the API server sends it.',
  };
  return { allowed: false, findings: [finding], waived: [], failures: [], images: [], unchecked: [], patches: [] };
}
