/** Shaped like a certificate, which is all that a chart looks at. */
export const CA = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
export const existingSecret = { tls: { mode: 'existingSecret', existingSecret: { name: 'our-cert', caBundle: CA } } };
export const certManager = { tls: { mode: 'certManager' } };
export const everything = {
  ...certManager,
  image: { registry: 'registry.example.net:5000', repository: 'a/b', digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'pull' }],
  policies: {
    extra: { 'team.yaml': 'kind: AdmissionPolicy\n', 'images.yaml': 'kind: ImagePolicy\n' },
    files: { 'release.pem': '-----BEGIN PUBLIC KEY-----\n', 'trusted_root.json': '{}\n' },
  },
  images: {
    pullSecrets: true,
    pullSecretNamespaces: ['shop', 'bank'],
    pullSecretNames: ['pull'],
    dockerConfigSecret: 'registry-credentials',
    filesSecret: 'client-keys',
    trustCache: { enabled: true },
    proxy: {
      http: 'http://proxy.example.com:3128',
      https: 'http://proxy.example.com:3128',
      noProxy: '.svc,10.0.0.0/8',
    },
  },
  webhooks: {
    excludeNamespaces: ['kube-system', 'cni'],
    namespaceSelector: { matchExpressions: [{ key: 'tidewaiter', operator: 'NotIn', values: ['off'] }] },
    annotations: { 'admissions.enforcer/disabled': 'true' },
  },
  networkPolicy: {
    enabled: true,
    webhookFrom: [{ ipBlock: { cidr: '10.0.0.0/8' } }],
    metricsFrom: [{ podSelector: {} }],
    apiServerTo: [{ ipBlock: { cidr: '10.0.0.1/32' } }],
    registriesTo: [{ ipBlock: { cidr: '10.1.0.0/16' } }],
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
/** Values that people install with, each under its name. */
export const VALUE_SETS: readonly (readonly [string, object])[] = [
  ['no values', {}],
  ['cert-manager', certManager],
  ['a Secret of the user', existingSecret],
  ['one replica', { replicaCount: 1 }],
  ['credentials from the cluster', { images: { pullSecrets: true } }],
  ['no namespace look-up', { namespaceLookup: { enabled: false } }],
  ['everything', everything],
];
