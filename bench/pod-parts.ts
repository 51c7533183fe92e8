export type Json = { readonly [key: string]: unknown };

const DIGEST = 'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';

const LOG_FIELDS = {
  service: 'checkout',
  team: 'payments',
  cost_centre: 'CC-4711',
  redact: ['card.number', 'card.cvc', 'customer.email', 'customer.phone', 'address.*'],
  sampling: { info: 0.1, warn: 1, error: 1 },
  routes: [
    { match: 'level=error AND service=checkout', sink: 'pager', throttle: '5m', escalate: ['payments', 'platform'] },
    { match: 'audit=true OR event=refund', sink: 'archive', retention: '7y', encrypt: true },
    { match: 'level=debug', sink: 'drop' },
    { sink: 'search', retention: '14d', index: 'shop-checkout-2026' },
  ],
};

/** Metadata of a pod as its ReplicaSet creates it. */
export function podMetadata() {
  return {
    generateName: 'checkout-6d8f7c9b54-',
    namespace: 'shop',
    creationTimestamp: null,
    labels: {
      app: 'checkout',
      'app.kubernetes.io/name': 'checkout',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/version': '3.18.2',
      owner: 'team-payments',
      'pod-template-hash': '6d8f7c9b54',
    },
    annotations: {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9090',
      'checksum/config': '0d8a3b6e1f7c49525aee0b6f2e4d1c9b8a7f6e5d4c3b2a190817263544536271',
      'logging.example.com/fields': JSON.stringify(LOG_FIELDS),
    },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'checkout-6d8f7c9b54',
        uid: '5b0f6a9e-8d6c-4c7a-9f55-2f1f0f6f7a11',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
}

export function podSpec(containers: readonly Json[]): Json {
  return {
    volumes: [
      { name: 'config', configMap: { name: 'checkout-config', defaultMode: 420 } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      {
        name: 'kube-api-access-7xk2p',
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
              },
            },
          ],
          defaultMode: 420,
        },
      },
    ],
    containers,
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'checkout',
    serviceAccount: 'checkout',
    securityContext: {
      runAsUser: 10_001,
      runAsGroup: 10_001,
      runAsNonRoot: true,
      fsGroup: 10_001,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

const JAVA_OPTIONS = [
  '-XX:MaxRAMPercentage=70 -XX:+UseZGC -XX:+ZGenerational -XX:+ExitOnOutOfMemoryError -Djava.security.egd=file:/dev/urandom',
  '-Dfile.encoding=UTF-8 -Dhttp.maxConnections=64 -Dledger.timeout=PT2S -Dledger.retries=3 -Dcheckout.region=eu-central-1',
].join(' ');

export function appContainer() {
  return {
    name: 'checkout',
    image: `registry.example.com/shop/checkout:3.18.2@${DIGEST}`,
    args: ['--listen=:8080', '--metrics=:9090', '--config=/etc/checkout/config.yaml'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: [
      { name: 'LOG_LEVEL', value: 'info' },
      { name: 'LEDGER_URL', value: 'https://ledger.shop.svc.cluster.local:8443' },
      { name: 'JAVA_TOOL_OPTIONS', value: JAVA_OPTIONS },
      { name: 'DATABASE_HOST', value: 'postgres-rw.shop.svc.cluster.local' },
      { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: 'checkout-database', key: 'password' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { cpu: '250m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'config', readOnly: true, mountPath: '/etc/checkout' },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'kube-api-access-7xk2p', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe('/livez', 8080),
    readinessProbe: probe('/readyz', 8080),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: restricted(),
  };
}

export function proxyContainer() {
  return {
    name: 'proxy',
    image: `registry.example.com/platform/proxy:1.31.0@${DIGEST}`,
    args: ['--upstream=127.0.0.1:8080', '--admin=127.0.0.1:9901'],
    ports: [{ name: 'https', containerPort: 8443, protocol: 'TCP' }],
    env: [
      { name: 'PROXY_CONCURRENCY', value: '2' },
      { name: 'HOST_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.hostIP' } } },
    ],
    resources: { limits: { cpu: '500m', memory: '128Mi' }, requests: { cpu: '50m', memory: '64Mi' } },
    volumeMounts: [
      { name: 'kube-api-access-7xk2p', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    livenessProbe: probe('/healthz', 9901),
    readinessProbe: probe('/ready', 9901),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: restricted(),
  };
}

function probe(path: string, port: number) {
  const timing = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return { httpGet: { path, port, scheme: 'HTTP' }, ...timing };
}

function restricted() {
  return {
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  };
}
