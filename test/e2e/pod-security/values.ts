/** Fields of a container or of a pod spec. */
export type Fields = Readonly<Record<string, unknown>>;

/** One field of a security context. */
export function secure(field: string, value: unknown): Fields {
  return { securityContext: { [field]: value } };
}

function secureEach(field: string, values: readonly unknown[]): readonly Fields[] {
  return values.map((value) => secure(field, value));
}

const PROFILES = (localhost: string): readonly Fields[] => [
  { type: 'RuntimeDefault' },
  { type: 'Localhost', localhostProfile: localhost },
  { type: 'Unconfined' },
];

/** Fields that both a pod and each of its containers can have, with values on both sides of the line. */
export const SHARED_FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  seccompProfile: PROFILES('audit.json'),
  appArmorProfile: PROFILES('strict'),
  seLinuxOptions: [
    {},
    { level: 's0:c123,c456' },
    ...['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t', 'Container_t'].map(
      (type) => ({ type }),
    ),
    { user: 'system_u' },
    { role: 'system_r' },
    { type: 'spc_t', user: 'system_u', role: 'system_r' },
  ],
  runAsNonRoot: [true, false],
  runAsUser: [0, 1, 1_000],
  windowsOptions: [{}, { runAsUserName: 'ContainerUser' }, { hostProcess: false }],
};

/** The capabilities of a container runtime's default set (Docker), and some beyond. */
const DEFAULT_CAPABILITIES = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];
const OTHER_CAPABILITIES = ['NET_RAW', 'SYS_ADMIN', 'ALL', 'CAP_CHOWN', 'chown', 'all'];

const CAPABILITIES = [
  {},
  { drop: [] },
  { drop: ['all'] },
  { drop: ['NET_RAW'] },
  { drop: ['KILL', 'ALL'] },
  { add: ['NET_BIND_SERVICE'] },
  { add: ['SYS_TIME', 'CHOWN', 'SYS_MODULE'], drop: ['ALL'] },
  ...[...DEFAULT_CAPABILITIES, ...OTHER_CAPABILITIES].map((capability) => ({ add: [capability], drop: ['ALL'] })),
];

const HOSTS = ['127.0.0.1', 'db.example.com', ''];
const HANDLERS = HOSTS.flatMap((host) => [{ httpGet: { port: 80, host } }, { tcpSocket: { port: 80, host } }]);

/** Only for containers that go on running: probes, and hooks for when they start and stop. */
const RUNNING_FIELDS: readonly Fields[] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    HANDLERS.map((handler) => ({ [probe]: handler })),
  ),
  { livenessProbe: { grpc: { port: 80 } } },
  ...['postStart', 'preStop'].flatMap((hook) => HANDLERS.map((handler) => ({ lifecycle: { [hook]: handler } }))),
];

/** Fields of init containers, good and bad, that the standards look at. */
export const INIT_CONTAINER_FIELDS: readonly Fields[] = [
  {},
  ...Object.entries(SHARED_FIELDS).flatMap(([field, values]) => secureEach(field, values)),
  ...secureEach('privileged', [false]),
  ...secureEach('procMount', ['Default', 'Unmasked']),
  ...secureEach('allowPrivilegeEscalation', [true, undefined]),
  ...secureEach('capabilities', CAPABILITIES),
  ...secureEach('capabilities', [undefined]),
  { securityContext: { privileged: true, allowPrivilegeEscalation: undefined } },
  { securityContext: { capabilities: { add: ['SYS_ADMIN'] }, allowPrivilegeEscalation: undefined } },
  { ports: [{ containerPort: 80 }] },
  { ports: [{ containerPort: 80, hostPort: 8_080 }] },
  { ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }, { containerPort: 82, hostPort: 82 }] },
];

/** Fields of other containers. */
export const CONTAINER_FIELDS: readonly Fields[] = [...INIT_CONTAINER_FIELDS, ...RUNNING_FIELDS];

const NETWORK_SYSCTLS = [
  ...['ip_local_port_range', 'tcp_syncookies', 'ping_group_range', 'ip_unprivileged_port_start'],
  ...['ip_local_reserved_ports', 'tcp_keepalive_time', 'tcp_fin_timeout', 'tcp_keepalive_intvl'],
  ...['tcp_keepalive_probes', 'tcp_rmem', 'tcp_wmem', 'tcp_slow_start_after_idle', 'tcp_notsent_lowat', 'tcp_mem'],
];
const SYSCTLS = [
  ...['kernel.shm_rmid_forced', 'kernel/shm_rmid_forced', 'kernel.msgmax', 'net.ipv6.conf.all.forwarding'],
  ...NETWORK_SYSCTLS.map((name) => `net.ipv4.${name}`),
];

const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const ISCSI = { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 };

/** Every source that a volume can have. */
const VOLUME_SOURCES: readonly Fields[] = [
  {},
  { awsElasticBlockStore: { volumeID: 'one' } },
  { azureDisk: { diskName: 'one', diskURI: 'https://example.com/one' } },
  { azureFile: { secretName: 'one', shareName: 'one' } },
  { cephfs: { monitors: ['one'] } },
  { cinder: { volumeID: 'one' } },
  { configMap: { name: 'one' } },
  { csi: { driver: 'csi.example.com' } },
  { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  { emptyDir: {} },
  { ephemeral: { volumeClaimTemplate: { spec: CLAIM } } },
  { fc: { targetWWNs: ['one'], lun: 0 } },
  { flexVolume: { driver: 'example.com/one' } },
  { flocker: { datasetName: 'one' } },
  { gcePersistentDisk: { pdName: 'one' } },
  { gitRepo: { repository: 'https://example.com/one.git' } },
  { glusterfs: { endpoints: 'one', path: 'one' } },
  { hostPath: { path: '/var/log' } },
  { image: { reference: 'registry.example.com/models:1' } },
  { iscsi: ISCSI },
  { nfs: { server: 'nfs.example.com', path: '/one' } },
  { persistentVolumeClaim: { claimName: 'one' } },
  { photonPersistentDisk: { pdID: 'one' } },
  { portworxVolume: { volumeID: 'one' } },
  { projected: { sources: [{ secret: { name: 'one' } }] } },
  { quobyte: { registry: 'quobyte:7861', volume: 'one' } },
  { rbd: { monitors: ['one'], image: 'one' } },
  { scaleIO: { gateway: 'https://example.com', system: 'one', volumeName: 'one', secretRef: { name: 'one' } } },
  { secret: { secretName: 'one' } },
  { storageos: { volumeName: 'one' } },
  { vsphereVolume: { volumePath: 'one' } },
];

/** Fields of pod specs, good and bad, that the standards look at. */
export const POD_FIELDS: readonly Fields[] = [
  {},
  ...Object.entries(SHARED_FIELDS).flatMap(([field, values]) => secureEach(field, values)),
  ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) => [{ [field]: true }, { [field]: false }]),
  ...secureEach(
    'sysctls',
    SYSCTLS.map((name) => [{ name, value: '1' }]),
  ),
  ...secureEach('sysctls', [SYSCTLS.map((name) => ({ name, value: '1' }))]),
  ...VOLUME_SOURCES.map((source) => ({ volumes: [{ name: 'data', ...source }] })),
  { hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } },
];

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

/** Annotations that came before the fields of the same meaning, and still count at some versions. */
export const ANNOTATIONS: readonly Readonly<Record<string, string>>[] = [
  ...['runtime/default', 'localhost/strict', 'unconfined'].map((value) => ({ [`${APP_ARMOR}app`]: value })),
  ...['runtime/default', 'docker/default', 'localhost/audit.json', 'unconfined'].flatMap((value) =>
    ['app', 'setup', 'nobody'].map((name) => ({ [`${SECCOMP_CONTAINER}${name}`]: value })),
  ),
  ...['runtime/default', 'localhost/audit.json', 'unconfined'].flatMap((value) => [
    { [SECCOMP_POD]: value },
    { [SECCOMP_POD]: value, [`${SECCOMP_CONTAINER}app`]: 'runtime/default' },
    { [SECCOMP_POD]: value, [`${SECCOMP_CONTAINER}app`]: 'unconfined' },
  ]),
];
