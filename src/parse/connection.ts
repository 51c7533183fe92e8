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

/** What the request says of a connection besides its options. */
export interface ConnectionOrigin {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** Of the pod. */
  readonly name: string;
}

/** What somebody asks of a running pod; undefined where the request asks for something else. */
export function parseConnection(request: AdmissionRequest): Workload | undefined {
  if (request.resource !== 'pods' || !CONNECTING.has(request.subResource)) return undefined;
  const { kind, namespace, object } = request;
  return readConnection(object, { apiVersion: kind.version, kind: kind.kind, namespace, name: podNameOf(request) });
}

/** Reads the options of a connection. Never throws: what cannot be read is listed in `malformed`. */
export function readConnection(options: unknown, origin: ConnectionOrigin): Workload {
  const malformed: Problem[] = [];
  const report = (problem: Problem) => void malformed.push(problem);
  if (isObject(options)) checkShape(CONNECTION, options, [], report);
  else report({ message: 'malformed: the options of the connection are missing', path: [] });
  return {
    ...origin,
    holds: 'connection',
    labels: new Map(),
    object: isObject(options) ? options : NOTHING,
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
