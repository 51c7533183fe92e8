import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { show } from '../shared/fields.ts';
import { hostPathCheck } from './host-path-check.ts';
import { checkHostPath, type HostPath, hostPathOf, readingsOf, relationOf } from './host-paths.ts';

/**
 * spec.volumes[*].hostPath
 *   path  no socket or named pipe of a container runtime, and no directory that holds one
 */
const SOCKETS = [
  '/run/docker.sock',
  '/run/docker/containerd/containerd.sock',
  '/run/containerd/containerd.sock',
  '/run/containerd/containerd.sock.ttrpc',
  '/run/k3s/containerd/containerd.sock',
  '/run/k0s/containerd.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  '/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
  '/run/dockershim.sock',
  '/run/podman/podman.sock',
  '\\\\.\\pipe\\docker_engine',
  '\\\\.\\pipe\\containerd-containerd',
  '\\\\.\\pipe\\cri-dockerd',
];

export const disallowRuntimeSocket = workloadRule<{ readonly paths?: readonly string[] }>({
  id: 'disallow-runtime-socket',
  severity: 'error',
  summary: 'No pod mounts the socket of a container runtime',
  remediation: 'Remove the volume: build images and inspect containers by means that do not need the runtime.',
  aliases: {
    kubeLinter: ['docker-sock'],
    kyverno: ['disallow-cri-sock-mount', 'docker-socket-requires-label'],
  },
  options: record('Which sockets count', {
    paths: optional(
      list(
        'More paths of sockets, beside those of docker, containerd, CRI-O, cri-dockerd and podman (default none)',
        text('An absolute path of the node: /run/other.sock', {
          check: checkHostPath,
          examples: ['/run/other.sock', '\\\\.\\pipe\\other'],
        }),
      ),
    ),
  }),
  compile({ paths = [] }) {
    const sockets = [...SOCKETS, ...paths].map((path) => inRun(hostPathOf(path)));
    return hostPathCheck((path, onWindows) => {
      const readings = readingsOf(path, onWindows).map(inRun);
      for (const socket of sockets) {
        for (const reading of readings) {
          const relation = relationOf(reading, socket);
          if (relation === 'is') return 'the socket of a container runtime';
          if (relation !== undefined)
            return `which ${relation} ${show(socket.text)}, the socket of a container runtime`;
        }
      }
      return undefined;
    });
  },
});

/** The same path in /run, to which /var/run is a link. /run/user/<id> is the /run of runtimes without root. */
function inRun(path: HostPath): HostPath {
  let names = path.components;
  if (names[0] === 'var' && names[1] === 'run') names = names.slice(1);
  if (names[0] === 'run' && names[1] === 'user') names = ['run', ...names.slice(3)];
  return { ...path, components: names };
}
