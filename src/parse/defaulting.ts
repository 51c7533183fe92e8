import { isObject, type JsonObject } from '../model/json.ts';
import { valueAt } from '../model/value-at.ts';
import { CONTAINER_LISTS } from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { defaultController } from './default-controller.ts';
import { defaultPodResources } from './default-resources.ts';
import { absent, type Draft, draftsIn, fill } from './draft.ts';
import { parseImageReference } from './image-reference.ts';
import { placesOf } from './places.ts';
import { BUILT_IN_KINDS } from './workload-kinds.ts';

/**
 * The object as the API server would store it, as far as that can matter to a verdict (the `SetDefaults_*` functions of
 * k8s.io/kubernetes/pkg/apis/{core,apps,batch}/v1). Files are not defaulted; what a webhook receives is. What has the
 * wrong type stays as it is, for the shape check to find. The given object is not touched. Not simulated: what admission
 * plug-ins add in a live cluster (service account token volumes, LimitRanger, priorities, tolerations).
 */
export function withDefaults(
  object: JsonObject,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  kinds: WorkloadKinds = BUILT_IN_KINDS,
): JsonObject {
  const known = kinds.find(apiVersion, kind);
  if (known === undefined) return object;
  const draft = structuredClone(object) as Draft;
  for (const { path } of known.templates) {
    for (const place of placesOf(draft, path)) {
      const spec = valueAt(draft, [...place, 'spec']);
      if (isObject(spec)) defaultPodSpec(spec as Draft, place.length === 0);
    }
  }
  if (BUILT_IN_KINDS.find(apiVersion, kind) !== undefined) defaultController(draft, kind);
  return draft;
}

/** `isPod`: the spec is that of a pod itself, not of a template. */
function defaultPodSpec(spec: Draft, isPod: boolean): void {
  fill(spec, {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  for (const list of CONTAINER_LISTS) for (const container of draftsIn(spec, list)) defaultContainer(container);
  for (const volume of draftsIn(spec, 'volumes')) defaultVolume(volume);
  if (!isPod) return;
  fill(spec, { enableServiceLinks: true });
  defaultPodResources(spec);
  if (spec.hostNetwork === true) defaultHostPorts(spec);
}

function defaultContainer(container: Draft): void {
  fill(container, {
    imagePullPolicy: pullPolicy(container.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  for (const port of draftsIn(container, 'ports')) fill(port, { protocol: 'TCP' });
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[field];
    if (!isObject(probe)) continue;
    fill(probe as Draft, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    defaultHandler(probe);
  }
  const lifecycle = isObject(container.lifecycle) ? container.lifecycle : {};
  defaultHandler(lifecycle.postStart);
  defaultHandler(lifecycle.preStop);
}

function defaultHandler(handler: unknown): void {
  if (isObject(handler) && isObject(handler.httpGet)) fill(handler.httpGet as Draft, { path: '/', scheme: 'HTTP' });
}

/** What is no reference is left to be refused; the API server then says IfNotPresent. */
function pullPolicy(image: unknown): 'Always' | 'IfNotPresent' {
  const parsed = typeof image === 'string' ? parseImageReference(image) : undefined;
  if (!parsed?.ok) return 'IfNotPresent';
  const { tag, digest } = parsed.reference;
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

function defaultVolume(volume: Draft): void {
  const sources = Object.keys(volume).filter((field) => field !== 'name' && !absent(volume[field]));
  if (sources.length === 0) volume.emptyDir = {};
  const { image, secret, configMap, downwardAPI, projected, hostPath } = volume;
  if (isObject(image)) fill(image as Draft, { pullPolicy: pullPolicy(image.reference) });
  for (const source of [secret, configMap, downwardAPI, projected]) {
    if (isObject(source)) fill(source as Draft, { defaultMode: 0o644 });
  }
  if (isObject(hostPath)) fill(hostPath as Draft, { type: '' });
  for (const source of isObject(projected) ? draftsIn(projected as Draft, 'sources') : []) {
    if (isObject(source.serviceAccountToken)) fill(source.serviceAccountToken as Draft, { expirationSeconds: 3_600 });
  }
}

/** Ephemeral containers have no ports. */
function defaultHostPorts(spec: Draft): void {
  for (const list of ['containers', 'initContainers']) {
    for (const container of draftsIn(spec, list)) {
      for (const port of draftsIn(container, 'ports')) {
        if (absent(port.hostPort) || port.hostPort === 0) port.hostPort = port.containerPort;
      }
    }
  }
}
