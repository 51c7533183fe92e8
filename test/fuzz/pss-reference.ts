import { anywhere, at, containersOf, contexts, type ReferencePod, texts, words } from './pss-pod.ts';
import { type Draft, draftsIn } from './specimen.ts';

/**
 * The checks of the Pod Security Standards as tables, read from the published standard and written a second time, by
 * itself: nothing here comes from the rules. It expects pods whose fields all have the right type.
 */

export interface ReferenceCheck {
  readonly level: 'baseline' | 'restricted';
  readonly since: number;
  readonly overrides?: string;
  readonly reason: string;
  /** Whether the pod violates the check at a minor version from `since` on. */
  fails(pod: ReferencePod, minor: number): boolean;
}

const NEWEST = 37;

/** A value that is allowed from a minor version on. */
type Since = readonly (readonly [since: number, values: readonly string[]])[];

const SYSCTLS: Since = [
  [
    0,
    [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.ping_group_range',
      'net.ipv4.tcp_syncookies',
    ],
  ],
  [27, ['net.ipv4.ip_local_reserved_ports']],
  [29, ['time', 'intvl', 'probes'].map((name) => `net.ipv4.tcp_keepalive_${name}`)],
  [29, ['net.ipv4.tcp_fin_timeout']],
  [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  [37, ['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat']],
];
const SE_LINUX_TYPES: Since = [
  [0, ['', 'container_t', 'container_init_t', 'container_kvm_t']],
  [31, ['container_engine_t']],
];
const BASELINE_CAPABILITIES =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT';
const RESTRICTED_VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_OF_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';

function among(table: Since, minor: number, value: unknown): boolean {
  return table.some(([since, values]) => minor >= since && values.some((allowed) => allowed === value));
}

const isWindows = ({ spec }: ReferencePod) => at(spec, 'os', 'name') === 'windows';
const hasOwnUsers = ({ spec }: ReferencePod) => spec.hostUsers === false;
const isConfining = (type: unknown) => type === 'RuntimeDefault' || type === 'Localhost';
const isUnmasked = (procMount: unknown) => procMount !== 'Default';
const sparesWindows = (pod: ReferencePod, minor: number) => minor >= 25 && isWindows(pod);
const sparesUsers = (pod: ReferencePod, minor: number) => minor >= 35 && hasOwnUsers(pod);

function seccompByAnnotation(pod: ReferencePod): boolean {
  const keys = [SECCOMP_OF_POD, ...containersOf(pod).map(({ name }) => `${SECCOMP}${name}`)];
  return keys.some((key) => {
    const value = Object.hasOwn(pod.annotations, key) ? pod.annotations[key] : undefined;
    return value !== undefined && !/^(?:runtime\/default|docker\/default|localhost\/.*)$/s.test(value);
  });
}

function hasForeignHost(container: Draft): boolean {
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => at(container, probe)),
    ...['postStart', 'preStop'].map((hook) => at(container, 'lifecycle', hook)),
  ];
  return handlers.some((handler) => ['httpGet', 'tcpSocket'].some((action) => Boolean(at(handler, action, 'host'))));
}

/** By the id of the check. */
export const REFERENCE_CHECKS: Readonly<Record<string, ReferenceCheck>> = {
  hostNamespaces: {
    level: 'baseline',
    since: 0,
    reason: 'host namespaces',
    fails: ({ spec }) => spec.hostNetwork === true || spec.hostPID === true || spec.hostIPC === true,
  },
  privileged: {
    level: 'baseline',
    since: 0,
    reason: 'privileged',
    fails: (pod) => contexts(pod, 'privileged').own.includes(true),
  },
  capabilities_baseline: {
    level: 'baseline',
    since: 0,
    reason: 'non-default capabilities',
    fails: (pod) => {
      const added = contexts(pod, 'capabilities', 'add').own.flatMap(texts);
      return added.some((name) => !words(BASELINE_CAPABILITIES).has(name));
    },
  },
  hostPathVolumes: {
    level: 'baseline',
    since: 0,
    reason: 'hostPath volumes',
    fails: ({ spec }) => draftsIn(spec, 'volumes').some((volume) => at(volume, 'hostPath') !== undefined),
  },
  hostPorts: {
    level: 'baseline',
    since: 0,
    reason: 'hostPort',
    fails: (pod) =>
      containersOf(pod)
        .flatMap((container) => draftsIn(container, 'ports'))
        .some(({ hostPort }) => (hostPort ?? 0) !== 0),
  },
  hostProbesAndHostLifecycle: {
    level: 'baseline',
    since: 34,
    reason: 'probe or lifecycle host',
    fails: (pod) => containersOf(pod).some(hasForeignHost),
  },
  appArmorProfile: {
    level: 'baseline',
    since: 0,
    reason: 'forbidden AppArmor profile(s)',
    fails: (pod) =>
      anywhere(pod, ['appArmorProfile', 'type'], (type) => !isConfining(type)) ||
      Object.entries(pod.annotations).some(
        ([key, value]) => key.startsWith(APP_ARMOR) && !/^(?:|runtime\/default|localhost\/.*)$/s.test(value),
      ),
  },
  seLinuxOptions: {
    level: 'baseline',
    since: 0,
    reason: 'seLinuxOptions',
    fails: (pod, minor) =>
      anywhere(pod, ['seLinuxOptions'], (options) => {
        const isBadType = !among(SE_LINUX_TYPES, minor, at(options, 'type') ?? '');
        return isBadType || Boolean(at(options, 'user')) || Boolean(at(options, 'role'));
      }),
  },
  procMount: {
    level: 'baseline',
    since: 0,
    reason: 'procMount',
    fails: (pod, minor) => !sparesUsers(pod, minor) && anywhere(pod, ['procMount'], isUnmasked),
  },
  seccompProfile_baseline: {
    level: 'baseline',
    since: 0,
    reason: 'seccompProfile',
    fails: (pod, minor) =>
      minor < 19 ? seccompByAnnotation(pod) : anywhere(pod, ['seccompProfile', 'type'], (type) => !isConfining(type)),
  },
  sysctls: {
    level: 'baseline',
    since: 0,
    reason: 'forbidden sysctls',
    fails: ({ spec }, minor) => {
      const sysctls = texts(at(spec, 'securityContext', 'sysctls'));
      return sysctls.some((sysctl) => !among(SYSCTLS, minor, at(sysctl, 'name')));
    },
  },
  windowsHostProcess: {
    level: 'baseline',
    since: 0,
    reason: 'hostProcess',
    fails: (pod) => anywhere(pod, ['windowsOptions', 'hostProcess'], (value) => value === true),
  },
  allowPrivilegeEscalation: {
    level: 'restricted',
    since: 8,
    reason: 'allowPrivilegeEscalation != false',
    fails: (pod, minor) =>
      !sparesWindows(pod, minor) && contexts(pod, 'allowPrivilegeEscalation').own.some((value) => value !== false),
  },
  capabilities_restricted: {
    level: 'restricted',
    since: 22,
    overrides: 'capabilities_baseline',
    reason: 'unrestricted capabilities',
    fails: (pod, minor) =>
      !sparesWindows(pod, minor) &&
      contexts(pod, 'capabilities').own.some(
        (set) =>
          !texts(at(set, 'drop')).includes('ALL') || texts(at(set, 'add')).some((name) => name !== 'NET_BIND_SERVICE'),
      ),
  },
  runAsNonRoot: {
    level: 'restricted',
    since: 0,
    reason: 'runAsNonRoot != true',
    fails: (pod, minor) => {
      const { ofPod, own } = contexts(pod, 'runAsNonRoot');
      const isUnset = own.includes(undefined) && ofPod !== true;
      return !sparesUsers(pod, minor) && (ofPod === false || own.includes(false) || isUnset);
    },
  },
  runAsUser: {
    level: 'restricted',
    since: 23,
    reason: 'runAsUser=0',
    fails: (pod, minor) => !sparesUsers(pod, minor) && anywhere(pod, ['runAsUser'], (user) => user === 0),
  },
  seccompProfile_restricted: {
    level: 'restricted',
    since: 19,
    overrides: 'seccompProfile_baseline',
    reason: 'seccompProfile',
    fails: (pod, minor) => {
      const { ofPod, own } = contexts(pod, 'seccompProfile', 'type');
      const isBad = anywhere(pod, ['seccompProfile', 'type'], (type) => !isConfining(type));
      return !sparesWindows(pod, minor) && (isBad || (own.includes(undefined) && !isConfining(ofPod)));
    },
  },
  restrictedVolumes: {
    level: 'restricted',
    since: 0,
    overrides: 'hostPathVolumes',
    reason: 'restricted volume types',
    fails: ({ spec }) =>
      draftsIn(spec, 'volumes').some((volume) => {
        const sources = Object.keys(volume).filter((field) => field !== 'name');
        return !sources.some((source) => words(RESTRICTED_VOLUMES).has(source));
      }),
  },
  procMount_restricted: {
    level: 'restricted',
    since: 35,
    overrides: 'procMount',
    reason: 'procMount',
    fails: (pod) => anywhere(pod, ['procMount'], isUnmasked),
  },
};

/** What a check comes to at a version: before its first one, the check that it overrides is in force, or none. */
export function referenceFails(id: string, pod: ReferencePod, minor: number): boolean {
  const check = REFERENCE_CHECKS[id];
  if (check === undefined) throw new Error(`the standard has no check ${id}`);
  const known = Math.min(minor, NEWEST);
  if (known >= check.since) return check.fails(pod, known);
  return check.overrides !== undefined && referenceFails(check.overrides, pod, minor);
}
