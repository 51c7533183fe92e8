import type { JsonObject } from '../../src/model/json.ts';
import type { Random } from './random.ts';
import { type Draft, write } from './specimen.ts';

/** Pods in which everything that the Pod Security Standards speak of may be set, well or badly; every field has its type. */

const CAPABILITIES = [
  'ALL',
  'all',
  'NET_RAW',
  'NET_BIND_SERVICE',
  'SYS_ADMIN',
  'CHOWN',
  'CAP_CHOWN',
  'SETPCAP',
  'MKNOD',
];
const PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined', 'runtime/default', ''];
const SE_LINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t'];
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'hostPath',
  'nfs',
  'gitRepo',
  'iscsi',
  'flexVolume',
];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'kernel.msgmax',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.ip_unprivileged_port_start',
  'net/ipv4/tcp_syncookies',
];
const ANNOTATIONS = ['', 'runtime/default', 'docker/default', 'localhost/x', 'localhost', 'unconfined'];

/** Chances of a field to be set: how much a pod says differs from pod to pod. */
class Maker {
  readonly #random: Random;
  readonly #talkative: number;
  readonly #good: number;

  constructor(random: Random) {
    this.#random = random;
    this.#talkative = random.next();
    this.#good = random.next();
  }

  /** Sets the field now and then, more often to the good value than to one of the others where the pod is a good one. */
  maybe(draft: Draft, field: string, good: unknown, others: readonly unknown[]): void {
    if (!this.#random.chance(this.#talkative)) return;
    draft[field] = this.#random.chance(this.#good) ? good : this.#random.pick([good, ...others, null]);
  }

  some<T>(items: readonly T[], most: number): readonly T[] {
    return this.#random.shuffled(items).slice(0, this.#random.below(most + 1));
  }

  object(fill: (draft: Draft) => void): Draft {
    const draft: Draft = {};
    fill(draft);
    return draft;
  }

  context(isOfPod: boolean): Draft {
    return this.object((draft) => {
      this.maybe(draft, 'runAsNonRoot', true, [false]);
      this.maybe(draft, 'runAsUser', 10_001, [0, 1]);
      this.maybe(
        draft,
        'seccompProfile',
        { type: 'RuntimeDefault' },
        PROFILES.map((type) => ({ type })),
      );
      this.maybe(
        draft,
        'appArmorProfile',
        { type: 'RuntimeDefault' },
        PROFILES.map((type) => ({ type })),
      );
      this.maybe(draft, 'windowsOptions', { hostProcess: false }, [{ hostProcess: true }, {}, { hostProcess: null }]);
      const label = this.object((options) => {
        this.maybe(options, 'type', 'container_t', SE_LINUX_TYPES);
        this.maybe(options, 'level', 's0:c1,c2', ['']);
        this.maybe(options, 'user', '', ['system_u']);
        this.maybe(options, 'role', '', ['system_r']);
      });
      this.maybe(draft, 'seLinuxOptions', { type: 'container_t' }, [label]);
      if (isOfPod) this.#ofPod(draft);
      else this.#ofContainer(draft);
    });
  }

  #ofPod(draft: Draft): void {
    const sysctls = this.some(SYSCTLS, 3).map((name) => ({ name, value: '1' }));
    this.maybe(draft, 'sysctls', [], [sysctls]);
  }

  #ofContainer(draft: Draft): void {
    this.maybe(draft, 'privileged', false, [true]);
    this.maybe(draft, 'allowPrivilegeEscalation', false, [true]);
    this.maybe(draft, 'procMount', 'Default', ['Unmasked', '']);
    const sets = [{ drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, { add: this.some(CAPABILITIES, 2) }];
    const any = { drop: this.some(CAPABILITIES, 3), add: this.some(CAPABILITIES, 2) };
    this.maybe(draft, 'capabilities', { drop: ['ALL'] }, [...sets, any, any]);
  }

  container(name: string): Draft {
    const hosts = ['', 'example.com', '127.0.0.1'];
    const handlers = hosts.flatMap((host) => [{ httpGet: { port: 80, host } }, { tcpSocket: { port: 80, host } }]);
    return this.object((draft) => {
      draft.name = name;
      draft.image = 'app';
      this.maybe(draft, 'securityContext', this.context(false), [this.context(false)]);
      this.maybe(draft, 'ports', [{ containerPort: 80 }], [[{ containerPort: 80, hostPort: 80 }], [{ hostPort: 0 }]]);
      for (const probe of ['livenessProbe', 'startupProbe']) this.maybe(draft, probe, { exec: {} }, handlers);
      const hooks = handlers.flatMap((handler) => [{ preStop: handler }, { postStart: handler }]);
      this.maybe(draft, 'lifecycle', {}, hooks);
    });
  }

  annotations(names: readonly string[]): Draft {
    const keys = [
      'seccomp.security.alpha.kubernetes.io/pod',
      ...[...names, 'nobody'].flatMap((name) => [
        `container.seccomp.security.alpha.kubernetes.io/${name}`,
        `container.apparmor.security.beta.kubernetes.io/${name}`,
      ]),
    ];
    return this.object((draft) => {
      for (const key of this.some(keys, 2)) write(draft, key, this.#random.pick(ANNOTATIONS));
    });
  }
}

/** A pod that the API server might let through, as far as the standards look at it. */
export function randomPod(random: Random): JsonObject {
  const maker = new Maker(random);
  const names = Array.from({ length: 1 + random.below(3) }, (_, index) => `c${index}`);
  const spec = maker.object((draft) => {
    draft.containers = names.map((name) => maker.container(name));
    maker.maybe(
      draft,
      'initContainers',
      [],
      [[maker.container('init')], [{ ...maker.container('side'), restartPolicy: 'Always' }]],
    );
    maker.maybe(draft, 'ephemeralContainers', [], [[maker.container('debugger')]]);
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) maker.maybe(draft, field, false, [true]);
    // Each spares the pod some checks.
    if (random.chance(0.4)) draft.hostUsers = random.pick([false, true, null]);
    if (random.chance(0.4)) draft.os = random.pick([{ name: 'windows' }, { name: 'linux' }, {}]);
    maker.maybe(draft, 'securityContext', maker.context(true), [{}]);
    const volumes = maker.some(VOLUMES, 3).map((source) => ({ name: source.toLowerCase(), [source]: {} }));
    maker.maybe(draft, 'volumes', [{ name: 'tmp', emptyDir: {} }], [volumes]);
  });
  const annotations = random.chance(0.5) ? maker.annotations(names) : {};
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', annotations }, spec };
}
