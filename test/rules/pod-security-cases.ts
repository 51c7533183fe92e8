import type { JsonObject } from '../../src/model/json.ts';
import { goodContainer, goodPod } from '../support/pods.ts';

/** Pods, and which checks of the level restricted they violate in which versions, written out by hand. */

/** The newest minor version of the standard. */
export const NEWEST = 37;

/** The first and the last minor version in which a check of the level fails. */
type Range = readonly [first: number, last: number];
const since = (first: number): Range => [first, NEWEST];
const ALWAYS = since(0);

export type Violations = { readonly [check: string]: Range };
type Case = readonly [name: string, pod: JsonObject, violations: Violations];

export const secure = (securityContext: object) => ({
  containers: [
    goodContainer({
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...securityContext },
    }),
  ],
});
export const podSecure = (securityContext: object) => ({
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...securityContext },
});
const sysctl = (name: string): JsonObject => goodPod(podSecure({ sysctls: [{ name, value: '1' }] }));
export const BARE = { securityContext: {}, containers: [{ name: 'app', image: 'app' }] };
export const volume = (source: object) => goodPod({ volumes: [{ name: 'v', ...source }] });
const WINDOWS = { os: { name: 'windows' } };

/** What a pod violates that says nothing. */
const SILENT: Violations = {
  allowPrivilegeEscalation: since(8),
  capabilities_restricted: since(22),
  runAsNonRoot: ALWAYS,
  seccompProfile_restricted: since(19),
};

export const CASES: readonly Case[] = [
  ['a pod that conforms', goodPod(), {}],
  ['a pod that says nothing', goodPod(BARE), SILENT],
  [
    'a pod that does everything wrong',
    goodPod(
      {
        hostNetwork: true,
        securityContext: {
          runAsUser: 0,
          seccompProfile: { type: 'Unconfined' },
          sysctls: [{ name: 'kernel.msgmax', value: '1' }],
          seLinuxOptions: { user: 'system_u' },
        },
        containers: [
          {
            name: 'app',
            ports: [{ containerPort: 80, hostPort: 80 }],
            livenessProbe: { tcpSocket: { host: '169.254.169.254', port: 80 } },
            securityContext: {
              privileged: true,
              procMount: 'Unmasked',
              capabilities: { add: ['SYS_ADMIN'] },
              appArmorProfile: { type: 'Unconfined' },
              windowsOptions: { hostProcess: true },
            },
          },
        ],
        volumes: [{ name: 'root', hostPath: { path: '/' } }],
      },
      { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } },
    ),
    {
      allowPrivilegeEscalation: since(8),
      appArmorProfile: ALWAYS,
      capabilities_baseline: [0, 21],
      capabilities_restricted: since(22),
      hostNamespaces: ALWAYS,
      hostPorts: ALWAYS,
      hostProbesAndHostLifecycle: since(34),
      privileged: ALWAYS,
      procMount: [0, 34],
      procMount_restricted: since(35),
      restrictedVolumes: ALWAYS,
      runAsNonRoot: ALWAYS,
      runAsUser: since(23),
      seLinuxOptions: ALWAYS,
      seccompProfile_baseline: [0, 18],
      seccompProfile_restricted: since(19),
      sysctls: ALWAYS,
      windowsHostProcess: ALWAYS,
    },
  ],
  [
    'a Windows pod that says nothing',
    goodPod({ ...BARE, ...WINDOWS }),
    {
      allowPrivilegeEscalation: [8, 24],
      capabilities_restricted: [22, 24],
      runAsNonRoot: ALWAYS,
      seccompProfile_restricted: [19, 24],
    },
  ],
  [
    'a Windows pod that sets what only Linux knows',
    goodPod({
      ...WINDOWS,
      securityContext: { runAsNonRoot: true, runAsUser: 0, seccompProfile: { type: 'Unconfined' } },
      ...secure({ allowPrivilegeEscalation: true, procMount: 'Unmasked', capabilities: { add: ['SYS_ADMIN'] } }),
    }),
    {
      allowPrivilegeEscalation: [8, 24],
      capabilities_baseline: [0, 21],
      capabilities_restricted: [22, 24],
      procMount: [0, 34],
      procMount_restricted: since(35),
      runAsUser: since(23),
      seccompProfile_restricted: [19, 24],
    },
  ],
  [
    'only spec.os.name makes a Windows pod',
    goodPod({ ...BARE, nodeSelector: { 'kubernetes.io/os': 'windows' } }),
    SILENT,
  ],
  [
    'root in a user namespace of its own, with /proc unmasked',
    goodPod({
      hostUsers: false,
      ...podSecure({ runAsNonRoot: false, runAsUser: 0 }),
      ...secure({ procMount: 'Unmasked' }),
    }),
    { procMount: [0, 34], procMount_restricted: since(35), runAsNonRoot: [0, 34], runAsUser: [23, 34] },
  ],
  [
    'a user namespace spares nothing else',
    goodPod({ ...BARE, hostUsers: false, volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    { ...SILENT, restrictedVolumes: ALWAYS, runAsNonRoot: [0, 34] },
  ],
  [
    'users of the host, said so',
    goodPod({ hostUsers: true, ...podSecure({ runAsNonRoot: false, runAsUser: 0 }) }),
    { runAsNonRoot: ALWAYS, runAsUser: since(23) },
  ],
  [
    'a pod-level runAsNonRoot: false that every container overrides',
    goodPod({ ...podSecure({ runAsNonRoot: false }), ...secure({ runAsNonRoot: true }) }),
    { runAsNonRoot: ALWAYS },
  ],
  ['a container that overrides runAsNonRoot: true', goodPod(secure({ runAsNonRoot: false })), { runAsNonRoot: ALWAYS }],
  [
    'containers alone promise not to run as root',
    goodPod({ ...podSecure({ runAsNonRoot: null }), ...secure({ runAsNonRoot: true }) }),
    {},
  ],
  [
    'a pod-level runAsUser: 0 that every container overrides',
    goodPod({ ...podSecure({ runAsUser: 0 }), ...secure({ runAsUser: 1000 }) }),
    { runAsUser: since(23) },
  ],
  [
    'a pod-level seccomp profile Unconfined that every container overrides',
    goodPod({
      ...podSecure({ seccompProfile: { type: 'Unconfined' } }),
      ...secure({ seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } }),
    }),
    { seccompProfile_restricted: since(19) },
  ],
  [
    'a container without a seccomp profile beside one with it',
    goodPod({
      securityContext: { runAsNonRoot: true },
      containers: [
        goodContainer(),
        ...secure({ seccompProfile: { type: 'RuntimeDefault' } }).containers.map((other) => ({ ...other, name: 'b' })),
      ],
    }),
    { seccompProfile_restricted: since(19) },
  ],
  [
    'seccomp annotations beside good fields',
    goodPod({}, { annotations: { 'container.seccomp.security.alpha.kubernetes.io/app': 'unconfined' } }),
    { seccompProfile_baseline: [0, 18] },
  ],
  [
    'seccomp annotations of a container that does not exist',
    goodPod({}, { annotations: { 'container.seccomp.security.alpha.kubernetes.io/other': 'unconfined' } }),
    {},
  ],
  [
    'an AppArmor annotation',
    goodPod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/other': 'unconfined' } }),
    { appArmorProfile: ALWAYS },
  ],
  [
    'a default capability added',
    goodPod(secure({ capabilities: { drop: ['ALL'], add: ['CHOWN', 'NET_BIND_SERVICE'] } })),
    { capabilities_restricted: since(22) },
  ],
  [
    'another capability added',
    goodPod(secure({ capabilities: { drop: ['ALL'], add: ['NET_RAW'] } })),
    { capabilities_baseline: [0, 21], capabilities_restricted: since(22) },
  ],
  [
    'all capabilities dropped in lower case',
    goodPod(secure({ capabilities: { drop: ['all'] } })),
    {
      capabilities_restricted: since(22),
    },
  ],
  ['the port binder added', goodPod(secure({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })), {}],
  [
    'a debug container that says nothing',
    goodPod({ ephemeralContainers: [{ name: 'debug', image: 'busybox' }] }),
    { allowPrivilegeEscalation: since(8), capabilities_restricted: since(22) },
  ],
  [
    'a sidecar and an init container that escalate',
    goodPod({
      initContainers: [
        goodContainer({ name: 'proxy', restartPolicy: 'Always', securityContext: { capabilities: { drop: ['ALL'] } } }),
        goodContainer({ name: 'setup', securityContext: { capabilities: { drop: ['ALL'] }, runAsUser: 0 } }),
      ],
    }),
    { allowPrivilegeEscalation: since(8), runAsUser: since(23) },
  ],
  ['a volume of the old kind', volume({ nfs: { server: 's', path: '/' } }), { restrictedVolumes: ALWAYS }],
  ['a volume of a kind that nobody knows', volume({ quantumDisk: {} }), { restrictedVolumes: ALWAYS }],
  ['an image volume', volume({ image: { reference: 'registry.example.com/models:1' } }), {}],
  ['an inline volume of a driver', volume({ csi: { driver: 'csi.example.com' } }), {}],
  [
    'a probe of another host',
    goodPod({
      containers: [goodContainer({ lifecycle: { preStop: { httpGet: { host: '10.0.0.1', port: 80 } } } })],
    }),
    { hostProbesAndHostLifecycle: since(34) },
  ],
  [
    'the SELinux type of container engines',
    goodPod(podSecure({ seLinuxOptions: { type: 'container_engine_t' } })),
    {
      seLinuxOptions: [0, 30],
    },
  ],
  ['a sysctl of 1.0', sysctl('net.ipv4.tcp_syncookies'), {}],
  ['a sysctl of 1.27', sysctl('net.ipv4.ip_local_reserved_ports'), { sysctls: [0, 26] }],
  ['a sysctl of 1.29', sysctl('net.ipv4.tcp_keepalive_time'), { sysctls: [0, 28] }],
  ['a sysctl of 1.32', sysctl('net.ipv4.tcp_rmem'), { sysctls: [0, 31] }],
  ['a sysctl of 1.37', sysctl('net.ipv4.tcp_notsent_lowat'), { sysctls: [0, 36] }],
];
