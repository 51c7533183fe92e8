import { describe, expect, test } from '@jest/globals';
import { goodContainer } from '../../support/pods.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { PATCH } from '../harness/kube.ts';
import { DRY_RUN, namespaceOf } from '../harness/namespace.ts';
import { BAD, pod } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { useGate } from '../harness/use-gate.ts';
import { until } from '../harness/wait.ts';

/** The API refuses probes in init containers that end. */
const NO_PROBES = { readinessProbe: undefined, livenessProbe: undefined };

/** Pods under the shipped policies. */
export function podScenarios(cluster: () => Cluster): void {
  describe('pods under the shipped policies', () => {
    const here = useGate(cluster, { policies: SHIPPED_POLICIES });

    test('a good pod is stored', async () => {
      const { status, body } = await here.namespace.pods.create(pod('good'));
      expect(body).toMatchObject({ kind: 'Pod', metadata: { name: 'good', namespace: here.namespace.name } });
      expect(status).toBe(201);
    });

    test('the user sees every violation in one message, with the name of the webhook once', async () => {
      const answer = await here.namespace.pods.create(pod('bad', { container: { ...BAD.root, ...BAD.latest } }));
      const { message, details, ...status } = answer.body;
      expect(answer.status).toBe(403);
      expect(status).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403 });
      expect(outcome(answer)).toMatch(DENIED);
      expect(message.match(/admission webhook/g)).toHaveLength(1);
      expect(message).toContain('container "app" runs as root');
      expect(message).toContain(BAD.latest.image);
      expect(details.causes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            reason: expect.stringMatching(/\/run-as-non-root$/),
            field: 'spec.containers[0].securityContext.runAsUser',
          }),
          expect.objectContaining({
            reason: expect.stringMatching(/\/pin-image-digest$/),
            field: 'spec.containers[0].image',
          }),
        ]),
      );
      expect(outcome(await here.namespace.pods.get('bad'))).toContain('404');
    });

    test('a dry run gets the same verdict, and nothing is stored', async () => {
      const { pods } = here.namespace;
      const bad = pod('dry', { container: BAD.root });
      const [real, dry] = [await pods.create(bad), await pods.create(bad, DRY_RUN)];
      expect(outcome(dry)).toMatch(DENIED);
      expect(dry.body).toEqual(real.body);
      expect(outcome(await pods.create(pod('dry'), DRY_RUN))).toBe('201');
      expect((await pods.get('dry')).status).toBe(404);
    });

    test('a pod whose name the API server chooses is judged like any other', async () => {
      const generated = { metadata: { name: undefined, generateName: 'gen-' } };
      const good = await here.namespace.pods.create(pod('', generated));
      expect(good.body.metadata.name).toMatch(/^gen-.+/);
      const bad = await here.namespace.pods.create(pod('', { ...generated, container: BAD.root }));
      expect(outcome(bad)).toMatch(DENIED);
    });

    test('a change gets the same verdict whichever way it is written', async () => {
      const { pods } = here.namespace;
      const { body: stored } = await pods.create(pod('web'));
      const [container] = stored.spec.containers;
      const changed = { ...container, ...BAD.latest };
      const owned = { name: 'app', ...BAD.latest };
      const applied = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [owned] } };
      const replaced = { op: 'replace', path: '/spec/containers/0/image', value: BAD.latest.image };
      const outcomes = [
        await pods.replace('web', { ...stored, spec: { ...stored.spec, containers: [changed] } }),
        await pods.patch('web', PATCH.strategic, { spec: { containers: [owned] } }),
        await pods.patch('web', PATCH.merge, { spec: { containers: [changed] } }),
        await pods.patch('web', PATCH.json, [replaced]),
        await pods.patch('web', PATCH.apply, applied, '?fieldManager=e2e&force=true'),
      ].map(outcome);
      expect(outcomes[0]).toMatch(DENIED);
      expect(new Set(outcomes).size).toBe(1);
      expect((await pods.get('web')).body.spec.containers[0].image).toBe(container.image);
    });

    test('server-side apply creates a good pod and no bad one', async () => {
      const apply = (name: string, container = {}) =>
        here.namespace.pods.patch(name, PATCH.apply, pod(name, { container }), '?fieldManager=e2e');
      expect(outcome(await apply('good'))).toBe('201');
      expect(outcome(await apply('bad', BAD.root))).toMatch(DENIED);
    });

    test('every place that names an image is looked at', async () => {
      const init = (name: string, fields = {}) => goodContainer({ ...NO_PROBES, ...BAD.unpinned, name, ...fields });
      const answer = await here.namespace.pods.create(
        pod('bad', {
          spec: {
            initContainers: [init('setup'), init('proxy', { restartPolicy: 'Always' })],
            volumes: [{ name: 'models', image: { reference: BAD.unpinned.image } }],
          },
        }),
      );
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.details.causes.map((cause: { field: string }) => cause.field)).toEqual([
        'spec.initContainers[0].image',
        'spec.initContainers[1].image',
        'spec.volumes[0].image.reference',
      ]);
    });

    test('a hundred pods at once are all judged', async () => {
      const { pods } = here.namespace;
      const verdicts = await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          const bad = index % 2 === 1;
          const answer = await pods.create(pod(`web-${index}`, bad ? { container: BAD.root } : {}), DRY_RUN);
          return answer.status === (bad ? 403 : 201) ? 'as expected' : outcome(answer);
        }),
      );
      expect(new Set(verdicts)).toEqual(new Set(['as expected']));
    });

    test('it is no matter who asks', async () => {
      const bad = pod('bad', { container: BAD.root });
      for (const user of ['alice', 'system:serviceaccount:kube-system:replicaset-controller']) {
        const groups = ['system:masters', 'system:authenticated'];
        const { pods } = namespaceOf(cluster().kube, here.namespace.name, { user, groups });
        expect(outcome(await pods.create(bad))).toMatch(DENIED);
        expect(outcome(await pods.create(pod(`good-${user.length}`)))).toBe('201');
      }
    });

    test('every decision is in the log and in the metrics', async () => {
      const { gate, namespace } = here;
      await namespace.pods.create(pod('good'));
      await namespace.pods.create(pod('bad', { container: BAD.root }));
      const decisions = await until('two decisions in the log', () => {
        const lines = gate.webhook.log().filter((line) => line.namespace === namespace.name);
        return lines.length === 2 && lines;
      });
      expect(decisions).toEqual([
        expect.objectContaining({ msg: 'decision', name: 'good', allowed: true, rules: [] }),
        expect.objectContaining({ msg: 'decision', name: 'bad', allowed: false, kind: 'Pod', operation: 'CREATE' }),
      ]);
      expect(decisions[1].rules).toContainEqual(expect.stringMatching(/\/run-as-non-root$/));
      expect((await gate.webhook.get('/metrics')).body).toMatch(/^tidewaiter_.*allowed.* [1-9]/m);
    });
  });
}
