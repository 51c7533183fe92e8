import { assess, mutate, type World } from '../assess.ts';
import type { AdmissionRequest } from '../model/admission.ts';
import type { Decision, Failure } from '../model/decision.ts';
import type { JsonObject } from '../model/json.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Subject } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import { subjectOf } from '../parse/subject.ts';
import {
  type AdmissionAnswer,
  mutatingAnswer,
  outOfScopeAnswer,
  refusalAnswer,
  validatingAnswer,
} from '../report/admission.ts';
import type { Endpoint, Outcome } from './review-metrics.ts';

/** A decided review: what goes to the API server, and what the log and the metrics say of it. */
export interface Decided {
  readonly answer: AdmissionAnswer;
  readonly decision: Pick<Decision, 'findings' | 'failures'>;
  readonly outcome: Outcome;
  /** Absent where no workload was judged. */
  readonly workload?: Workload;
}

const UNJUDGED = { findings: [], failures: [] };

/** Decides a review by one set of policies. A validating review never gets a patch, a mutating one is never judged. */
export async function decide(
  endpoint: Endpoint,
  request: AdmissionRequest,
  policySet: PolicySet,
  world: World,
): Promise<Decided> {
  const triage = subjectOf(request);
  if (triage.kind === 'allow') {
    return { answer: outOfScopeAnswer(request), decision: UNJUDGED, outcome: 'out-of-scope' };
  }
  if (triage.kind === 'deny') {
    return { answer: refusalAnswer(request, triage.message), decision: UNJUDGED, outcome: 'malformed' };
  }
  const { subject } = triage;
  const { workload } = subject;
  if (endpoint === 'validate') {
    const decision = await assess(subject, policySet, world);
    const answer = validatingAnswer(request, decision, policySet.version);
    return { answer, decision, outcome: outcomeOf(decision), workload };
  }
  const { decision } = await mutate(subject, policySet, world, (object) => rereadSubject(request, object));
  return { answer: mutatingAnswer(request, decision), decision, outcome: outcomeOf(decision), workload };
}

/** The denial for a review that we failed on. */
export function failedReview(request: AdmissionRequest, failure: Failure): Decided {
  const message = `could not decide, so denied: ${failure.message}`;
  const decision = { findings: [], failures: [failure] };
  return { answer: refusalAnswer(request, message), decision, outcome: 'failed' };
}

function outcomeOf({ allowed, failures }: Decision): Outcome {
  if (failures.length > 0) return 'failed';
  return allowed ? 'allowed' : 'denied';
}

/** The subject that the API server would send next if it took our patch. */
function rereadSubject(request: AdmissionRequest, object: JsonObject): Subject | undefined {
  const triage = subjectOf({ ...request, object });
  return triage.kind === 'judge' ? triage.subject : undefined;
}
