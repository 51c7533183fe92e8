import type { JsonObject } from '../../../src/model/json.ts';

/** A manifest as people write it: with most fields absent. */
export type Manifest = JsonObject & { readonly kind: string };

const IMAGE = 'registry.example.com/shop/web:1.4.2';
const LABELS = { app: 'web' };
const selector = { matchLabels: LABELS };

type Fields = Readonly<Record<string, unknown>>;

const container = (fields: Fields = {}) => ({ name: 'app', image: IMAGE, ...fields });
const spec = (fields: Fields = {}, ofContainer: Fields = {}) => ({ containers: [container(ofContainer)], ...fields });
const template = (fields: Fields = {}, ofContainer: Fields = {}) => ({
  metadata: { labels: LABELS },
  spec: spec(fields, ofContainer),
});

const pod = (fields: Fields = {}, ofContainer: Fields = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: spec(fields, ofContainer),
});
const apps = (kind: string, fields: Fields): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web' },
  spec: { selector, template: template(), ...fields },
});
const job = (fields: Fields): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'web' },
  spec: { template: template({ restartPolicy: 'Never' }), ...fields },
});
const cronJob = (fields: Fields): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'web' },
  spec: { schedule: '0 3 * * *', jobTemplate: { spec: job({}).spec }, ...fields },
});

const httpGet = { port: 8_080 };

const PODS: readonly Manifest[] = [
  pod(),
  ...['web', 'web:latest', 'web:1', `web@sha256:${'a'.repeat(64)}`, 'localhost:5000/web'].map((image) =>
    pod({}, { image }),
  ),
  pod({}, { ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] }),
  pod({ hostNetwork: true }, { ports: [{ containerPort: 8_080, name: 'http' }] }),
  pod(
    {
      hostNetwork: true,
      initContainers: [container({ name: 'proxy', restartPolicy: 'Always', ports: [{ containerPort: 81 }] })],
    },
    { ports: [{ containerPort: 80 }] },
  ),
  pod(
    {},
    { livenessProbe: { httpGet }, readinessProbe: { tcpSocket: { port: 1 }, periodSeconds: 0, failureThreshold: 0 } },
  ),
  pod(
    {},
    {
      startupProbe: { grpc: { port: 9_090 } },
      lifecycle: { preStop: { httpGet }, postStart: { exec: { command: ['true'] } } },
    },
  ),
  pod({}, { resources: { limits: { cpu: '1', memory: '1Gi' } } }),
  pod({}, { resources: { limits: { cpu: '0.5', memory: '1.5Gi' }, requests: { cpu: '0.0001' } } }),
  pod({}, { resources: { limits: { cpu: 2, memory: 134217728, 'example.com/gpu': 1 } } }),
  pod({ resources: { limits: { cpu: '2', memory: '1Gi' } } }, { resources: { requests: { cpu: '100m' } } }),
  pod(
    {
      initContainers: [container({ name: 'setup', resources: { limits: { memory: '2Gi' } } })],
      resources: { limits: { memory: '4Gi' } },
    },
    { resources: { requests: { memory: '512Mi' } } },
  ),
  pod({ securityContext: {}, serviceAccountName: 'web', automountServiceAccountToken: false }),
  pod({ serviceAccount: 'old' }),
  pod({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } }, { securityContext: {} }),
  pod({ securityContext: null, tolerations: null, volumes: [] }, { resources: null, command: null, env: [] }),
  pod({ restartPolicy: '', dnsPolicy: '', schedulerName: '' }, { imagePullPolicy: '', terminationMessagePath: '' }),
  pod({
    volumes: [
      { name: 'nothing' },
      { name: 'secret', secret: { secretName: 'web' } },
      { name: 'config', configMap: { name: 'web', defaultMode: 0 } },
      { name: 'host', hostPath: { path: '/var/log' } },
      {
        name: 'files',
        projected: {
          sources: [{ downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } }],
        },
      },
      { name: 'image', image: { reference: 'registry.example.com/models' } },
      {
        name: 'claim',
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      },
    ],
  }),
  pod({}, { env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'EMPTY' }] }),
  pod({ hostPID: true, enableServiceLinks: false }),
  pod({ shareProcessNamespace: true, hostUsers: false }),
  pod({ os: { name: 'windows' } }, { securityContext: { windowsOptions: { runAsUserName: 'ContainerUser' } } }),
  pod({
    tolerations: [{ operator: 'Exists' }],
    nodeSelector: { disk: 'ssd' },
    priorityClassName: 'system-node-critical',
  }),
  pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }),
  {
    ...pod({}, {}),
    metadata: {
      name: 'web',
      annotations: {
        'container.apparmor.security.beta.kubernetes.io/app': 'unconfined',
        'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
      },
    },
  },
];

const CONTROLLERS: readonly Manifest[] = [
  apps('Deployment', {}),
  apps('Deployment', { replicas: 0, strategy: { type: 'Recreate' } }),
  apps('Deployment', { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1 } }, revisionHistoryLimit: 0 }),
  apps('Deployment', {
    template: template(
      { hostNetwork: true },
      { ports: [{ containerPort: 80 }], resources: { limits: { memory: '1Gi' } } },
    ),
  }),
  apps('StatefulSet', {}),
  apps('StatefulSet', {
    serviceName: 'web',
    updateStrategy: { type: 'OnDelete' },
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  }),
  apps('DaemonSet', {}),
  apps('DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } }),
  apps('ReplicaSet', {}),
  { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'web' }, spec: { template: template() } },
  {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'web', labels: {} },
    spec: { replicas: 2, selector: LABELS, template: template() },
  },
  { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'web' }, template: template() },
  job({}),
  job({ completions: 3, suspend: true }),
  job({ parallelism: 2, completionMode: 'Indexed', completions: 2 }),
  job({ podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }] } }),
  cronJob({}),
  cronJob({ concurrencyPolicy: 'Forbid', failedJobsHistoryLimit: 0 }),
];

/** Pods and controllers with one field or another left to the API server. */
export const MANIFESTS: readonly Manifest[] = [...PODS, ...CONTROLLERS];
