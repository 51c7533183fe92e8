import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CHART, kinds, one, type Rendered, render, withHelm } from './helm.ts';
import { everything } from './value-sets.ts';

const container = (objects: Rendered[]): Rendered => one(objects, 'Deployment').spec.template.spec.containers[0];
withHelm('objects around the webhook', () => {
  test('two replicas have a disruption budget, one has none', async () => {
    expect(one(await render(), 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
    expect(kinds(await render({ replicaCount: 1 }))).not.toContain('PodDisruptionBudget');
  });

  test('the token is mounted, and namespaces may be read, only for the look-up', async () => {
    const on = await render();
    expect(one(on, 'Deployment').spec.template.spec.automountServiceAccountToken).toBe(true);
    expect(one(on, 'ClusterRole').rules).toEqual([{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }]);
    expect(container(on).args).toContain('--namespaces-from=cluster');

    const off = await render({ namespaceLookup: { enabled: false } });
    expect(one(off, 'Deployment').spec.template.spec.automountServiceAccountToken).toBe(false);
    expect(kinds(off)).not.toContain('ClusterRole');
    expect(container(off).args).not.toContain('--namespaces-from=cluster');
  });

  test('the policies are mounted whole, and a change of them rolls the pods', async () => {
    const shipped = await render();
    const checksum = (objects: Rendered[]): string =>
      one(objects, 'Deployment').spec.template.metadata.annotations['checksum/policies'];
    const files = Object.keys(one(shipped, 'ConfigMap').data);
    expect(files.sort()).toEqual(['pod-hygiene.yaml', 'supply-chain-basics.yaml']);
    const names = (await readdir(join(CHART, 'files/policies'))).map((file) => file.replace('.yaml', ''));
    const all = one(await render({ policies: { shipped: names } }), 'ConfigMap').data;
    expect(Object.keys(all).sort()).toEqual(names.map((name) => `${name}.yaml`).sort());

    const more = await render(everything);
    expect(one(more, 'ConfigMap').data['team.yaml']).toBe('kind: AdmissionPolicy\n');
    expect(checksum(more)).not.toBe(checksum(shipped));
    for (const mount of container(more).volumeMounts) expect(mount).not.toHaveProperty('subPath');
  });

  test('the network policy lets in the webhook port, and metrics only for those named', async () => {
    const ports = (values: object): Promise<unknown[]> =>
      render(values).then((objects) =>
        one(objects, 'NetworkPolicy').spec.ingress.map((rule: Rendered) => rule.ports[0].port),
      );
    expect(await ports({ networkPolicy: { enabled: true } })).toEqual(['webhook']);
    expect(await ports(everything)).toEqual(['webhook', 'metrics']);
    expect(kinds(await render())).not.toContain('NetworkPolicy');
  });

  test('the service monitor is off until asked for', async () => {
    expect(kinds(await render())).not.toContain('ServiceMonitor');
    expect(one(await render(everything), 'ServiceMonitor').metadata.labels.release).toBe('prometheus');
  });

  test('a digest wins over the tag', async () => {
    expect(container(await render(everything)).image).toBe(
      `registry.example.net:5000/a/b:0.1.0@sha256:${'0'.repeat(64)}`,
    );
  });
});
