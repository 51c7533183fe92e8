import type { World } from '../assess.ts';
import type { Finding } from '../model/decision.ts';
import type { ImageOracle, ImageQuestion } from '../model/image-evidence.ts';
import type { JsonObject } from '../model/json.ts';
import { formatPath } from '../model/path.ts';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import type { Subject, Subjects } from '../model/subject.ts';
import { valueAt } from '../model/value-at.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { CONNECTION_KINDS, readConnection } from '../parse/connection.ts';
import { withDefaults } from '../parse/defaulting.ts';
import { earlierStates } from '../parse/earlier.ts';
import { ObjectSet } from '../parse/object-set.ts';
import type { Workloads } from '../parse/workload.ts';
import type { ExpectedFinding, PolicyTestCase } from '../policy/policy-test.ts';
import type { StatedImage } from '../policy/stated-images.ts';
import { admit, mapAll, namespaceOf, parseManifest, placedIn } from './judge.ts';
import { compareFindings } from './match-findings.ts';
import { withNameLabel } from './namespace-labels.ts';
import { StatedOracle } from './stated-oracle.ts';
import { readPredicates } from './stated-predicates.ts';
import { utcDay } from './utc-day.ts';

const NAMESPACE = 'default';
/** Characters of a finding's message, which may name an image by its digest before it says what is wrong. */
const MAX_MESSAGE = 512;

/** What policies said of a case. */
export interface CaseResult {
  /** What differs from what the case expects, one line each; none: it passed. */
  readonly differences: readonly string[];
  /** Names of the exceptions that took findings out. */
  readonly applied: readonly string[];
}

/** What cases are run with. */
export interface CasePolicies {
  readonly policySet: PolicySet;
  /** The same policies, loaded to be watched. */
  readonly watched: PolicySet;
  /** What knows of images that cases do not state; absent: nobody does. */
  readonly images?: ImageOracle | undefined;
}

/** Runs one case; undefined where its resource is nothing that a policy judges. */
export async function runCase(
  testCase: PolicyTestCase,
  { policySet, watched, images }: CasePolicies,
): Promise<CaseResult | undefined> {
  const { oldResource, expect, namespaceLabels } = testCase;
  const { kinds } = policySet;
  const earlier = oldResource && readResource(completed(oldResource), kinds, oldResource);
  const read = (object: JsonObject): Subjects | undefined => {
    const workloads = readResource(object, kinds, testCase.resource);
    const states = workloads && earlierStates(workloads, earlier);
    return workloads && mapAll(workloads, (workload) => subjectOf(testCase, workload, states?.get(workload)));
  };
  const subjects = read(completed(testCase.resource));
  if (subjects === undefined) return undefined;
  const world: World = {
    namespaceLabels: async (namespace) => withNameLabel(namespaceLabels, namespace),
    signal: new AbortController().signal,
    today: () => testCase.today ?? utcDay(),
    honoursAnnotations: false,
    ...(testCase.others && { surroundings: surroundingsOf(testCase, kinds) }),
    ...imagesOf(testCase, images),
  };
  const decision = await admit(subjects, { policySet, watched, world }, read);
  const { findings, waived, failures } = placedIn(testCase.resource, decision);
  const { missing, unexpected } = compareFindings(expect, findings);
  const differences = [
    ...failures.map(({ message }) => `could not decide: ${printable(message)}`),
    ...missing.map((expectation) => `expected, not found: ${describeExpected(expectation)}`),
    ...unexpected.map((finding) => `found, not expected: ${describeFound(finding)}`),
  ];
  return { differences, applied: waived.flatMap(({ waiver }) => ('exception' in waiver ? [waiver.exception] : [])) };
}

/** Where a case states nothing of images and nobody else knows of them, nobody is asked. */
function imagesOf(testCase: PolicyTestCase, others: ImageOracle | undefined): Pick<World, 'images'> {
  const stated = testCase.images && statedOracle(testCase, testCase.images);
  if (stated === undefined || others === undefined) {
    const only = stated ?? others;
    return only === undefined ? {} : { images: only };
  }
  const oracleOf = ({ reference }: ImageQuestion) => (stated.states(reference) ? stated : others);
  return {
    images: {
      recall: (question) => oracleOf(question).recall(question),
      ask: (question, puller, signal) => oracleOf(question).ask(question, puller, signal),
    },
  };
}

/** A day that a case names is over when images are judged: what was signed on it is not of the future. */
function statedOracle({ file, today }: PolicyTestCase, images: readonly StatedImage[]): StatedOracle {
  const now = today === undefined ? Date.now : () => Date.parse(`${today}T23:59:59.999Z`);
  return new StatedOracle(images, readPredicates(file, images), now);
}

function subjectOf(
  { operation, requester }: PolicyTestCase,
  workload: Workload,
  before: Workload | undefined,
): Subject {
  return { operation, workload, ...(before && { before }), ...(requester && { requester }) };
}

/** With what the API server fills in, because cases are written as users write. */
function completed(object: JsonObject): JsonObject {
  const { kind, apiVersion } = object;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return object;
  return withDefaults(object, { kind, apiVersion });
}

function readResource(object: JsonObject, kinds: WorkloadKinds, written: JsonObject): Workloads | undefined {
  const { kind, apiVersion } = object;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return undefined;
  if (!CONNECTION_KINDS.includes(kind)) {
    return parseManifest(object, { kind, apiVersion, namespace: NAMESPACE, written }, kinds);
  }
  const name = valueAt(object, ['metadata', 'name']);
  const namespace = namespaceOf(object) ?? NAMESPACE;
  return [readConnection(object, { kind, apiVersion, namespace, name: typeof name === 'string' ? name : '' })];
}

function surroundingsOf({ resource, others = [] }: PolicyTestCase, kinds: WorkloadKinds): ObjectSet {
  const objects = new ObjectSet(NAMESPACE, kinds);
  for (const object of [resource, ...others]) {
    const { kind, apiVersion } = object;
    if (typeof kind === 'string' && typeof apiVersion === 'string') {
      objects.add(completed(object), { kind, apiVersion });
    }
  }
  return objects;
}

function describeExpected({ rule, policy, action, path }: ExpectedFinding): string {
  const details = [policy && `policy ${policy}`, action, path && `at ${printable(path)}`].filter((part) => part);
  return details.length === 0 ? rule : `${rule} (${details.join(', ')})`;
}

function describeFound({ rule, policy, action, path, message }: Finding): string {
  return `${rule} (policy ${policy}, ${action}, at ${printable(formatPath(path))}): ${printable(message, MAX_MESSAGE)}`;
}
