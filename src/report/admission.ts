import type { AdmissionRequest } from '../model/admission.ts';
import type { Decision, Finding, PatchOperation } from '../model/decision.ts';
import { printable } from '../model/printable.ts';
import { auditAnnotations } from './admission-audit.ts';
import { type Cause, causes, denialMessage, warnings } from './admission-text.ts';

/** `metav1.Status` of a denial. */
interface Status {
  readonly status: 'Failure';
  readonly code: 403;
  readonly reason: 'Forbidden';
  readonly message: string;
  readonly details?: { readonly causes: readonly Cause[] };
}

/** The answer to a validating review; the type has no room for a patch, which would fail the call. */
export interface ValidatingResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: Status;
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** The answer to a mutating review: `patch` and `patchType` come together or not at all. */
export type MutatingResponse =
  | ValidatingResponse
  | (ValidatingResponse & { readonly patchType: 'JSONPatch'; readonly patch: string });

/** `admission.k8s.io/v1` AdmissionReview as it is sent back. */
export interface AdmissionAnswer<Response extends ValidatingResponse = MutatingResponse> {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: Response;
}

/** Answers a validating review: findings that deny become one 403, those that warn become warnings. */
export function validatingAnswer(
  { uid }: Pick<AdmissionRequest, 'uid'>,
  decision: Decision,
  policyVersion: string,
): AdmissionAnswer<ValidatingResponse> {
  const withAction = (action: string) => decision.findings.filter((finding: Finding) => finding.action === action);
  const shown = warnings(withAction('Warn'));
  return answer({
    uid,
    allowed: decision.allowed,
    ...(decision.allowed ? {} : { status: denial(withAction('Deny'), decision) }),
    ...(shown.length > 0 ? { warnings: shown } : {}),
    auditAnnotations: auditAnnotations(decision, policyVersion),
  });
}

/** Answers a mutating review: patches, or a denial where we could not decide. It never judges. */
export function mutatingAnswer({ uid }: Pick<AdmissionRequest, 'uid'>, decision: Decision): AdmissionAnswer {
  if (!decision.allowed) return answer({ uid, allowed: false, status: denial([], decision) });
  if (decision.patches.length === 0) return answer({ uid, allowed: true });
  return answer({ uid, allowed: true, patchType: 'JSONPatch', patch: encodePatch(decision.patches) });
}

/** Answers a request that lies outside our scope. */
export function outOfScopeAnswer({ uid }: Pick<AdmissionRequest, 'uid'>): AdmissionAnswer<ValidatingResponse> {
  return answer({ uid, allowed: true });
}

/** Answers a request that contradicts itself, or one that we failed on before there was a decision. */
export function refusalAnswer(
  { uid }: Pick<AdmissionRequest, 'uid'>,
  message: string,
): AdmissionAnswer<ValidatingResponse> {
  return answer({ uid, allowed: false, status: { ...FORBIDDEN, message: printable(message, 1_024) } });
}

const FORBIDDEN = { status: 'Failure', code: 403, reason: 'Forbidden' } as const;

function denial(denied: readonly Finding[], { failures }: Decision): Status {
  const message = denialMessage(denied, failures);
  return denied.length === 0
    ? { ...FORBIDDEN, message }
    : { ...FORBIDDEN, message, details: { causes: causes(denied) } };
}

function encodePatch(patches: readonly PatchOperation[]): string {
  return Buffer.from(JSON.stringify(patches)).toString('base64');
}

function answer<Response extends ValidatingResponse>(response: Response): AdmissionAnswer<Response> {
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}
