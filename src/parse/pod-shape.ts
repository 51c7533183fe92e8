import { BOOLEAN, INTEGER, list, map, object, PORT, QUANTITY, type Shape, STRING, STRING_ITEM } from './shape.ts';

/**
 * The types of the pod fields that any rule may look at (Kubernetes API reference, core/v1 PodSpec).
 * The API server guarantees them; a manifest on disk or a forged review does not, and a field of the
 * wrong type must never read as an absent one. Fields not named here are not checked.
 */

const ANY_OBJECT = object({});
const STRINGS = list(STRING_ITEM);
const STRING_MAP = map(STRING_ITEM);
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
  httpGet: object({ host: STRING, path: STRING, port: PORT, scheme: STRING }),
  tcpSocket: object({ host: STRING, port: PORT }),
  sleep: object({ seconds: INTEGER }),
};
const PROBE = object({ ...ACTION, grpc: object({ port: INTEGER, service: STRING }) });

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

const ITEMS = list(object({ key: STRING, path: STRING }));
const VOLUME = object({
  name: STRING,
  image: object({ reference: STRING, pullPolicy: STRING }),
  hostPath: object({ path: STRING, type: STRING }),
  emptyDir: object({ medium: STRING, sizeLimit: QUANTITY }),
  secret: object({ secretName: STRING, optional: BOOLEAN, items: ITEMS }),
  configMap: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
  persistentVolumeClaim: object({ claimName: STRING, readOnly: BOOLEAN }),
  csi: object({ driver: STRING, readOnly: BOOLEAN, nodePublishSecretRef: object({ name: STRING }) }),
  ephemeral: object({ volumeClaimTemplate: object({ metadata: ANY_OBJECT, spec: ANY_OBJECT }) }),
  projected: object({
    sources: list(
      object({
        secret: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
        configMap: object({ name: STRING, optional: BOOLEAN, items: ITEMS }),
        serviceAccountToken: object({ audience: STRING, expirationSeconds: INTEGER, path: STRING }),
        downwardAPI: ANY_OBJECT,
        clusterTrustBundle: ANY_OBJECT,
        podCertificate: ANY_OBJECT,
      }),
    ),
  }),
});

const NODE_TERM = object({
  matchExpressions: list(object({ key: STRING, operator: STRING, values: STRINGS })),
  matchFields: list(object({ key: STRING, operator: STRING, values: STRINGS })),
});
const POD_TERM = object({ topologyKey: STRING, labelSelector: LABEL_SELECTOR });
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
};

/** What the built-in kinds with a pod template hold in `spec` besides it (apps/v1, batch/v1, core/v1). */
export const CONTROLLER_SPEC: Shape = object({
  ...JOB_SPEC,
  replicas: INTEGER,
  minReadySeconds: INTEGER,
  revisionHistoryLimit: INTEGER,
  serviceName: STRING,
  selector: ANY_OBJECT,
  strategy: ROLLOUT,
  updateStrategy: ROLLOUT,
  concurrencyPolicy: STRING,
  suspend: BOOLEAN,
  jobTemplate: object({ spec: object(JOB_SPEC) }),
});
