import { isObject, type JsonObject } from '../../../model/json.ts';
import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { listOf, nameOf, problemAt, show } from '../shared/fields.ts';
import { podLabels, selectsByMap } from '../shared/label-selection.ts';
import { isUnset } from '../shared/unset.ts';
import { protocolOf } from './container-ports.ts';
import { isPortName, PORT_NAME_GRAMMAR } from './port-name.ts';

/**
 * spec.containers[*], spec.initContainers[*] with restartPolicy Always
 *   ports[*].name, containerPort, protocol  what each port of a Service that selects the pod aims at
 * Service
 *   spec.selector                           labels of the pod
 *   spec.ports[*].targetPort, protocol      a port name or number; undefined, '' and 0 mean the Service's own port
 */
export const serviceTargetPortsExist = workloadRule({
  id: 'service-target-ports-exist',
  severity: 'error',
  summary: 'The Services that select a pod aim at ports that it has',
  remediation: 'Make targetPort of the Service the name or the number of a port of the container.',
  aliases: { kubeLinter: ['invalid-target-ports'] },
  crossObject: true,
  reads: ['pod', { from: 'template', path: ['metadata', 'labels'] }],
  options: record('No options', {}),
  compile() {
    return (workload, report, surroundings) => {
      const services = surroundings.objects('', 'Service', workload.namespace);
      if (services.length === 0) return;
      const labels = podLabels(workload);
      let declared: readonly JsonObject[] | undefined;
      for (const service of services) {
        const { spec } = service;
        if (!isObject(spec) || spec.type === 'ExternalName' || !selectsByMap(spec.selector, labels)) continue;
        declared ??= declaredPorts(workload);
        const ports = spec.ports ?? [];
        for (const port of Array.isArray(ports) ? ports : [ports]) {
          const flaw = flawOf(port, declared);
          if (flaw === undefined) continue;
          const message = `the pod is selected by the Service ${show(nameOf(service) ?? '')}, ${flaw}`;
          report(problemAt(workload, [...workload.podPath, 'containers'], message));
        }
      }
    };
  },
});

const UNREADABLE_PORT: JsonObject = {};

/** The ports that a Service can reach by name: those of containers that keep running. */
function declaredPorts({ containers }: Workload): readonly JsonObject[] {
  return containers
    .filter(({ list, sidecar }) => list === 'containers' || sidecar)
    .flatMap(({ spec }) => listOf(spec.ports))
    .map((port) => (isObject(port) ? port : UNREADABLE_PORT));
}

/** What is wrong with a port of a Service, as a clause after the Service. */
function flawOf(port: unknown, declared: readonly JsonObject[]): string | undefined {
  if (!isObject(port)) return `whose port is ${show(port)}`;
  const target = isUnset(port.targetPort) || port.targetPort === 0 ? port.port : port.targetPort;
  const aim = `whose port ${show(port.port ?? '')} aims at ${show(target ?? '')}`;
  const protocol = protocolOf(port);
  const ofProtocol = declared.filter((each) => protocolOf(each) === protocol);
  if (typeof target === 'string') {
    if (!isPortName(target)) return `${aim}, which is not a port name: ${PORT_NAME_GRAMMAR}`;
    if (ofProtocol.some(({ name }) => name === target)) return undefined;
    return `${aim}, and no container has a port of that name with protocol ${show(protocol)}`;
  }
  if (!isPortNumber(target)) return `${aim}, which is not a port number`;
  // A container may listen without saying so: what is declared counts only where something is.
  if (declared.length === 0 || ofProtocol.some(({ containerPort }) => containerPort === target)) return undefined;
  return `${aim}, which is not among the ports that the containers declare with protocol ${show(protocol)}`;
}

function isPortNumber(port: unknown): boolean {
  return Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65_535;
}
