import { expect, test } from '@jest/globals';
import { kinds, one, type Rendered, render, webhook, withHelm } from './helm.ts';
import { everything, VALUE_SETS } from './value-sets.ts';

withHelm.each(VALUE_SETS)('webhooks with %s', (_name, values) => {
  test('registers the webhooks as the API server needs them', async () => {
    const objects = await render(values);
    for (const kind of ['Validating', 'Mutating'] as const) {
      expect(webhook(objects, kind)).toMatchObject({
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        timeoutSeconds: 10,
        failurePolicy: 'Fail',
        clientConfig: { service: { name: 'tidewaiter', namespace: 'tidewaiter', port: 443 } },
      });
      const [exclusion] = webhook(objects, kind).namespaceSelector.matchExpressions;
      expect(exclusion).toMatchObject({ key: 'kubernetes.io/metadata.name', operator: 'NotIn' });
      expect(exclusion.values).toEqual(expect.arrayContaining(['kube-system', 'tidewaiter']));
      expect(webhook(objects, kind)).not.toHaveProperty('objectSelector');
    }
    expect(webhook(objects, 'Validating').clientConfig.service.path).toBe('/validate');
    expect(webhook(objects, 'Mutating').clientConfig.service.path).toBe('/mutate');
    expect(webhook(objects, 'Mutating').reinvocationPolicy).toBe('IfNeeded');
  });
});

withHelm('rules of the webhooks', () => {
  const registered = (kind: 'Mutating' | 'Validating', objects: Rendered[]): string[] =>
    webhook(objects, kind).rules.flatMap((rule: Rendered) => {
      expect(rule).toMatchObject({ apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], scope: 'Namespaced' });
      return rule.resources.map((resource: string) => `${rule.apiGroups}/${resource}`);
    });

  test('validating: pods, what can change one, and every controller', async () => {
    expect(registered('Validating', await render()).sort()).toEqual([
      '/pods',
      '/pods/ephemeralcontainers',
      '/pods/resize',
      '/podtemplates',
      '/replicationcontrollers',
      'apps/daemonsets',
      'apps/deployments',
      'apps/replicasets',
      'apps/statefulsets',
      'batch/cronjobs',
      'batch/jobs',
    ]);
  });

  test('mutating: pods alone', async () => {
    expect(registered('Mutating', await render())).toEqual(['/pods', '/pods/ephemeralcontainers']);
  });

  test('connections and custom resources, where they are asked for', async () => {
    const webhooks = { connections: true, customResources: [{ apiGroup: 'argoproj.io', resources: ['rollouts'] }] };
    const rules: Rendered[] = webhook(await render({ webhooks }), 'Validating').rules;
    expect(rules.slice(-2)).toEqual([
      {
        apiGroups: ['argoproj.io'],
        apiVersions: ['*'],
        operations: ['CREATE', 'UPDATE'],
        resources: ['rollouts'],
        scope: 'Namespaced',
      },
      {
        apiGroups: [''],
        apiVersions: ['v1'],
        operations: ['CONNECT'],
        resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy'],
        scope: 'Namespaced',
      },
    ]);
  });

  test('mutating: controllers when they are written, where that is asked for', async () => {
    const rules: Rendered[] = webhook(
      await render({ webhooks: { mutating: { controllers: true } } }),
      'Mutating',
    ).rules;
    expect(rules.slice(1).map(({ operations }) => operations)).toEqual(Array(3).fill(['CREATE', 'UPDATE']));
    expect(rules.flatMap(({ resources }) => resources)).toContain('deployments');
  });

  test('mutating: custom resources together with controllers', async () => {
    const customResources = [{ apiGroup: 'argoproj.io', resources: ['rollouts'] }];
    const rulesWith = async (controllers: boolean): Promise<Rendered[]> =>
      webhook(await render({ webhooks: { customResources, mutating: { controllers } } }), 'Mutating').rules;
    const custom = expect.objectContaining({ apiGroups: ['argoproj.io'], resources: ['rollouts'] });
    expect(await rulesWith(true)).toContainEqual(custom);
    expect(await rulesWith(false)).not.toContainEqual(custom);
  });

  test('mutating can be left out', async () => {
    const objects = await render({ webhooks: { mutating: { enabled: false } } });
    expect(kinds(objects)).not.toContain('MutatingWebhookConfiguration');
    expect(kinds(objects)).toContain('ValidatingWebhookConfiguration');
  });

  test('deletions come to the validating webhook only when asked for', async () => {
    const operations = ['CREATE', 'UPDATE', 'DELETE'];
    const objects = await render({ webhooks: { validating: { operations } } });
    for (const rule of webhook(objects, 'Validating').rules) expect(rule.operations).toEqual(operations);
    for (const rule of webhook(objects, 'Mutating').rules) expect(rule.operations).toEqual(['CREATE', 'UPDATE']);
  });

  test('each failure policy has its own value', async () => {
    const objects = await render({ webhooks: { mutating: { failurePolicy: 'Ignore' } } });
    expect(webhook(objects, 'Mutating').failurePolicy).toBe('Ignore');
    expect(webhook(objects, 'Validating').failurePolicy).toBe('Fail');
  });

  test('the namespace of the release is excluded whatever its name', async () => {
    const objects = await render({}, 'gate');
    const [exclusion] = webhook(objects, 'Validating').namespaceSelector.matchExpressions;
    expect(exclusion.values).toEqual(['kube-system', 'kube-node-lease', 'kube-public', 'gate']);
    expect(one(objects, 'ValidatingWebhookConfiguration').metadata.name).toBe('gate-tidewaiter');
  });

  test('further selectors narrow, and never replace the exclusions', async () => {
    const { matchExpressions } = webhook(await render(everything), 'Validating').namespaceSelector;
    expect(matchExpressions).toEqual([
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'cni', 'tidewaiter'] },
      { key: 'tidewaiter', operator: 'NotIn', values: ['off'] },
    ]);
  });
});
