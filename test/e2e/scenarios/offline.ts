import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { placedIn } from '../../../src/cli/judge.ts';
import { type ManifestObject, manifestObjects } from '../../../src/cli/manifest-objects.ts';
import { LOCAL_RESOURCES } from '../../../src/cli/policy-resources.ts';
import type { Decision, Finding } from '../../../src/model/decision.ts';
import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { formatPath } from '../../../src/model/path.ts';
import { valueAt } from '../../../src/model/value-at.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../../src/parse/yaml.ts';
import { readPolicyFolder } from '../../../src/policy/folder.ts';
import { WORKLOAD_RULES } from '../../../src/rules/index.ts';
import { listProjectFolder } from '../../rules/marked-yaml.ts';
import { readFixture } from '../../rules/rule-fixture.ts';
import { collectionPath } from '../harness/api-path.ts';
import type { Cluster } from '../harness/cluster.ts';
import { createReview, type Judge, judgeBy, manifestOf, policiesOf } from '../harness/in-process.ts';
import { DRY_RUN } from '../harness/namespace.ts';
import { policy } from '../harness/objects.ts';
import { completed } from '../offline/completed.ts';
import { MANIFESTS } from '../offline/manifests.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Rules about the text of a file, of which the API server keeps nothing. */
const OF_FILES = new Set(['disallow-deprecated-service-account-field']);

/** Every rule, with the options of each part of its fixture. Rules that change objects come before the verdict. */
const FIXTURES = WORKLOAD_RULES.flatMap(({ id }) => readFixture(id).parts);
const EVERY_RULE = FIXTURES.filter(({ entry }) => !(isObject(entry.options) && entry.options.mutate === true));

/** Fields that the API server fills in and hardly any rule looks at; somebody's own rule may. */
const FILLED_IN = [
  ...['restartPolicy', 'dnsPolicy', 'schedulerName', 'serviceAccountName', 'serviceAccount', 'enableServiceLinks'],
  ...['securityContext', 'terminationGracePeriodSeconds', 'resources.requests', 'containers[*].imagePullPolicy'],
  ...['containers[*].terminationMessagePath', 'containers[*].ports[*].protocol', 'containers[*].ports[*].hostPort'],
  ...['containers[*].livenessProbe.timeoutSeconds', 'containers[*].livenessProbe.httpGet.path', 'volumes[*].emptyDir'],
  ...['containers[*].resources.requests.memory', 'containers[*].env[*].valueFrom.fieldRef.apiVersion'],
  ...['containers[*].securityContext.appArmorProfile', 'volumes[*].secret.defaultMode', 'volumes[*].hostPath.type'],
  ...['replicas', 'revisionHistoryLimit', 'strategy.type', 'strategy.rollingUpdate.maxSurge', 'updateStrategy.type'],
  ...['persistentVolumeClaimRetentionPolicy.whenScaled', 'podManagementPolicy', 'parallelism', 'completions'],
  ...['backoffLimit', 'completionMode', 'podReplacementPolicy', 'suspend', 'concurrencyPolicy'],
].flatMap((field) => [`$.spec.${field}`, `$.spec.template.spec.${field}`]);

/** What is known to differ, and is left out. */
const DIFFERENT: readonly ((object: JsonObject) => boolean)[] = [
  // From Kubernetes 1.37 on, the API server makes limits of a pod out of those of its containers; older ones do not.
  (object) => valueAt(object, ['spec', 'resources', 'requests']) !== undefined,
  // Comes out of a cluster. Nothing that is created has a status.
  (object) => object.status !== undefined,
  // Reads as 0 in Go; a file with it is refused as malformed.
  (object) => [valueAt(object, ['spec', 'securityContext', 'supplementalGroups'])].flat().includes(null),
];

/** What became of one object, in a file and on its way into the cluster. */
interface Pair {
  readonly object: JsonObject;
  readonly offline: ReadonlySet<string>;
  readonly online: ReadonlySet<string>;
}

/** Files get the verdict of the objects that the API server makes of them. */
export function offlineScenarios(cluster: () => Cluster): void {
  describe('the verdict on a file and on the object made from it are the same', () => {
    const rules = FILLED_IN.map((path, index) => ({
      id: `field-${index}`,
      message: path,
      assert: { path, exists: true },
    }));
    const byFields = judgeBy(policiesOf(policy('fields', { rules })));
    let byRules: Judge;
    let namespace: string;
    const paths = new Map<unknown, string>();

    beforeAll(async () => {
      namespace = await cluster().newNamespace();
      const shipped = await readPolicyFolder(join(ROOT, 'policies'));
      const files = Object.fromEntries(shipped.map(({ file, text }) => [file, text]));
      for (const [index, { entry }] of EVERY_RULE.entries()) {
        Object.assign(files, policy(`part-${index}`, { rules: [entry] }));
      }
      byRules = judgeBy(policiesOf(files, LOCAL_RESOURCES));
    });

    /** Undefined where the API refuses the object. */
    const compare = async (object: JsonObject, judge: Judge): Promise<Pair | undefined> => {
      const { kube } = cluster();
      const path = paths.get(object.kind) ?? `${await collectionPath(kube, object)}${DRY_RUN}`;
      paths.set(object.kind, path);
      const { status, body: stored } = await kube('POST', path, { body: object });
      if (status !== 201) return undefined;
      const verdict = async (manifest: ManifestObject) => summary(await judge(manifest), object, stored);
      return {
        object,
        offline: await verdict(manifestOf(object)),
        online: await verdict(manifestOf(createReview(stored))),
      };
    };

    const compareAll = async (objects: readonly JsonObject[], judge: Judge) => {
      const whole = objects.map((object) => completed(object, namespace)).filter((object) => object !== undefined);
      const alike = whole.filter((object) => !DIFFERENT.some((differs) => differs(object)));
      const pairs = await Promise.all(alike.map((object) => compare(object, judge)));
      const compared = pairs.filter((pair) => pair !== undefined);
      const differences = compared.flatMap(({ object, offline, online }) => {
        const [onlyOffline, onlyOnline] = [[...offline.difference(online)], [...online.difference(offline)]];
        return onlyOffline.length + onlyOnline.length > 0 ? [{ object, onlyOffline, onlyOnline }] : [];
      });
      const [refused, different] = [alike.length - compared.length, whole.length - alike.length];
      const left = `left out: ${refused} that the API refuses, ${different} that are known to differ`;
      process.stdout.write(`offline as online: ${compared.length} objects; ${left}\n`);
      return { differences, refused, different, compared: compared.length };
    };

    test.each(['rules', 'fields'])('manifests that leave one field or another to the API server: %s', async (what) => {
      const { differences, compared } = await compareAll(MANIFESTS, what === 'rules' ? byRules : byFields);
      expect(differences).toEqual([]);
      expect(compared).toBe(MANIFESTS.length);
    });

    test('the examples', async () => {
      const files = listProjectFolder('examples').flatMap((folder) =>
        listProjectFolder(`examples/${folder}`)
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => join(ROOT, 'examples', folder, name)),
      );
      const documents = files.flatMap((file) => parseYaml(file, readFileSync(file, 'utf8'), MANIFEST_LIMITS));
      const objects = manifestObjects(documents, true).objects.map(({ object }) => object);
      const { differences, compared, refused } = await compareAll(objects, byRules);
      expect(differences).toEqual([]);
      expect(refused).toBe(0);
      expect(compared).toBeGreaterThan(10);
    });

    test('the fixtures of all rules, as far as the API takes them', async () => {
      const objects = FIXTURES.flatMap(({ manifests }) => manifests.map(({ value }) => value).filter(isObject));
      const { differences, compared, different } = await compareAll(objects, byRules);
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(objects.length / 2);
      expect(different).toBeLessThan(objects.length / 50);
    }, 120_000);
  });
}

/** What was found, and where, as far as both have the place: what is empty is not stored, what is filled in is in no file. */
function summary(decision: Decision, ...objects: readonly JsonObject[]): ReadonlySet<string> {
  const aliased = { ...decision, findings: decision.findings.map(withAlias) };
  const { findings, allowed } = objects.reduce<Decision>((placed, object) => placedIn(object, placed), aliased);
  const found = findings
    .filter(({ rule }) => !OF_FILES.has(rule))
    .map(({ policy, rule, action, path }) => `${policy}/${rule} ${action} ${formatPath(path)}`);
  return new Set([...found, allowed ? 'allowed' : 'denied']);
}

/** Two names of one field: the API server fills in the other one. */
function withAlias(finding: Finding): Finding {
  return { ...finding, path: finding.path.map((step) => (step === 'serviceAccountName' ? 'serviceAccount' : step)) };
}
