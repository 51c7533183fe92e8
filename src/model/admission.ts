import type { Requester } from './subject.ts';

/** `metav1.GroupVersionKind`. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Operations of `admission.k8s.io/v1`. PATCH and apply arrive as CREATE or UPDATE. */
export const ADMISSION_OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
export type AdmissionOperation = (typeof ADMISSION_OPERATIONS)[number];

/** The `request` of an `admission.k8s.io/v1` AdmissionReview: its envelope checked, its objects still unknown. */
export interface AdmissionRequest {
  /** A fresh UUID for each call: echoed, logged, never a cache key. */
  readonly uid: string;
  readonly kind: GroupVersionKind;
  /** Plural resource name: `pods`. */
  readonly resource: string;
  /** '' for the resource itself. */
  readonly subResource: string;
  /** '' while the API server has not yet chosen it (generateName). */
  readonly name: string;
  /** '' for cluster-scoped objects. The only namespace that counts. */
  readonly namespace: string;
  readonly operation: AdmissionOperation;
  readonly requester: Requester;
  readonly dryRun: boolean;
  /** null for DELETE; the options of a connection for CONNECT. */
  readonly object: unknown;
  /** null for CREATE and CONNECT. */
  readonly oldObject: unknown;
}

/** A JSON body that is not a review we can answer: an HTTP status (4xx) and one line. */
export class ReviewError extends Error {
  override readonly name = 'ReviewError';
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
