import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { CHART, findHelm, kinds, one, type Rendered, ROOT, refusal, render } from './helm.ts';

const helm = await findHelm();
if (helm === undefined) {
  console.warn('chart tests skipped: no helm program; set HELM to one or run test/e2e/assets.sh');
}
const withHelm = helm === undefined ? describe.skip : describe;
const HELM = helm ?? '';

const CA = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
const existingSecret = { tls: { mode: 'existingSecret', existingSecret: { name: 'our-cert', caBundle: CA } } };
const certManager = { tls: { mode: 'certManager' } };
const everything = {
  ...certManager,
  image: { registry: 'registry.example.net:5000', repository: 'a/b', digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'pull' }],
  policies: { extra: { 'team.yaml': 'kind: AdmissionPolicy\n' } },
  webhooks: {
    excludeNamespaces: ['kube-system', 'cni'],
    namespaceSelector: { matchExpressions: [{ key: 'tidewaiter', operator: 'NotIn', values: ['off'] }] },
    annotations: { 'admissions.enforcer/disabled': 'true' },
  },
  networkPolicy: {
    enabled: true,
    webhookFrom: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
    metricsFrom: [{ podSelector: {} }],
  },
  serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
  priorityClassName: 'system-cluster-critical',
  podAnnotations: { a: 'b' },
  podLabels: { c: 'd' },
  nodeSelector: { e: 'f' },
  tolerations: [{ operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  extraArgs: ['--log-level=debug'],
  extraEnv: [{ name: 'TIDEWAITER_LOG_LEVEL', value: 'debug' }],
};
const valueSets: [string, object][] = [
  ['no values', {}],
  ['cert-manager', certManager],
  ['a Secret of the user', existingSecret],
  ['one replica', { replicaCount: 1 }],
  ['no namespace look-up', { namespaceLookup: { enabled: false } }],
  ['everything', everything],
];

const container = (objects: Rendered[]): Rendered => one(objects, 'Deployment').spec.template.spec.containers[0];
const webhook = (objects: Rendered[], kind: 'Mutating' | 'Validating'): Rendered => {
  const { webhooks } = one(objects, `${kind}WebhookConfiguration`);
  expect(webhooks).toHaveLength(1);
  return webhooks[0];
};

describe('policies in the chart', () => {
  test('are the shipped ones, byte for byte', async () => {
    const source = join(ROOT, 'policies');
    const folders = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const names = folders.map((entry) => entry.name).sort();
    expect((await readdir(join(CHART, 'files/policies'))).sort()).toEqual(names.map((name) => `${name}.yaml`));
    for (const name of names) {
      const copy = await readFile(join(CHART, `files/policies/${name}.yaml`), 'utf8');
      expect(copy).toBe(await readFile(join(source, name, 'policy.yaml'), 'utf8'));
    }
  });
});

withHelm.each(valueSets)('chart with %s', (_name, values) => {
  test('is lint-free', async () => {
    const child = promisify(execFile)(HELM, ['lint', '--strict', CHART, '--values', '-']);
    child.child.stdin?.end(JSON.stringify(values));
    expect((await child).stdout).toContain('0 chart(s) failed');
  });

  test('registers the webhooks as the API server needs them', async () => {
    const objects = await render(HELM, values);
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

  test('runs a restricted pod', async () => {
    const objects = await render(HELM, values);
    const pod = one(objects, 'Deployment').spec.template.spec;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.toHaveProperty(field);
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.containers[0].resources.limits.memory).toEqual(expect.any(String));
    expect(pod.containers[0].image).not.toMatch(/:latest|:$/);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(pod.containers[0][probe].httpGet.scheme).toBe('HTTPS');
    }
  });

  test('is let in by the policies it ships, once its image has a digest', async () => {
    const image = { digest: `sha256:${'0'.repeat(64)}` };
    const manifests = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: await render(HELM, { image, ...values }),
    });
    const cli = [join(ROOT, 'src/cli/bin.ts'), 'review', '--format=jsonl', `--policies=${join(ROOT, 'policies')}`, '-'];
    const review = promisify(execFile)(process.execPath, cli);
    review.child.stdin?.end(manifests);
    const [line = '{}'] = (await review).stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ subject: { kind: 'Deployment' }, allowed: true, findings: [] });
  });

  test('outlives its own drain and never goes below its replicas', async () => {
    const { spec } = one(await render(HELM, values), 'Deployment');
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    const preStop = spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds;
    expect(preStop).toBeGreaterThan(0);
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(preStop + 10);
  });
});

withHelm('rules of the webhooks', () => {
  const registered = (kind: 'Mutating' | 'Validating', objects: Rendered[]): string[] =>
    webhook(objects, kind).rules.flatMap((rule: Rendered) => {
      expect(rule).toMatchObject({ apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], scope: 'Namespaced' });
      return rule.resources.map((resource: string) => `${rule.apiGroups}/${resource}`);
    });

  test('validating: pods, what can change one, and every controller', async () => {
    expect(registered('Validating', await render(HELM)).sort()).toEqual([
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
    expect(registered('Mutating', await render(HELM))).toEqual(['/pods', '/pods/ephemeralcontainers']);
  });

  test('mutating can be left out', async () => {
    const objects = await render(HELM, { webhooks: { mutating: { enabled: false } } });
    expect(kinds(objects)).not.toContain('MutatingWebhookConfiguration');
    expect(kinds(objects)).toContain('ValidatingWebhookConfiguration');
  });

  test('deletions come to the validating webhook only when asked for', async () => {
    const operations = ['CREATE', 'UPDATE', 'DELETE'];
    const objects = await render(HELM, { webhooks: { validating: { operations } } });
    for (const rule of webhook(objects, 'Validating').rules) expect(rule.operations).toEqual(operations);
    for (const rule of webhook(objects, 'Mutating').rules) expect(rule.operations).toEqual(['CREATE', 'UPDATE']);
  });

  test('each failure policy has its own value', async () => {
    const objects = await render(HELM, { webhooks: { mutating: { failurePolicy: 'Ignore' } } });
    expect(webhook(objects, 'Mutating').failurePolicy).toBe('Ignore');
    expect(webhook(objects, 'Validating').failurePolicy).toBe('Fail');
  });

  test('the namespace of the release is excluded whatever its name', async () => {
    const objects = await render(HELM, {}, 'gate');
    const [exclusion] = webhook(objects, 'Validating').namespaceSelector.matchExpressions;
    expect(exclusion.values).toEqual(['kube-system', 'kube-node-lease', 'kube-public', 'gate']);
    expect(one(objects, 'ValidatingWebhookConfiguration').metadata.name).toBe('gate-tidewaiter');
  });

  test('further selectors narrow, and never replace the exclusions', async () => {
    const { matchExpressions } = webhook(await render(HELM, everything), 'Validating').namespaceSelector;
    expect(matchExpressions).toEqual([
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'cni', 'tidewaiter'] },
      { key: 'tidewaiter', operator: 'NotIn', values: ['off'] },
    ]);
  });
});

withHelm('certificates', () => {
  const pem = (base64: string): string => Buffer.from(base64, 'base64').toString();

  test('helm: one CA in the Secret and in both configurations, which signed the certificate', async () => {
    const objects = await render(HELM);
    const ca = one(objects, 'Secret', '-ca').data['tls.crt'];
    expect(webhook(objects, 'Validating').clientConfig.caBundle).toBe(ca);
    expect(webhook(objects, 'Mutating').clientConfig.caBundle).toBe(ca);
    const leaf = new X509Certificate(pem(one(objects, 'Secret', '-tls').data['tls.crt']));
    expect(leaf.verify(new X509Certificate(pem(ca)).publicKey)).toBe(true);
    expect(leaf.checkHost('tidewaiter.tidewaiter.svc')).toBe('tidewaiter.tidewaiter.svc');
  });

  test('helm: the key of the CA never reaches the pod', async () => {
    const volumes = one(await render(HELM), 'Deployment').spec.template.spec.volumes;
    const secrets = volumes.flatMap((volume: Rendered) => volume.secret?.secretName ?? []);
    expect(secrets).toEqual(['tidewaiter-tls']);
  });

  test('cert-manager: injected by annotation, from a CA that outlives the certificate', async () => {
    const objects = await render(HELM, certManager);
    for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
      const { metadata } = one(objects, kind);
      expect(metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': 'tidewaiter/tidewaiter-tls' });
    }
    expect(webhook(objects, 'Validating').clientConfig).not.toHaveProperty('caBundle');
    expect(kinds(objects)).not.toContain('Secret');
    const leaf = one(objects, 'Certificate', '-tls').spec;
    expect(leaf.dnsNames).toContain('tidewaiter.tidewaiter.svc');
    expect(leaf.issuerRef).toEqual({ kind: 'Issuer', name: 'tidewaiter-ca' });
    expect(one(objects, 'Certificate', '-ca').spec.isCA).toBe(true);
  });

  test('cert-manager: an issuer of the user replaces the CA of the chart', async () => {
    const issuerRef = { kind: 'ClusterIssuer', name: 'house' };
    const objects = await render(HELM, { tls: { mode: 'certManager', certManager: { issuerRef } } });
    expect(kinds(objects)).not.toContain('Issuer');
    expect(one(objects, 'Certificate').spec.issuerRef).toEqual(issuerRef);
  });

  test('existing Secret: mounted, and its CA trusted', async () => {
    const objects = await render(HELM, existingSecret);
    expect(kinds(objects)).not.toContain('Secret');
    expect(pem(webhook(objects, 'Validating').clientConfig.caBundle)).toBe(CA);
    const volumes = one(objects, 'Deployment').spec.template.spec.volumes;
    expect(volumes).toContainEqual({ name: 'tls', secret: { secretName: 'our-cert', defaultMode: 0o440 } });
  });
});

withHelm('objects around the webhook', () => {
  test('two replicas have a disruption budget, one has none', async () => {
    expect(one(await render(HELM), 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
    expect(kinds(await render(HELM, { replicaCount: 1 }))).not.toContain('PodDisruptionBudget');
  });

  test('the token is mounted, and namespaces may be read, only for the look-up', async () => {
    const on = await render(HELM);
    expect(one(on, 'Deployment').spec.template.spec.automountServiceAccountToken).toBe(true);
    expect(one(on, 'ClusterRole').rules).toEqual([{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }]);
    expect(container(on).args).toContain('--namespaces-from=cluster');

    const off = await render(HELM, { namespaceLookup: { enabled: false } });
    expect(one(off, 'Deployment').spec.template.spec.automountServiceAccountToken).toBe(false);
    expect(kinds(off)).not.toContain('ClusterRole');
    expect(container(off).args).not.toContain('--namespaces-from=cluster');
  });

  test('the policies are mounted whole, and a change of them rolls the pods', async () => {
    const shipped = await render(HELM);
    const checksum = (objects: Rendered[]): string =>
      one(objects, 'Deployment').spec.template.metadata.annotations['checksum/policies'];
    const files = Object.keys(one(shipped, 'ConfigMap').data);
    expect(files.sort()).toEqual((await readdir(join(CHART, 'files/policies'))).sort());

    const more = await render(HELM, everything);
    expect(one(more, 'ConfigMap').data['team.yaml']).toBe('kind: AdmissionPolicy\n');
    expect(checksum(more)).not.toBe(checksum(shipped));
    for (const mount of container(more).volumeMounts) expect(mount).not.toHaveProperty('subPath');
  });

  test('the network policy lets in the webhook port, and metrics only for those named', async () => {
    const ports = (values: object): Promise<unknown[]> =>
      render(HELM, values).then((objects) =>
        one(objects, 'NetworkPolicy').spec.ingress.map((rule: Rendered) => rule.ports[0].port),
      );
    expect(await ports({ networkPolicy: { enabled: true } })).toEqual(['webhook']);
    expect(await ports(everything)).toEqual(['webhook', 'metrics']);
    expect(kinds(await render(HELM))).not.toContain('NetworkPolicy');
  });

  test('the service monitor is off until asked for', async () => {
    expect(kinds(await render(HELM))).not.toContain('ServiceMonitor');
    expect(one(await render(HELM, everything), 'ServiceMonitor').metadata.labels.release).toBe('prometheus');
  });

  test('a digest wins over the tag', async () => {
    expect(container(await render(HELM, everything)).image).toBe(
      `registry.example.net:5000/a/b:0.1.0@sha256:${'0'.repeat(64)}`,
    );
  });
});

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
    ['a policy file under a shipped name', { policies: { extra: { 'pod-hygiene.yaml': 'a: b' } } }, 'pod-hygiene.yaml'],
    ['no policy at all', { policies: { shipped: false } }, 'policies.shipped'],
    ['too little time to stop', { terminationGracePeriodSeconds: 24 }, 'terminationGracePeriodSeconds'],
    ['a renewal that is always due', { tls: { helm: { certificateDays: 90 } } }, 'renewBeforeDays'],
    ['a foreign account without a name', { serviceAccount: { create: false } }, 'serviceAccount.name'],
  ];
  test.each(cases)('%s', async (_name, values, word) => {
    expect(await refusal(HELM, values)).toContain(word);
  });

  test.each(['kube-system', 'kube-node-lease', 'kube-public'])('a release in %s', async (namespace) => {
    expect(await refusal(HELM, {}, namespace)).toContain(`do not install into ${namespace}`);
  });
});
