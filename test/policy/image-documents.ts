import { generateKeyPairSync } from 'node:crypto';
import { checkTextCondition } from '../../src/claims/text-condition.ts';
import type { SignatureRequirement } from '../../src/model/image-policy.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import { checkLicenseEntry } from '../../src/packages/license-entry.ts';
import { checkPackagePattern } from '../../src/packages/package-pattern.ts';
import type { TestCoverage } from '../../src/policy/coverage.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import type { PolicyResources } from '../../src/policy/resources.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { problemsOf } from './harness.ts';

/** Documents about images, and what loading them comes to. */

const API_VERSION = 'tidewaiter.dev/v1alpha1';

export const GITHUB = 'https://token.actions.githubusercontent.com';
export const WORKFLOW = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
export const KEYLESS: JsonObject = { name: 'release', keyless: { issuer: GITHUB, subject: WORKFLOW } };

/** An `ImagePolicy`; without more, one that asks for a keyless signature. */
export function imagePolicy(spec: JsonObject = {}, name = 'images'): JsonObject {
  const require = { signatures: [KEYLESS] };
  return {
    apiVersion: API_VERSION,
    kind: 'ImagePolicy',
    metadata: { name },
    spec: { images: ['registry.example.com/**'], require, ...spec },
  };
}

/** One that asks for what these authorities say. */
export function withAuthorities(...signatures: readonly unknown[]): JsonObject {
  return imagePolicy({ require: { signatures } });
}

export function trustRoot(spec: JsonObject, name = 'own'): JsonObject {
  return { apiVersion: API_VERSION, kind: 'TrustRoot', metadata: { name }, spec };
}

export function imageSettings(spec: JsonObject, name = 'settings'): JsonObject {
  return { apiVersion: API_VERSION, kind: 'ImageSettings', metadata: { name }, spec };
}

export function publicKey(type: 'ed25519' | 'ed448' = 'ed25519'): string {
  // The overloads take one type each.
  const { publicKey: key } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export interface LoadSetting {
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Texts by `namespace/name/key`; absent: there is no cluster. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly coverage?: TestCoverage;
  /** Those that are given, by name. */
  readonly trustRoots?: ReadonlyMap<string, string>;
}

/** Files that stand in memory; all the rest is what the command line gives. */
export function resourcesWith({ files = {}, secrets }: LoadSetting = {}): PolicyResources {
  return {
    readText: (from, path) => files[path] ?? fail(`no such file beside ${from}`),
    checkTrustedRoot: (json) => (json.includes('mediaType') ? undefined : 'it has no mediaType'),
    checkTextCondition,
    checkPackagePattern,
    checkLicenseEntry,
    ...(secrets && {
      secretText: ({ namespace, name, key }) =>
        secrets[`${namespace}/${name}/${key}`] ?? fail('there is no such Secret'),
    }),
  };
}

function fail(reason: string): never {
  throw new Error(reason);
}

/** Loads documents, each on a line of `policy.yaml` of its own: JSON is YAML. */
export function loadImages(documents: readonly unknown[], setting: LoadSetting = {}): PolicySet {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  const { coverage, trustRoots } = setting;
  const options = {
    resources: resourcesWith(setting),
    ...(coverage && { coverage }),
    ...(trustRoots && { trustRoots }),
  };
  return loadPolicies([{ file: 'policy.yaml', text }], WORKLOAD_RULES, options);
}

/** What the policy of a document, loaded by itself, wants to know of signatures. */
export function requirementOf(document: JsonObject, setting?: LoadSetting): SignatureRequirement {
  const workload = workloadOf(goodPod({ containers: [{ name: 'app', image: 'registry.example.com/app:1' }] }));
  const [use] = workload.images;
  const rule = loadImages([document], setting).policies[0]?.rules.find(({ id }) => id === 'image-signature');
  const question = use?.parsed.ok ? rule?.asks?.(use.parsed.reference, workload, use) : undefined;
  if (question?.about !== 'signatures') throw new Error('nothing is asked of signatures');
  return question.requirement;
}

/** What is wrong with documents, without places. */
export function imageFaults(documents: readonly unknown[], setting: LoadSetting = {}): readonly string[] {
  return problemsOf(() => loadImages(documents, setting)).map((problem) => problem.replace(/^[^:]*:\d+:\d+: /, ''));
}
