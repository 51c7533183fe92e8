import type { Json } from './pod-parts.ts';
import { deniedPod, goodDeployment, goodPod, largePod, managed, variedPods } from './pods.ts';

/** One AdmissionReview to send, and what the answer must say. */
export interface Body {
  readonly uid: string;
  readonly bytes: Buffer;
  /** The verdict of bench/policies. */
  readonly allowed: boolean;
}

/** Sets of bodies by name; a slice sends the bodies of one set in turn. */
export const BODY_SETS = {
  pod: () => [review(managed(goodPod()))],
  'pod-without-managed-fields': () => [review(goodPod())],
  denied: () => [review(managed(deniedPod()), { allowed: false })],
  update: () => [review(managed(changedPod()), { oldObject: managed(goodPod()) })],
  '100-kb': () => [review(managed(largePod(620)))],
  deployment: () => [review(managed(goodDeployment()), { kind: 'Deployment' })],
  'varied-pods': () => variedPods(64).map((pod) => review(managed(pod))),
} as const satisfies Record<string, () => readonly Body[]>;
export type BodySet = keyof typeof BODY_SETS;

const KINDS = {
  Pod: { group: '', version: 'v1', resource: 'pods' },
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
} as const;

let reviews = 0;

/** The AdmissionReview that the API server sends about an object. */
function review(
  object: Json,
  { kind = 'Pod', allowed = true, oldObject }: { kind?: keyof typeof KINDS; allowed?: boolean; oldObject?: Json } = {},
): Body {
  const { group, version, resource } = KINDS[kind];
  const uid = `0f4d7b52-6a1e-4d3c-9b8a-${String(++reviews).padStart(12, '0')}`;
  const text = JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid,
      kind: { group, version, kind },
      resource: { group, version, resource },
      requestKind: { group, version, kind },
      requestResource: { group, version, resource },
      namespace: 'shop',
      operation: oldObject === undefined ? 'CREATE' : 'UPDATE',
      userInfo: {
        username: 'system:serviceaccount:kube-system:replicaset-controller',
        uid: '6f3c2f0e-5a5b-4a6e-8b0f-0d6f4a0f8c21',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
      object,
      oldObject: oldObject ?? null,
      dryRun: false,
      options: { kind: oldObject ? 'UpdateOptions' : 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  });
  return { uid, bytes: Buffer.from(text), allowed };
}

function changedPod(): Json {
  const pod = goodPod();
  return { ...pod, spec: { ...(pod.spec as Json), serviceAccountName: 'checkout-next' } };
}
