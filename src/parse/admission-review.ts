import {
  ADMISSION_OPERATIONS,
  type AdmissionOperation,
  type AdmissionRequest,
  type GroupVersionKind,
  ReviewError,
} from '../model/admission.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Requester } from '../model/subject.ts';

const API_VERSION = 'admission.k8s.io/v1';
const MAX_UID = 128;
const MAX_GROUPS = 10_000;

/**
 * Checks the envelope of an `admission.k8s.io/v1` AdmissionReview. The objects inside stay unknown.
 * @throws ReviewError where the body is not a review that can be answered
 */
export function parseAdmissionReview(body: unknown): AdmissionRequest {
  if (!isObject(body)) throw new ReviewError('the body must be an AdmissionReview object');
  if (body.kind !== 'AdmissionReview' || body.apiVersion !== API_VERSION) {
    throw new ReviewError(`the body must be an AdmissionReview of ${API_VERSION}`);
  }
  const { request } = body;
  if (!isObject(request)) throw new ReviewError('request is missing or not an object');
  return {
    uid: readUid(request),
    kind: readKind(request),
    resource: readText(readObject(request, 'resource'), 'resource', 'request.resource.'),
    subResource: readText(request, 'subResource'),
    name: readText(request, 'name'),
    namespace: readText(request, 'namespace'),
    operation: readOperation(request),
    requester: readRequester(request),
    dryRun: readFlag(request, 'dryRun'),
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
  };
}

function readUid({ uid }: JsonObject): string {
  if (typeof uid !== 'string' || !/^[\x21-\x7e]+$/.test(uid) || uid.length > MAX_UID) {
    throw new ReviewError(`request.uid must be a string of 1 to ${MAX_UID} printable ASCII characters`);
  }
  return uid;
}

function readKind(request: JsonObject): GroupVersionKind {
  const kind = readObject(request, 'kind');
  const read = (field: string) => readText(kind, field, 'request.kind.');
  const parsed = { group: read('group'), version: read('version'), kind: read('kind') };
  if (parsed.kind === '') throw new ReviewError('request.kind.kind is missing');
  return parsed;
}

function readOperation({ operation }: JsonObject): AdmissionOperation {
  const known = ADMISSION_OPERATIONS.find((candidate) => candidate === operation);
  if (known === undefined) throw new ReviewError(`request.operation must be one of ${ADMISSION_OPERATIONS.join(', ')}`);
  return known;
}

function readRequester(request: JsonObject): Requester {
  const info = readObject(request, 'userInfo');
  const groups = info.groups ?? [];
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS || !groups.every((group) => typeof group === 'string')) {
    throw new ReviewError('request.userInfo.groups must be a list of strings');
  }
  return { username: readText(info, 'username', 'request.userInfo.'), groups };
}

function readObject(parent: JsonObject, field: string): JsonObject {
  const value = parent[field] ?? {};
  if (!isObject(value)) throw new ReviewError(`request.${field} must be an object`);
  return value;
}

function readText(parent: JsonObject, field: string, prefix = 'request.'): string {
  const value = parent[field] ?? '';
  if (typeof value !== 'string') throw new ReviewError(`${prefix}${field} must be a string`);
  return value;
}

function readFlag(parent: JsonObject, field: string): boolean {
  const value = parent[field] ?? false;
  if (typeof value !== 'boolean') throw new ReviewError(`request.${field} must be true or false`);
  return value;
}
