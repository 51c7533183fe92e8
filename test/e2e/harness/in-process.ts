import type { World } from '../../../src/assess.ts';
import { judge } from '../../../src/cli/judge.ts';
import { type ManifestObject, manifestObjects } from '../../../src/cli/manifest-objects.ts';
import type { Decision } from '../../../src/model/decision.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PolicySet } from '../../../src/model/policy.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../../src/parse/yaml.ts';
import { loadPolicies } from '../../../src/policy/load.ts';
import type { PolicyResources } from '../../../src/policy/resources.ts';
import { WORKLOAD_RULES } from '../../../src/rules/index.ts';
import type { KubeObject } from './kube.ts';

/** An object as `tidewaiter review` finds it in a file. */
export function manifestOf(object: JsonObject): ManifestObject {
  const documents = parseYaml('object.json', JSON.stringify(object), MANIFEST_LIMITS);
  const [manifest] = manifestObjects(documents, true).objects;
  if (manifest === undefined) throw new Error(`not an object of Kubernetes: ${JSON.stringify(object)}`);
  return manifest;
}

/** Judges by one set of policies, in this process. */
export type Judge = (manifest: ManifestObject) => Promise<Decision>;

/** As `tidewaiter review` does, with the same labels for every namespace. */
export function judgeBy(policySet: PolicySet, labels: Readonly<Record<string, string>> = {}): Judge {
  const world: World = {
    namespaceLabels: async () => new Map(Object.entries(labels)),
    signal: new AbortController().signal,
    today: () => '2026-11-20',
    honoursAnnotations: false,
  };
  return async (manifest) => {
    const outcome = await judge(manifest, { policySet, world, namespace: 'default' });
    if (outcome.kind !== 'judged') throw new Error(`not judged: ${JSON.stringify(manifest.object)}`);
    return outcome.subject.decision;
  };
}

/** Policies of files with all built-in rules. */
export function policiesOf(files: Readonly<Record<string, string>>, resources?: PolicyResources): PolicySet {
  const named = Object.entries(files).map(([file, text]) => ({ file, text }));
  return loadPolicies(named, WORKLOAD_RULES, { ...(resources && { resources }) });
}

/** The AdmissionReview of a CREATE of this object, which a webhook gets once the API server has completed it. */
export function createReview(object: KubeObject): JsonObject {
  const { apiVersion, kind, metadata } = object;
  const [version, group = ''] = apiVersion.split('/').reverse();
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: metadata.uid,
      kind: { group, version, kind },
      resource: { group, version, resource: `${kind.toLowerCase()}s` },
      name: metadata.name ?? '',
      namespace: metadata.namespace,
      operation: 'CREATE',
      userInfo: { username: 'admin', groups: ['system:masters'] },
      object,
    },
  };
}
