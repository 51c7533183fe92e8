import { CONTAINER_LISTS } from '../model/workload.ts';
import { defaultPodResources, roundQuantities } from './default-resources.ts';
import { absent, type Draft, draftIn, draftsIn, fill, fillEmpty } from './draft.ts';
import { parseImageReference } from './image-reference.ts';

/** Fills in what the API server fills in. `isPod`: the spec is that of a pod itself, not of a template. */
export function defaultPodSpec(spec: Draft, isPod: boolean): void {
  fillEmpty(spec, { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' });
  fill(spec, { securityContext: {}, terminationGracePeriodSeconds: 30 });
  defaultServiceAccount(spec);
  for (const list of CONTAINER_LISTS) for (const container of draftsIn(spec, list)) defaultContainer(container);
  for (const volume of draftsIn(spec, 'volumes')) defaultVolume(volume);
  roundQuantities(spec);
  if (!isPod) return;
  fill(spec, { enableServiceLinks: true });
  defaultPodResources(spec);
  if (spec.hostNetwork === true) defaultHostPorts(spec);
}

/** The old name of the field is an alias. */
function defaultServiceAccount(spec: Draft): void {
  const alias = spec.serviceAccount;
  if (!absent(alias) && typeof alias !== 'string') return;
  if (typeof alias === 'string' && alias !== '') fillEmpty(spec, { serviceAccountName: alias });
  const name = spec.serviceAccountName;
  if (typeof name === 'string' && name !== '') spec.serviceAccount = name;
}

function defaultContainer(container: Draft): void {
  fillEmpty(container, {
    imagePullPolicy: pullPolicy(container.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  for (const port of draftsIn(container, 'ports')) fillEmpty(port, { protocol: 'TCP' });
  for (const variable of draftsIn(container, 'env')) defaultFieldRef(draftIn(variable, 'valueFrom'));
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = draftIn(container, field);
    if (probe === undefined) continue;
    fillEmpty(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
    defaultHandler(probe);
  }
  const lifecycle = draftIn(container, 'lifecycle') ?? {};
  for (const hook of ['postStart', 'preStop']) defaultHandler(draftIn(lifecycle, hook));
}

function defaultHandler(handler: Draft | undefined): void {
  const httpGet = handler && draftIn(handler, 'httpGet');
  if (httpGet !== undefined) fillEmpty(httpGet, { path: '/', scheme: 'HTTP' });
}

function defaultFieldRef(source: Draft | undefined): void {
  const fieldRef = source && draftIn(source, 'fieldRef');
  if (fieldRef !== undefined) fillEmpty(fieldRef, { apiVersion: 'v1' });
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
  const image = draftIn(volume, 'image');
  if (image !== undefined) fillEmpty(image, { pullPolicy: pullPolicy(image.reference) });
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const files = draftIn(volume, source);
    if (files !== undefined) fill(files, { defaultMode: 0o644 });
  }
  const hostPath = draftIn(volume, 'hostPath');
  if (hostPath !== undefined) fill(hostPath, { type: '' });
  for (const source of draftsIn(draftIn(volume, 'projected') ?? {}, 'sources')) {
    const token = draftIn(source, 'serviceAccountToken');
    if (token !== undefined) fill(token, { expirationSeconds: 3_600 });
    defaultDownwardFiles(draftIn(source, 'downwardAPI'));
  }
  defaultDownwardFiles(draftIn(volume, 'downwardAPI'));
}

function defaultDownwardFiles(files: Draft | undefined): void {
  for (const file of draftsIn(files ?? {}, 'items')) defaultFieldRef(file);
}

/** Ephemeral containers have no ports. */
function defaultHostPorts(spec: Draft): void {
  for (const list of ['containers', 'initContainers']) {
    for (const container of draftsIn(spec, list)) {
      for (const port of draftsIn(container, 'ports')) {
        const isUnset = absent(port.hostPort) || port.hostPort === 0;
        if (isUnset && typeof port.containerPort === 'number') port.hostPort = port.containerPort;
      }
    }
  }
}
