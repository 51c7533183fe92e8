import { assess, type World } from '../../src/assess.ts';
import { type Decision, WELL_FORMED } from '../../src/model/decision.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import type { Subject, Subjects } from '../../src/model/subject.ts';
import { valueAt } from '../../src/model/value-at.ts';
import type { Workload } from '../../src/model/workload.ts';
import { parseAdmissionReview } from '../../src/parse/admission-review.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';
import { JsonError, readJson } from '../../src/parse/json-reader.ts';
import { subjectsOf } from '../../src/parse/subject.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { splitApiVersion } from '../../src/parse/workload-kinds.ts';
import { TODAY } from '../rules/stated-images.ts';
import { KINDS } from './specimen.ts';

/** A request about an object, as far as it can differ here. */
export interface Asked {
  readonly object: JsonObject;
  readonly namespace: string;
  /** UPDATE: the object as it stood. */
  readonly before?: JsonObject;
  readonly subResource?: string;
  /** CONNECT: the object says what is asked of the pod of this name. */
  readonly connectsTo?: string;
}

/** What became of it: a decision, or a refusal before any policy was asked. */
export type Verdict =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'refused' }
  | { readonly kind: 'out-of-scope'; readonly reason: string };

/** Whether an object that violates a rule is kept out, and for that reason. */
export function isDenied(verdict: Verdict, rule: string): boolean {
  if (verdict.kind !== 'decided') return verdict.kind === 'refused';
  const { allowed, findings, failures } = verdict.decision;
  const isFound = findings.some((finding) => finding.rule === rule || finding.rule === WELL_FORMED);
  return !allowed && isFound && failures.length === 0;
}

/** The rule itself found it: nothing else kept the object out. */
export function isFoundBy(verdict: Verdict, rule: string): boolean {
  return verdict.kind === 'decided' && verdict.decision.findings.some((finding) => finding.rule === rule);
}

/** What there is besides the object: none of it unless it is given. */
export type Around = Pick<World, 'surroundings' | 'images'>;

function worldOf(around: Around): World {
  return {
    namespaceLabels: async () => new Map(),
    signal: new AbortController().signal,
    today: () => TODAY,
    honoursAnnotations: false,
    ...around,
  };
}

/** The AdmissionReview about an object. */
export function reviewOf({ object, namespace, before, subResource = '', connectsTo }: Asked): JsonObject {
  const { group, version } = splitApiVersion(String(object.apiVersion));
  const kind = String(object.kind);
  const name = valueAt(object, ['metadata', 'name']);
  const operation = connectsTo !== undefined ? 'CONNECT' : before === undefined ? 'CREATE' : 'UPDATE';
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: 'c0ffee00-0000-4000-8000-000000000000',
      kind: { group, version, kind },
      resource: { group, version, resource: connectsTo === undefined ? `${kind.toLowerCase()}s` : 'pods' },
      subResource,
      name: connectsTo ?? (typeof name === 'string' ? name : ''),
      namespace,
      operation,
      userInfo: { username: 'alice', groups: ['system:authenticated'] },
      object,
      oldObject: before ?? null,
    },
  };
}

/** As the webhook decides, from the bytes of the request on. */
export async function decideReview(text: string, policySet: PolicySet, around: Around = {}): Promise<Verdict> {
  let body: unknown;
  try {
    body = readJson(Buffer.from(text), { skipManagedFields: !policySet.readsManagedFields });
  } catch (error) {
    if (error instanceof JsonError) return { kind: 'refused' };
    throw error;
  }
  const triage = subjectsOf(parseAdmissionReview(body), KINDS);
  if (triage.kind === 'deny') return { kind: 'refused' };
  if (triage.kind === 'allow') return { kind: 'out-of-scope', reason: triage.reason };
  return { kind: 'decided', decision: await assess(triage.subjects, policySet, worldOf(around)) };
}

/** As `tidewaiter review` decides on a file. */
export async function decideFile(
  { object, namespace }: Asked,
  policySet: PolicySet,
  around: Around = {},
): Promise<Verdict> {
  const origin = { apiVersion: String(object.apiVersion), kind: String(object.kind) };
  const workloads = parseWorkloads(withDefaults(object, origin), { ...origin, namespace, written: object }, KINDS);
  if (workloads === undefined) return { kind: 'out-of-scope', reason: 'not-a-workload' };
  const subject = (workload: Workload): Subject => ({ operation: 'CREATE', workload });
  const [first, ...rest] = workloads;
  const subjects: Subjects = [subject(first), ...rest.map(subject)];
  return { kind: 'decided', decision: await assess(subjects, policySet, worldOf(around)) };
}
