import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';

const API_VERSION = 'tidewaiter.dev/v1alpha1';

/** A policy document; `spec` may be anything that the schema takes. */
export function policyDocument(name: string, spec: JsonObject): JsonObject {
  return { apiVersion: API_VERSION, kind: 'AdmissionPolicy', metadata: { name }, spec };
}

/** Rules of policies by the name of the policy. */
export type Excepted = Readonly<Record<string, readonly string[]>>;

/** An exception that says all that it must; `spec` replaces fields of the same name. */
export function exceptionDocument(
  name: string,
  rules: Excepted,
  spec: JsonObject = {},
  namespace?: string,
): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: 'PolicyException',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      policies: Object.entries(rules).map(([policy, ids]) => ({ name: policy, rules: ids })),
      reason: 'The vendor has not mended it yet.',
      owner: 'team-shop',
      expires: '2027-03-31',
      ...spec,
    },
  };
}

/** Loads documents as one file each, with the real rules. */
export function loadDocuments(...documents: readonly JsonObject[]): PolicySet {
  const files = documents.map((document, index) => ({ file: `${index}.yaml`, text: JSON.stringify(document) }));
  return loadPolicies(files, WORKLOAD_RULES);
}
