import {
  BOOLEAN,
  INTEGER,
  list,
  map,
  object,
  PORT,
  QUANTITY,
  type Shape,
  STRING,
  STRING_MAP,
  STRINGS,
} from './shape.ts';
import { VOLUME } from './volume-shape.ts';

/**
 * The types of the pod fields that any rule may look at (Kubernetes API reference, core/v1 PodSpec).
 * The API server guarantees them; a manifest on disk or a forged review does not, and a field of the
 * wrong type must never read as an absent one. Fields not named here are not checked.
 */

const QUANTITIES = map(QUANTITY);
const RESOURCES = object({
  requests: QUANTITIES,
  limits: QUANTITIES,
  claims: list(object({ name: STRING, request: STRING })),
});
const LABEL_SELECTOR = object({
  matchLabels: STRING_MAP,
  matchExpressions: list(object({ key: STRING, operator: STRING, values: STRINGS })),
});

const PROFILE = object({ type: STRING, localhostProfile: STRING });
const COMMON_SECURITY = {
  runAsNonRoot: BOOLEAN,
  runAsUser: INTEGER,
  runAsGroup: INTEGER,
  seccompProfile: PROFILE,
  appArmorProfile: PROFILE,
  seLinuxOptions: object({ type: STRING, user: STRING, role: STRING, level: STRING }),
  windowsOptions: object({ hostProcess: BOOLEAN, runAsUserName: STRING, gmsaCredentialSpecName: STRING }),
};

const ACTION = {
  exec: object({ command: STRINGS }),
  httpGet: object({
    host: STRING,
    path: STRING,
    port: PORT,
    scheme: STRING,
    httpHeaders: list(object({ name: STRING, value: STRING })),
  }),
  tcpSocket: object({ host: STRING, port: PORT }),
  sleep: object({ seconds: INTEGER }),
};
const PROBE = object({
  ...ACTION,
  grpc: object({ port: INTEGER, service: STRING }),
  initialDelaySeconds: INTEGER,
  timeoutSeconds: INTEGER,
  periodSeconds: INTEGER,
  successThreshold: INTEGER,
  failureThreshold: INTEGER,
  terminationGracePeriodSeconds: INTEGER,
});

const KEY_REFERENCE = object({ name: STRING, key: STRING, optional: BOOLEAN });
const REFERENCE = object({ name: STRING, optional: BOOLEAN });

const CONTAINER = object({
  name: STRING,
  image: STRING,
  imagePullPolicy: STRING,
  restartPolicy: STRING,
  command: STRINGS,
  args: STRINGS,
  env: list(
    object({
      name: STRING,
      value: STRING,
      valueFrom: object({ secretKeyRef: KEY_REFERENCE, configMapKeyRef: KEY_REFERENCE }),
    }),
  ),
  envFrom: list(object({ secretRef: REFERENCE, configMapRef: REFERENCE })),
  ports: list(object({ name: STRING, containerPort: INTEGER, hostPort: INTEGER, hostIP: STRING, protocol: STRING })),
  volumeMounts: list(
    object({ name: STRING, mountPath: STRING, subPath: STRING, mountPropagation: STRING, readOnly: BOOLEAN }),
  ),
  volumeDevices: list(object({ name: STRING, devicePath: STRING })),
  resources: RESOURCES,
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: object({ postStart: object(ACTION), preStop: object(ACTION) }),
  securityContext: object({
    ...COMMON_SECURITY,
    privileged: BOOLEAN,
    allowPrivilegeEscalation: BOOLEAN,
    readOnlyRootFilesystem: BOOLEAN,
    procMount: STRING,
    capabilities: object({ add: STRINGS, drop: STRINGS }),
  }),
});

const NODE_TERM = object({
  matchExpressions: list(object({ key: STRING, operator: STRING, values: STRINGS })),
  matchFields: list(object({ key: STRING, operator: STRING, values: STRINGS })),
});
const POD_TERM = object({
  topologyKey: STRING,
  labelSelector: LABEL_SELECTOR,
  namespaces: STRINGS,
  namespaceSelector: LABEL_SELECTOR,
  matchLabelKeys: STRINGS,
  mismatchLabelKeys: STRINGS,
});
const POD_AFFINITY = object({
  requiredDuringSchedulingIgnoredDuringExecution: list(POD_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: list(object({ weight: INTEGER, podAffinityTerm: POD_TERM })),
});
const AFFINITY = object({
  nodeAffinity: object({
    requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(NODE_TERM) }),
    preferredDuringSchedulingIgnoredDuringExecution: list(object({ weight: INTEGER, preference: NODE_TERM })),
  }),
  podAffinity: POD_AFFINITY,
  podAntiAffinity: POD_AFFINITY,
});

/** core/v1 PodSpec. */
export const POD_SPEC: Shape = object({
  initContainers: list(CONTAINER),
  containers: list(CONTAINER),
  ephemeralContainers: list(CONTAINER),
  volumes: list(VOLUME),
  hostNetwork: BOOLEAN,
  hostPID: BOOLEAN,
  hostIPC: BOOLEAN,
  hostUsers: BOOLEAN,
  shareProcessNamespace: BOOLEAN,
  serviceAccountName: STRING,
  serviceAccount: STRING,
  automountServiceAccountToken: BOOLEAN,
  enableServiceLinks: BOOLEAN,
  imagePullSecrets: list(object({ name: STRING })),
  nodeName: STRING,
  nodeSelector: STRING_MAP,
  affinity: AFFINITY,
  tolerations: list(object({ key: STRING, operator: STRING, value: STRING, effect: STRING })),
  topologySpreadConstraints: list(
    object({ maxSkew: INTEGER, topologyKey: STRING, whenUnsatisfiable: STRING, labelSelector: LABEL_SELECTOR }),
  ),
  priorityClassName: STRING,
  priority: INTEGER,
  preemptionPolicy: STRING,
  runtimeClassName: STRING,
  schedulerName: STRING,
  restartPolicy: STRING,
  activeDeadlineSeconds: INTEGER,
  terminationGracePeriodSeconds: INTEGER,
  hostname: STRING,
  subdomain: STRING,
  hostAliases: list(object({ ip: STRING, hostnames: STRINGS })),
  dnsPolicy: STRING,
  dnsConfig: object({
    nameservers: STRINGS,
    searches: STRINGS,
    options: list(object({ name: STRING, value: STRING })),
  }),
  os: object({ name: STRING }),
  resources: RESOURCES,
  securityContext: object({
    ...COMMON_SECURITY,
    fsGroup: INTEGER,
    supplementalGroups: list(INTEGER),
    sysctls: list(object({ name: STRING, value: STRING })),
  }),
});

/** core/v1 PodStatus: no more than tells whether a pod has been placed. */
export const POD_STATUS: Shape = object({ conditions: list(object({ type: STRING, status: STRING })) });

/** ObjectMeta of an object or of a pod template. */
export const METADATA: Shape = object({
  name: STRING,
  generateName: STRING,
  namespace: STRING,
  labels: STRING_MAP,
  annotations: STRING_MAP,
  ownerReferences: list(object({ apiVersion: STRING, kind: STRING, name: STRING, controller: BOOLEAN })),
});

const ROLLOUT = object({
  type: STRING,
  rollingUpdate: object({ maxUnavailable: PORT, maxSurge: PORT, partition: INTEGER }),
});
const JOB_SPEC = {
  parallelism: INTEGER,
  completions: INTEGER,
  backoffLimit: INTEGER,
  activeDeadlineSeconds: INTEGER,
  ttlSecondsAfterFinished: INTEGER,
  manualSelector: BOOLEAN,
};

const CONTROLLER = {
  ...JOB_SPEC,
  replicas: INTEGER,
  minReadySeconds: INTEGER,
  revisionHistoryLimit: INTEGER,
  serviceName: STRING,
  selector: LABEL_SELECTOR,
  strategy: ROLLOUT,
  updateStrategy: ROLLOUT,
  concurrencyPolicy: STRING,
  suspend: BOOLEAN,
  jobTemplate: object({ metadata: METADATA, spec: object(JOB_SPEC) }),
};
const CONTROLLER_SPEC = object(CONTROLLER);
const REPLICATION_CONTROLLER_SPEC = object({ ...CONTROLLER, selector: STRING_MAP });

/** What a built-in kind with a pod template holds in `spec` besides it (apps/v1, batch/v1, core/v1). */
export function controllerSpec(kind: string): Shape {
  return kind === 'ReplicationController' ? REPLICATION_CONTROLLER_SPEC : CONTROLLER_SPEC;
}
