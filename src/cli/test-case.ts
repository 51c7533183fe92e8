import type { World } from '../assess.ts';
import type { Finding } from '../model/decision.ts';
import type { JsonObject } from '../model/json.ts';
import { formatPath } from '../model/path.ts';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import type { ExpectedFinding, PolicyTestCase } from '../policy/policy-test.ts';
import { admit, parseManifest } from './judge.ts';
import { compareFindings } from './match-findings.ts';
import { withNameLabel } from './namespace-labels.ts';

const NAMESPACE = 'default';

/**
 * Runs one case and gives what differs from what it expects, one line each; none: it passed.
 * undefined where its resource is nothing that a policy judges.
 */
export async function runCase(testCase: PolicyTestCase, policySet: PolicySet): Promise<readonly string[] | undefined> {
  const { operation, oldResource, requester, expect, namespaceLabels } = testCase;
  const before = oldResource && readResource(oldResource);
  const read = (object: JsonObject): Subject | undefined => {
    const workload = readResource(object);
    return workload && { operation, workload, ...(before && { before }), ...(requester && { requester }) };
  };
  const subject = read(testCase.resource);
  if (subject === undefined) return undefined;
  const world: World = {
    namespaceLabels: async (namespace) => withNameLabel(namespaceLabels, namespace),
    signal: new AbortController().signal,
  };
  const { findings, failures } = await admit(subject, { policySet, world }, read);
  const { missing, unexpected } = compareFindings(expect, findings);
  return [
    ...failures.map(({ message }) => `could not decide: ${printable(message)}`),
    ...missing.map((expectation) => `expected, not found: ${describeExpected(expectation)}`),
    ...unexpected.map((finding) => `found, not expected: ${describeFound(finding)}`),
  ];
}

function readResource(object: JsonObject): Workload | undefined {
  const { kind, apiVersion } = object;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return undefined;
  return parseManifest(object, { kind, apiVersion, namespace: NAMESPACE });
}

function describeExpected({ rule, policy, action, path }: ExpectedFinding): string {
  const details = [policy && `policy ${policy}`, action, path && `at ${printable(path)}`].filter((part) => part);
  return details.length === 0 ? rule : `${rule} (${details.join(', ')})`;
}

function describeFound({ rule, policy, action, path, message }: Finding): string {
  return `${rule} (policy ${policy}, ${action}, at ${printable(formatPath(path))}): ${printable(message)}`;
}
