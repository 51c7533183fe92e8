import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type Gate, openGate } from '../harness/gate.ts';
import { type KubeAnswer, PATCH } from '../harness/kube.ts';
import { DRY_RUN, type Namespace, namespaceOf } from '../harness/namespace.ts';
import { policy } from '../harness/objects.ts';
import { until } from '../harness/wait.ts';
import { controllerOf } from '../pod-security/controllers.ts';
import { corpus, type Specimen } from '../pod-security/corpus.ts';
import { inTreeReasons, labelsOf, type Standard } from '../pod-security/in-tree.ts';

const NAME = 'standards';
const POLICIES = policy(NAME, { podSecurity: {} });

const STANDARDS: readonly Standard[] = [
  { level: 'restricted', version: 'latest' },
  { level: 'restricted', version: 'v1.24' },
  { level: 'baseline', version: 'v1.29' },
];

const BASELINE = labelsOf('enforce', { level: 'baseline', version: 'latest' });

/** One namespace that Pod Security admission guards, and one that only our webhook does, by the same labels. */
interface Siblings {
  readonly theirs: Namespace;
  readonly ours: Namespace;
}

/** Whether a request was denied, by whichever side; anything else that happened to it in full. */
function verdictOf(answer: KubeAnswer): string {
  if (answer.status < 400) return 'allowed';
  const reason = outcome(answer);
  return DENIED.test(reason) || inTreeReasons(reason) !== undefined ? 'denied' : reason;
}

/** The webhook in the place of Pod Security admission. */
export function podSecurityWebhookScenarios(cluster: () => Cluster): void {
  describe('Pod Security through the webhook', () => {
    const siblings = new Map<string, Siblings>();
    let unguarded: Siblings;
    let gate: Gate | undefined;

    beforeAll(async () => {
      const { folder, kube, newNamespace } = cluster();
      const namespace = async (labels = {}) => namespaceOf(kube, await newNamespace(labels));
      const stated: [string, object][] = [];
      for (const standard of STANDARDS) {
        for (const mode of ['enforce', 'warn'] as const) {
          const labels = labelsOf(mode, standard);
          const [theirs, ours] = [await namespace(labels), await namespace()];
          siblings.set(`${mode} ${nameOf(standard)}`, { theirs, ours });
          stated.push([ours.name, labels]);
        }
      }
      // Pods are made here before anybody guards them.
      unguarded = { theirs: await namespace(), ours: await namespace() };
      stated.push([unguarded.ours.name, BASELINE]);
      // In the cluster, the labels of our namespaces would count for both sides.
      const file = join(folder, 'pod-security-labels.yaml');
      await writeFile(file, JSON.stringify(Object.fromEntries(stated)));
      gate = await openGate(cluster(), { policies: POLICIES, flags: [`--namespace-labels=${file}`] });
    });
    afterAll(async () => {
      await gate?.[Symbol.asyncDispose]();
    });

    const guarded = async (mode: 'enforce' | 'warn', standard: Standard): Promise<Siblings> => {
      const found = siblings.get(`${mode} ${nameOf(standard)}`);
      if (found === undefined) throw new Error('no such namespaces');
      await gate?.takeOver(found.ours);
      return found;
    };

    test.each(STANDARDS)('denies what Pod Security admission denies at $level $version', async (standard) => {
      const { theirs, ours } = await guarded('enforce', standard);
      const verdicts = await Promise.all(
        everyNth(8).map(async ({ title, pod }) => {
          const [one, other] = [await theirs.pods.create(pod, DRY_RUN), await ours.pods.create(pod, DRY_RUN)];
          return { title, theirs: verdictOf(one), ours: verdictOf(other) };
        }),
      );
      expect(verdicts.filter((verdict) => verdict.theirs !== verdict.ours)).toEqual([]);
      for (const verdict of ['allowed', 'denied']) {
        expect(verdicts.filter((one) => one.ours === verdict).length).toBeGreaterThan(10);
      }
    });

    test.each(STANDARDS)('warns of the Deployments that are warned of at $level $version', async (standard) => {
      const { theirs, ours } = await guarded('warn', standard);
      const warned = await Promise.all(
        everyNth(16).map(async (specimen) => {
          const create = ({ name, deployments }: Namespace) =>
            deployments.create(controllerOf(specimen, 'Deployment', name), DRY_RUN);
          const [one, other] = [await create(theirs), await create(ours)];
          expect(verdictOf(other)).toBe(verdictOf(one));
          return {
            title: specimen.title,
            theirs: one.warnings.some((warning) => inTreeReasons(warning) !== undefined),
            ours: other.warnings.some((warning) => warning.startsWith(`${NAME}/pss-`)),
          };
        }),
      );
      expect(warned.filter((one) => one.theirs !== one.ours)).toEqual([]);
      expect(new Set(warned.map((one) => one.ours))).toEqual(new Set([true, false]));
    });

    // The one difference, which is meant: who debugs a pod does not answer for the containers that are there.
    test('judges a debug container without the others, which Pod Security admission judges again', async () => {
      const { theirs, ours } = unguarded;
      const privileged = { securityContext: { privileged: true } };
      const debug = async ({ pods }: Namespace, name: string, fields: object) => {
        const body = { spec: { ephemeralContainers: [{ name: 'debug', image: 'debug:1', ...fields }] } };
        return verdictOf(await pods.patch(`${name}/ephemeralcontainers`, PATCH.strategic, body, DRY_RUN));
      };
      const container = { name: 'app', image: 'web:1' };
      const old: Readonly<Record<string, object>> = {
        good: { containers: [container] },
        'bad-container': { containers: [{ ...container, ...privileged }] },
        'bad-pod': { hostPID: true, containers: [container] },
      };
      for (const [name, spec] of Object.entries(old)) {
        for (const { pods } of [theirs, ours])
          expect((await pods.create({ metadata: { name }, spec })).status).toBe(201);
      }
      await gate?.takeOver(ours);
      await cluster().kube('PATCH', `/api/v1/namespaces/${theirs.name}`, {
        contentType: PATCH.merge,
        body: { metadata: { labels: BASELINE } },
      });
      await until('the label to count', async () => (await debug(theirs, 'good', privileged)) === 'denied');

      const verdicts: object[] = [];
      for (const name of Object.keys(old)) {
        for (const fields of [{}, privileged]) {
          verdicts.push([name, await debug(theirs, name, fields), await debug(ours, name, fields)]);
        }
      }
      expect(verdicts).toEqual([
        ['good', 'allowed', 'allowed'],
        ['good', 'denied', 'denied'],
        ['bad-container', 'denied', 'allowed'],
        ['bad-container', 'denied', 'denied'],
        ['bad-pod', 'denied', 'denied'],
        ['bad-pod', 'denied', 'denied'],
      ]);
    });
  });
}

function nameOf({ level, version }: Standard): string {
  return `${level} ${version}`;
}

function everyNth(step: number): readonly Specimen[] {
  return corpus().filter((_, index) => index % step === 0);
}
