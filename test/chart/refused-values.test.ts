import { expect, test } from '@jest/globals';
import { refusal, withHelm } from './helm.ts';
import { CA } from './value-sets.ts';

withHelm('values that are refused', () => {
  const cases: [string, object, string][] = [
    ['an unknown name', { replicas: 2 }, 'replicas'],
    ['an unknown name further down', { webhooks: { failurePolicy: 'Fail' } }, 'failurePolicy'],
    ['no replica', { replicaCount: 0 }, 'replicaCount'],
    ['half a replica', { replicaCount: 1.5 }, 'replicaCount'],
    ['another failure policy', { webhooks: { validating: { failurePolicy: 'Maybe' } } }, 'failurePolicy'],
    ['a time-out beyond the API', { webhooks: { timeoutSeconds: 31 } }, 'timeoutSeconds'],
    ['UPDATE left out', { webhooks: { validating: { operations: ['CREATE'] } } }, 'operations'],
    [
      'an operation without a workload',
      { webhooks: { validating: { operations: ['CREATE', 'UPDATE', 'CONNECT'] } } },
      'operations',
    ],
    ['kube-system not excluded', { webhooks: { excludeNamespaces: [] } }, 'excludeNamespaces'],
    ['the tag latest', { image: { tag: 'latest' } }, 'tag'],
    ['a digest that is none', { image: { digest: 'sha256:abc' } }, 'digest'],
    ['another TLS mode', { tls: { mode: 'plain' } }, 'mode'],
    ['a Secret without its name', { tls: { mode: 'existingSecret', existingSecret: { caBundle: CA } } }, 'name'],
    ['a Secret without its CA', { tls: { mode: 'existingSecret', existingSecret: { name: 'x' } } }, 'caBundle'],
    ['no memory limit', { resources: { limits: { memory: null } } }, 'memory'],
    ['an argument that is no flag', { extraArgs: ['review'] }, 'extraArgs'],
    ['a policy file that is not YAML', { policies: { extra: { 'x.json': '{}' } } }, 'x.json'],
    ['a policy among the files that policies name', { policies: { files: { 'x.yml': 'a: b' } } }, 'x.yml'],
    ['a file outside of the folder', { policies: { files: { '../x.pem': 'a' } } }, '../x.pem'],
    ['a namespace that is none', { images: { pullSecretNamespaces: ['A'] } }, 'pullSecretNamespaces'],
    ['a Secret that is none', { images: { dockerConfigSecret: 'a/b' } }, 'dockerConfigSecret'],
    ['a cache without a limit', { images: { trustCache: { sizeLimit: '' } } }, 'sizeLimit'],
    [
      'a digest of a pack that is none',
      { images: { evidence: { volume: { emptyDir: {} }, digest: 'abc' } } },
      'digest',
    ],
    ['a digest of no pack', { images: { evidence: { digest: `sha256:${'a'.repeat(64)}` } } }, 'digest'],
    ['trust roots of no pack', { images: { evidence: { roots: true } } }, 'roots'],
    ['a proxy that is no URL', { images: { proxy: { https: 'proxy:3128' } } }, 'proxy'],
    ['a policy file under a shipped name', { policies: { extra: { 'pod-hygiene.yaml': 'a: b' } } }, 'pod-hygiene.yaml'],
    ['no policy at all', { policies: { shipped: [] } }, 'policies.shipped'],
    ['a shipped policy that there is not', { policies: { shipped: ['pod-hygeine'] } }, 'pod-hygeine'],
    ['a custom resource without its group', { webhooks: { customResources: [{ resources: ['x'] }] } }, 'apiGroup'],
    ['too little time to stop', { terminationGracePeriodSeconds: 24 }, 'terminationGracePeriodSeconds'],
    ['a renewal that is always due', { tls: { helm: { certificateDays: 90 } } }, 'renewBeforeDays'],
    ['a foreign account without a name', { serviceAccount: { create: false } }, 'serviceAccount.name'],
  ];
  test.each(cases)('%s', async (_name, values, word) => {
    expect(await refusal(values)).toContain(word);
  });

  test.each(['kube-system', 'kube-node-lease', 'kube-public'])('a release in %s', async (namespace) => {
    expect(await refusal({}, namespace)).toContain(`do not install into ${namespace}`);
  });
});
