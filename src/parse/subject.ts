import type { AdmissionRequest } from '../model/admission.ts';
import { isObject } from '../model/json.ts';
import type { Subject, Subjects } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { parseConnection } from './connection.ts';
import { earlierStates } from './earlier.ts';
import { addedEphemeralContainers, parseWorkloads, type Workloads } from './workload.ts';
import { BUILT_IN_KINDS, isWorkloadResource } from './workload-kinds.ts';

/** What to do with a request before any policy is asked. */
export type Triage =
  | { readonly kind: 'judge'; readonly subjects: Subjects }
  /** Outside our scope; the reason is a fixed text, fit for a metric label. */
  | { readonly kind: 'allow'; readonly reason: 'connect' | 'subresource' | 'not-a-workload' | 'clean-up' }
  /** The request contradicts itself. */
  | { readonly kind: 'deny'; readonly message: string };

/**
 * Sub-resources that change nothing we judge. Every other one that carries a workload is judged,
 * also those that later Kubernetes versions may add.
 */
const IGNORED_SUBRESOURCES = new Set(['binding', 'eviction', 'log', 'status']);

const EPHEMERAL = 'ephemeralcontainers';

/** Denying these a DELETE would leave namespaces and orphans behind for ever. */
const CLEANERS = new Set([
  'system:serviceaccount:kube-system:namespace-controller',
  'system:serviceaccount:kube-system:generic-garbage-collector',
]);

/** Reads the subjects out of a request. Never throws. */
export function subjectsOf(request: AdmissionRequest, kinds: WorkloadKinds = BUILT_IN_KINDS): Triage {
  const { kind, operation, requester, subResource } = request;
  if (operation === 'CONNECT') return triageConnection(request);
  if (IGNORED_SUBRESOURCES.has(subResource)) return { kind: 'allow', reason: 'subresource' };
  if (kinds.find(apiVersionOf(request), kind.kind) === undefined) return triageOtherKind(request);
  if (operation === 'DELETE' && CLEANERS.has(requester.username)) return { kind: 'allow', reason: 'clean-up' };

  const known = BUILT_IN_KINDS.find(apiVersionOf(request), kind.kind);
  // A custom resource may lie in no namespace.
  if (request.namespace === '' && known !== undefined) {
    return deny(`request.namespace is missing: a ${kind.kind} lies in a namespace`);
  }
  const field = operation === 'DELETE' ? 'oldObject' : 'object';
  if (request[field] === null) return deny(`request.${field} is missing: a ${operation} must carry it`);
  const workloads = readWorkloads(request, request[field], kinds);
  if (workloads === undefined) return deny(`request.${field} is not of the kind that request.kind names, ${kind.kind}`);
  const who = requesterOf(request);
  const [first, ...rest] = workloads;
  if (operation !== 'UPDATE') {
    const subject = (workload: Workload): Subject => ({ operation, workload, ...who });
    return { kind: 'judge', subjects: [subject(first), ...rest.map(subject)] };
  }

  const earlier = request.oldObject === null ? undefined : readWorkloads(request, request.oldObject, kinds);
  const states = earlierStates(workloads, earlier);
  const update = (workload: Workload): Subject => {
    const before = states.get(workload);
    const judged = subResource === EPHEMERAL ? addedEphemeralContainers(workload, before) : workload;
    return { operation, workload: judged, ...(before && { before }), ...who };
  };
  return { kind: 'judge', subjects: [update(first), ...rest.map(update)] };
}

function triageConnection(request: AdmissionRequest): Triage {
  const workload = parseConnection(request);
  if (workload === undefined) return { kind: 'allow', reason: 'connect' };
  if (request.namespace === '') return deny('request.namespace is missing: a Pod lies in a namespace');
  return { kind: 'judge', subjects: [{ operation: 'CONNECT', workload, ...requesterOf(request) }] };
}

/** The API server names everyone: without a name we do not know who asks. */
function requesterOf({ requester }: AdmissionRequest): Pick<Subject, 'requester'> {
  return requester.username === '' ? {} : { requester };
}

/** Before Kubernetes 1.23, ephemeral containers came as a kind of their own, which is not read here. */
function triageOtherKind({ kind, resource, subResource }: AdmissionRequest): Triage {
  const holdsPod = subResource === '' || subResource === EPHEMERAL;
  return holdsPod && !kind.group.includes('.') && isWorkloadResource(resource)
    ? deny(`request.kind ${kind.kind} does not belong to request.resource ${resource}`)
    : { kind: 'allow', reason: 'not-a-workload' };
}

function apiVersionOf({ kind }: AdmissionRequest): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

function readWorkloads(request: AdmissionRequest, object: unknown, kinds: WorkloadKinds): Workloads | undefined {
  const { kind, namespace, name } = request;
  if (isObject(object) && object.kind !== undefined && object.kind !== kind.kind) return undefined;
  return parseWorkloads(object, { kind: kind.kind, apiVersion: apiVersionOf(request), namespace, name }, kinds);
}

function deny(problem: string): Triage {
  return { kind: 'deny', message: `malformed request: ${problem}` };
}
