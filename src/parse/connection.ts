import type { AdmissionRequest } from '../model/admission.ts';
import { isObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Workload } from '../model/workload.ts';
import { BOOLEAN, checkShape, INTEGER, list, object, type Shape, STRING, STRING_ITEM } from './shape.ts';

/** Sub-resources of pods that reach into a running pod (core/v1: PodExecOptions and the like). */
const CONNECTING = new Set(['attach', 'exec', 'portforward', 'proxy']);

/** The kinds of what is asked. */
export const CONNECTION_KINDS = ['PodAttachOptions', 'PodExecOptions', 'PodPortForwardOptions', 'PodProxyOptions'];

/** The fields of PodExecOptions, PodAttachOptions, PodPortForwardOptions and PodProxyOptions. */
const CONNECTION: Shape = object({
  container: STRING,
  command: list(STRING_ITEM),
  stdin: BOOLEAN,
  stdout: BOOLEAN,
  stderr: BOOLEAN,
  tty: BOOLEAN,
  ports: list(INTEGER),
  path: STRING,
});

const NOTHING = Object.freeze({});

/** What somebody asks of a running pod; undefined where the request asks for something else. */
export function parseConnection(request: AdmissionRequest): Workload | undefined {
  if (request.resource !== 'pods' || !CONNECTING.has(request.subResource)) return undefined;
  const malformed: Problem[] = [];
  const report = (problem: Problem) => void malformed.push(problem);
  if (isObject(request.object)) checkShape(CONNECTION, request.object, [], report);
  else report({ message: 'malformed: the options of the connection are missing', path: [] });
  return {
    holds: 'connection',
    apiVersion: request.kind.version,
    kind: request.kind.kind,
    namespace: request.namespace,
    name: podNameOf(request),
    labels: new Map(),
    object: isObject(request.object) ? request.object : NOTHING,
    templatePath: [],
    template: NOTHING,
    podPath: [],
    pod: NOTHING,
    containers: [],
    volumes: [],
    images: [],
    windows: false,
    narrowed: false,
    malformed,
  };
}

/**
 * A proxy request may put a port behind the name of the pod, and `http`, `https` or nothing before it:
 * `web:8080`, `https:web:8080` (k8s.io/apimachinery/pkg/util/net.SplitSchemeNamePort).
 */
function podNameOf({ subResource, name }: AdmissionRequest): string {
  const parts = subResource === 'proxy' ? name.split(':') : [];
  if (parts.length === 2) return parts[0] ?? name;
  return parts.length === 3 ? (parts[1] ?? name) : name;
}
