import { assess, mutate, type World } from '../assess.ts';
import type { AdmissionRequest } from '../model/admission.ts';
import type { Decision, Failure } from '../model/decision.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Subjects } from '../model/subject.ts';
import type { Workload } from '../model/workload.ts';
import { subjectsOf } from '../parse/subject.ts';
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
  readonly decision: Pick<Decision, 'findings' | 'waived' | 'failures' | 'images'>;
  readonly outcome: Outcome;
  /** The parts of the object; none where nothing was judged. */
  readonly workloads: readonly Workload[];
}

const UNJUDGED = { findings: [], waived: [], failures: [], images: [] };

/** Decides a review by one set of policies. A validating review never gets a patch, a mutating one is never judged. */
export async function decide(
  endpoint: Endpoint,
  request: AdmissionRequest,
  policySet: PolicySet,
  world: World,
): Promise<Decided> {
  const triage = subjectsOf(request, policySet.kinds);
  if (triage.kind === 'allow') {
    return { answer: outOfScopeAnswer(request), decision: UNJUDGED, outcome: 'out-of-scope', workloads: [] };
  }
  if (triage.kind === 'deny') {
    return { answer: refusalAnswer(request, triage.message), decision: UNJUDGED, outcome: 'malformed', workloads: [] };
  }
  const { subjects } = triage;
  const workloads = subjects.map(({ workload }) => workload);
  if (endpoint === 'validate') {
    const decision = await assess(subjects, policySet, world);
    const answer = validatingAnswer(request, decision, policySet.version);
    return { answer, decision, outcome: outcomeOf(decision), workloads };
  }
  const { decision } = await mutate(subjects, policySet, world, (object) => reread({ ...request, object }, policySet));
  return { answer: mutatingAnswer(request, decision), decision, outcome: outcomeOf(decision), workloads };
}

/** The denial for a review that we failed on. */
export function failedReview(request: AdmissionRequest, failure: Failure): Decided {
  const message = `could not decide, so denied: ${failure.message}`;
  const decision = { ...UNJUDGED, failures: [failure] };
  return { answer: refusalAnswer(request, message), decision, outcome: 'failed', workloads: [] };
}

function outcomeOf({ allowed, failures }: Decision): Outcome {
  if (failures.length > 0) return 'failed';
  return allowed ? 'allowed' : 'denied';
}

/** The subjects that the API server would send next if it took our patch. */
function reread(request: AdmissionRequest, { kinds }: PolicySet): Subjects | undefined {
  const triage = subjectsOf(request, kinds);
  return triage.kind === 'judge' ? triage.subjects : undefined;
}
