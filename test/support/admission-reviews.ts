import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/model/json.ts';
import { goodPod } from './pods.ts';

/** An AdmissionReview (`admission.k8s.io/v1`) as the API server sends it. */
export interface ReviewBody {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: JsonObject & { readonly uid: string };
}

/** Fields of `request` that replace those of the same name. */
export type RequestFields = Readonly<Record<string, unknown>>;

const REPLICA_SET_CONTROLLER = {
  username: 'system:serviceaccount:kube-system:replicaset-controller',
  uid: '0f7a5f1e-5a0f-4a1b-8a8e-1e1a4a3f9c11',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/credential-id': ['JTI=9d0c1f7e-2f60-4a43-9d4f-5a0f5b1f4a17'] },
};

const POD = { gvk: { group: '', version: 'v1', kind: 'Pod' }, resource: 'pods' };
const DEPLOYMENT = { gvk: { group: 'apps', version: 'v1', kind: 'Deployment' }, resource: 'deployments' };

/** The CREATE of a pod, as the validating webhook sees it. */
export function podCreate(pod: JsonObject = goodPod(), fields: RequestFields = {}): ReviewBody {
  return review(POD, 'CREATE', { object: stored(pod), options: options('CreateOptions'), ...fields });
}

/** The UPDATE of a pod from `before` to `after`. */
export function podUpdate(before: JsonObject, after: JsonObject, fields: RequestFields = {}): ReviewBody {
  const objects = { object: stored(after), oldObject: stored(before) };
  return review(POD, 'UPDATE', { ...objects, options: options('UpdateOptions'), ...fields });
}

/** `kubectl debug`: an UPDATE through `pods/ephemeralcontainers` that adds one container. */
export function ephemeralContainer(pod: JsonObject, container: JsonObject, fields: RequestFields = {}): ReviewBody {
  const spec = { ...(pod.spec as JsonObject), ephemeralContainers: [container] };
  return podUpdate(
    pod,
    { ...pod, spec },
    { subResource: 'ephemeralcontainers', requestSubResource: 'ephemeralcontainers', ...fields },
  );
}

/** The DELETE of a pod: only the old object is there. */
export function podDelete(pod: JsonObject = goodPod(), fields: RequestFields = {}): ReviewBody {
  return review(POD, 'DELETE', { oldObject: stored(pod), options: options('DeleteOptions'), ...fields });
}

/** `kubectl exec`: a CONNECT to `pods/exec`, whose object is no pod. */
export function podExec(fields: RequestFields = {}): ReviewBody {
  const kind = { group: '', version: 'v1', kind: 'PodExecOptions' };
  return review({ gvk: kind, resource: 'pods' }, 'CONNECT', {
    subResource: 'exec',
    requestSubResource: 'exec',
    name: 'web',
    object: {
      apiVersion: 'v1',
      kind: 'PodExecOptions',
      stdin: true,
      stdout: true,
      tty: true,
      container: 'app',
      command: ['sh'],
    },
    options: null,
    ...fields,
  });
}

/** The CREATE of a Deployment whose template is the given pod. */
export function deploymentCreate(pod: JsonObject = goodPod(), fields: RequestFields = {}): ReviewBody {
  const { name: _, namespace, ...metadata } = pod.metadata as JsonObject;
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, generation: 1 },
    spec: {
      replicas: 2,
      selector: { matchLabels: metadata.labels },
      template: { metadata: { creationTimestamp: null, ...metadata }, spec: pod.spec },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  };
  return review(DEPLOYMENT, 'CREATE', { object: stored(object), options: options('CreateOptions'), ...fields });
}

/** A pod that is violating wherever privileged containers are disallowed. */
export function privilegedPod(): JsonObject {
  const pod = goodPod();
  const [container] = (pod.spec as { containers: readonly JsonObject[] }).containers;
  const privileged = { ...container, securityContext: { privileged: true } };
  return { ...pod, spec: { ...(pod.spec as JsonObject), containers: [privileged] } };
}

function review(
  { gvk, resource }: { readonly gvk: JsonObject; readonly resource: string },
  operation: string,
  fields: RequestFields,
): ReviewBody {
  const gvr = { group: gvk.group, version: gvk.version, resource };
  const object = (fields.object ?? fields.oldObject) as JsonObject | undefined;
  const { name, namespace } = (object?.metadata ?? {}) as JsonObject;
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: randomUUID(),
      kind: gvk,
      resource: gvr,
      requestKind: gvk,
      requestResource: gvr,
      name: name ?? '',
      namespace: namespace ?? 'shop',
      operation,
      userInfo: REPLICA_SET_CONTROLLER,
      object: null,
      oldObject: null,
      dryRun: false,
      ...fields,
    },
  };
}

/** The object with what the API server adds to it. */
function stored(object: JsonObject): JsonObject {
  return {
    ...object,
    metadata: {
      uid: randomUUID(),
      creationTimestamp: '2026-11-02T09:12:44Z',
      ...(object.metadata as JsonObject),
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-02T09:12:44Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} }, 'f:generateName': {} },
            'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
          },
        },
      ],
    },
  };
}

function options(kind: string): JsonObject {
  return { kind, apiVersion: 'meta.k8s.io/v1', fieldManager: 'kube-controller-manager' };
}
