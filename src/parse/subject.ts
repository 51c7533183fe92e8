import type { AdmissionRequest } from '../model/admission.ts';
import { isObject } from '../model/json.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import { addedEphemeralContainers, parseWorkload } from './workload.ts';
import { isWorkloadResource, templatePath } from './workload-kinds.ts';

/** What to do with a request before any policy is asked. */
export type Triage =
  | { readonly kind: 'judge'; readonly subject: Subject }
  /** Outside our scope; the reason is a fixed text, fit for a metric label. */
  | { readonly kind: 'allow'; readonly reason: 'connect' | 'subresource' | 'not-a-workload' | 'clean-up' }
  /** The request contradicts itself. */
  | { readonly kind: 'deny'; readonly message: string };

/**
 * Sub-resources that change nothing we judge. Every other one that carries a workload is judged,
 * also those that later Kubernetes versions may add.
 */
const IGNORED_SUBRESOURCES = new Set([
  'attach',
  'binding',
  'eviction',
  'exec',
  'log',
  'portforward',
  'proxy',
  'status',
]);

const EPHEMERAL = 'ephemeralcontainers';

/** Denying these a DELETE would leave namespaces and orphans behind for ever. */
const CLEANERS = new Set([
  'system:serviceaccount:kube-system:namespace-controller',
  'system:serviceaccount:kube-system:generic-garbage-collector',
]);

/** Reads the subject out of a request. Never throws. */
export function subjectOf(request: AdmissionRequest): Triage {
  const { kind, operation, requester, subResource } = request;
  if (operation === 'CONNECT') return { kind: 'allow', reason: 'connect' };
  if (IGNORED_SUBRESOURCES.has(subResource)) return { kind: 'allow', reason: 'subresource' };
  if (templatePath(kind.group, kind.kind) === undefined) return triageOtherKind(request);
  if (operation === 'DELETE' && CLEANERS.has(requester.username)) return { kind: 'allow', reason: 'clean-up' };

  if (request.namespace === '') return deny(`request.namespace is missing: a ${kind.kind} lies in a namespace`);
  const field = operation === 'DELETE' ? 'oldObject' : 'object';
  if (request[field] === null) return deny(`request.${field} is missing: a ${operation} must carry it`);
  const workload = readWorkload(request, request[field]);
  if (workload === undefined) return deny(`request.${field} is not of the kind that request.kind names, ${kind.kind}`);
  // The API server names everyone: without a name we do not know who asks.
  const who = requester.username === '' ? {} : { requester };
  if (operation !== 'UPDATE') return { kind: 'judge', subject: { operation, workload, ...who } };

  const before = request.oldObject === null ? undefined : readWorkload(request, request.oldObject);
  const judged = subResource === EPHEMERAL ? addedEphemeralContainers(workload, before) : workload;
  const update = { operation, workload: judged, ...who };
  return { kind: 'judge', subject: before === undefined ? update : { ...update, before } };
}

/** Before Kubernetes 1.23, ephemeral containers came as a kind of their own, which is not read here. */
function triageOtherKind({ kind, resource, subResource }: AdmissionRequest): Triage {
  const holdsPod = subResource === '' || subResource === EPHEMERAL;
  return holdsPod && !kind.group.includes('.') && isWorkloadResource(resource)
    ? deny(`request.kind ${kind.kind} does not belong to request.resource ${resource}`)
    : { kind: 'allow', reason: 'not-a-workload' };
}

function readWorkload({ kind, namespace, name }: AdmissionRequest, object: unknown): Workload | undefined {
  if (isObject(object) && object.kind !== undefined && object.kind !== kind.kind) return undefined;
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  return parseWorkload(object, { kind: kind.kind, apiVersion, namespace, name });
}

function deny(problem: string): Triage {
  return { kind: 'deny', message: `malformed request: ${problem}` };
}
