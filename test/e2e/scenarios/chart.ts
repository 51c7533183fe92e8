import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Rendered, render } from '../../chart/helm.ts';
import { VALUE_SETS } from '../../chart/value-sets.ts';
import { outcome } from '../harness/answers.ts';
import { collectionPath } from '../harness/api-path.ts';
import type { Cluster } from '../harness/cluster.ts';
import { helmRelease } from '../harness/helm.ts';
import { PATCH } from '../harness/kube.ts';
import { DRY_RUN, namespaceOf } from '../harness/namespace.ts';
import { BAD, pod, policy } from '../harness/objects.ts';
import { startRelease } from '../harness/release.ts';
import { until } from '../harness/wait.ts';

const RELEASE = 'tidewaiter';

/** Kinds that the chart renders only for those who have these projects; a bare API server does not know them. */
const FOREIGN = /^(cert-manager\.io|monitoring\.coreos\.com)\//;

const PRODUCTION = policy('production', {
  match: { namespaceSelector: { matchLabels: { env: 'prod' } } },
  rules: [{ id: 'nothing', message: 'nothing runs here', assert: { path: '$.kind', equals: 'None' } }],
});

/** Nothing answers for this release, so it must not be asked about any namespace. */
const NOBODY = {
  webhooks: { namespaceSelector: { matchExpressions: [{ key: 'tidewaiter.test/nowhere', operator: 'Exists' }] } },
};

/** Where the values of the tests ask for rights. */
const NAMED_BY_VALUES = ['shop', 'bank'];

/** The chart, as far as a cluster without nodes can show it. */
export function chartScenarios(cluster: () => Cluster): void {
  describe('the chart', () => {
    beforeAll(async () => {
      const { kube } = cluster();
      for (const name of [RELEASE, ...NAMED_BY_VALUES]) {
        await kube('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
      }
      await until(
        'the namespace kube-system',
        async () => (await kube('GET', '/api/v1/namespaces/kube-system')).status === 200,
      );
    });

    test.each(VALUE_SETS)('is accepted by the API server with %s', async (_, values) => {
      const { kube } = cluster();
      const objects = await render(values, RELEASE);
      for (const object of objects.filter(({ apiVersion }) => !FOREIGN.test(apiVersion))) {
        const query = `${DRY_RUN}&fieldValidation=Strict`;
        const answer = await kube('POST', `${await collectionPath(kube, object)}${query}`, { body: object });
        expect([object.kind, outcome(answer), answer.warnings]).toEqual([object.kind, '201', []]);
      }
    });

    test('guards the cluster, but neither kube-system nor its own namespace', async () => {
      const { kube } = cluster();
      const objects = await render({ policies: { extra: PRODUCTION } }, RELEASE);
      const ordinary = await cluster().newNamespace();
      await using release = await startRelease(cluster(), objects, ordinary);
      const bad = pod('bad', { container: BAD.root });
      const inside = (name: string) => namespaceOf(kube, name).pods;

      expect(outcome(await inside(ordinary).create(pod('good')))).toBe('201');
      expect(outcome(await inside(ordinary).create(bad))).toMatch(
        /^403: admission webhook "validate\.tidewaiter\.dev" denied/,
      );

      await kube('PATCH', `/api/v1/namespaces/${ordinary}`, {
        contentType: PATCH.merge,
        body: { metadata: { labels: { 'kubernetes.io/metadata.name': 'kube-system' } } },
      });
      expect(outcome(await inside(ordinary).create(bad))).toMatch(/^403/);

      const production = await cluster().newNamespace({ env: 'prod' });
      const denied = await inside(production).create(pod('good'));
      expect(denied.body.message).toContain('production/nothing: nothing runs here');

      for (const name of ['kube-system', RELEASE]) {
        expect(outcome(await inside(name).create(bad, DRY_RUN))).toBe('201');
        expect(release.serving.log().filter((line) => line.namespace === name)).toEqual([]);
      }
    });

    test('keeps its authority and its certificate when helm upgrades it, and leaves nothing behind', async () => {
      const { kube } = cluster();
      const release = await helmRelease(cluster(), 'installed');
      const configurations = async () => {
        const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
        const { items } = (await kube('GET', `${path}?labelSelector=app.kubernetes.io/instance=installed`)).body;
        return items;
      };
      const authority = async () => (await configurations())[0].webhooks[0].clientConfig.caBundle;
      const secrets = async () => {
        const { items } = (
          await kube('GET', '/api/v1/namespaces/installed/secrets?fieldSelector=type=kubernetes.io/tls')
        ).body;
        return items.map(({ metadata, data }: Rendered) => [metadata.name, data]);
      };
      await release.install(NOBODY);
      const [before, kept] = [await authority(), await secrets()];
      expect(kept).toHaveLength(2);
      await release.upgrade({ ...NOBODY, replicaCount: 3 });
      expect(await authority()).toBe(before);
      expect(await secrets()).toEqual(kept);
      await release.uninstall();
      expect(await configurations()).toEqual([]);
    });
  });
}
