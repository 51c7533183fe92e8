import { assess, mutate, type World } from '../assess.ts';
import { WELL_FORMED } from '../evaluate/evaluate.ts';
import { ReviewError } from '../model/admission.ts';
import type { Decision, Failure, Finding } from '../model/decision.ts';
import type { JsonObject } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { PolicySet } from '../model/policy.ts';
import type { SourceProblem } from '../model/source.ts';
import type { Subject } from '../model/subject.ts';
import { valueAt } from '../model/value-at.ts';
import type { Workload } from '../model/workload.ts';
import { parseAdmissionReview } from '../parse/admission-review.ts';
import { subjectOf } from '../parse/subject.ts';
import { parseWorkload } from '../parse/workload.ts';
import { type AdmissionAnswer, outOfScopeAnswer, refusalAnswer, validatingAnswer } from '../report/admission.ts';
import type { ReviewedSubject } from '../report/reviewed-subject.ts';
import type { ManifestObject } from './manifest-objects.ts';

/** What objects are judged by. */
export interface Bench {
  readonly policySet: PolicySet;
  readonly world: World;
  /** Namespace of manifests that name none. */
  readonly namespace: string;
}

/** What became of one object of a file. */
export type Outcome =
  | { readonly kind: 'judged'; readonly subject: ReviewedSubject; answer(): AdmissionAnswer }
  /** Outside the scope of policies; only a request has an answer all the same. */
  | { readonly kind: 'not-judged'; answer?(): AdmissionAnswer }
  | { readonly kind: 'problem'; readonly problem: SourceProblem };

const NAMESPACE = ['metadata', 'namespace'];

/** A manifest has no request; its answer carries the nil UUID (RFC 9562 section 5.9). */
const NO_REQUEST = { uid: '00000000-0000-0000-0000-000000000000' };

/** Judges an AdmissionReview as it was received, and any other object as if it were being created. */
export function judge(manifest: ManifestObject, bench: Bench): Promise<Outcome> {
  const isReview = manifest.kind === 'AdmissionReview' && manifest.apiVersion.startsWith('admission.k8s.io/');
  return isReview ? judgeReview(manifest, bench) : judgeManifest(manifest, bench);
}

async function judgeReview(manifest: ManifestObject, { policySet, world }: Bench): Promise<Outcome> {
  try {
    const request = parseAdmissionReview(manifest.object);
    const triage = subjectOf(request);
    if (triage.kind === 'allow') return { kind: 'not-judged', answer: () => outOfScopeAnswer(request) };
    const objectPath = ['request', request.operation === 'DELETE' ? 'oldObject' : 'object'];
    const { name, namespace } = request;
    if (triage.kind === 'deny') {
      const decision = refusal(triage.message);
      const subject = reviewed(manifest, { kind: request.kind.kind, name, namespace }, decision, objectPath);
      return { kind: 'judged', subject, answer: () => refusalAnswer(request, triage.message) };
    }
    const decision = await assess(triage.subject, policySet, world);
    const subject = reviewed(manifest, triage.subject.workload, decision, objectPath);
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
  const read = (object: JsonObject): Subject | undefined => {
    const workload = parseManifest(object, { kind, apiVersion, namespace: bench.namespace });
    return workload && { operation: 'CREATE', workload };
  };
  const written = read(manifest.object);
  if (written === undefined) return { kind: 'not-judged' };
  const namespace = valueAt(manifest.object, NAMESPACE) ?? '';
  if (typeof namespace !== 'string') {
    const message = `metadata.namespace must be a string, not ${describeType(jsonType(namespace))}`;
    return { kind: 'problem', problem: { file: manifest.file, ...manifest.positionOf(NAMESPACE), message } };
  }
  const subject = reviewed(manifest, written.workload, await admit(written, bench, read), []);
  return {
    kind: 'judged',
    subject,
    answer: () => validatingAnswer(NO_REQUEST, subject.decision, bench.policySet.version),
  };
}

/** Reads a manifest as a workload; undefined for a kind that holds no pod. `namespace` counts where it names none. */
export function parseManifest(
  object: JsonObject,
  { kind, apiVersion, namespace }: { readonly kind: string; readonly apiVersion: string; readonly namespace: string },
): Workload | undefined {
  return parseWorkload(object, { kind, apiVersion, namespace: namespaceOf(object) ?? namespace });
}

/**
 * What becomes of a subject at the door of a cluster: rules change it where they were asked to, and what
 * they leave is judged. The decision carries the changes; its paths are those of the changed object.
 */
export async function admit(
  subject: Subject,
  { policySet, world }: Pick<Bench, 'policySet' | 'world'>,
  reread: (object: JsonObject) => Subject | undefined,
): Promise<Decision> {
  const mutation = await mutate(subject, policySet, world, reread);
  const verdict = await assess(reread(mutation.object) ?? subject, policySet, world);
  const unpatched = mutation.decision.failures.filter(({ code }) => code === 'patch');
  return {
    ...verdict,
    allowed: verdict.allowed && unpatched.length === 0,
    failures: [...verdict.failures, ...unpatched],
    patches: mutation.decision.patches,
  };
}

function namespaceOf(object: JsonObject): string | undefined {
  const namespace = valueAt(object, NAMESPACE);
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

function reviewed(
  { file, start, positionOf }: ManifestObject,
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
  return { allowed: false, findings: [finding], failures: [], patches: [] };
}
