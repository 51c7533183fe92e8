import type { AdmissionRequest } from '../model/admission.ts';
import { type Finding, type WaivedFinding, waiverName } from '../model/decision.ts';
import type { Workload } from '../model/workload.ts';
import type { Log } from './log.ts';
import type { Endpoint, Outcome } from './review-metrics.ts';

/** pino's `info`, so that decisions and other lines read alike. */
const LEVEL = 30;
const MAX_RULES = 20;
const MAX_DIGESTS = 20;
const MAX_TEXT = 256;

/** What one review came to. */
export interface Verdict {
  readonly endpoint: Endpoint;
  readonly request: AdmissionRequest;
  /** Absent where no workload was judged. */
  readonly workload?: Workload;
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  readonly allowed: boolean;
  readonly outcome: Outcome;
  /** Version of the policies that judged. */
  readonly policyVersion: string;
  /** From the headers of the request to the answer. */
  readonly milliseconds: number;
}

/**
 * Writes one line for each decision. It names the object and the rules, and the digests that the object
 * asks for, but copies nothing else out of it: no messages, env values, values of annotations or image names.
 */
export function logDecision(log: Log, verdict: Verdict): void {
  const { request, workload, findings, waived } = verdict;
  const record = {
    level: LEVEL,
    time: Date.now(),
    msg: 'decision',
    policyVersion: verdict.policyVersion,
    uid: request.uid,
    endpoint: verdict.endpoint,
    operation: request.operation,
    kind: short(request.kind.kind),
    subResource: request.subResource === '' ? undefined : short(request.subResource),
    namespace: short(request.namespace),
    name: short(workload?.name ?? request.name),
    allowed: verdict.allowed,
    outcome: verdict.outcome,
    rules: findings.length === 0 ? [] : rulesOf(findings),
    exceptions: waived.length === 0 ? undefined : exceptionsOf(waived),
    digests: workload === undefined ? [] : digestsOf(workload),
    dryRun: request.dryRun,
    durationMs: Math.round(verdict.milliseconds * 100) / 100,
  };
  log.write(`${JSON.stringify(record)}\n`);
}

function short(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}

function rulesOf(findings: readonly Finding[]): readonly string[] {
  const names = new Set<string>();
  for (const { policy, rule } of findings) {
    if (names.size === MAX_RULES) break;
    names.add(`${policy}/${rule}`);
  }
  return [...names];
}

function exceptionsOf(waived: readonly WaivedFinding[]): readonly string[] {
  const names = waived.map(({ waiver }) => waiverName(waiver));
  return [...new Set(names)].slice(0, MAX_RULES);
}

function digestsOf({ images }: Workload): readonly string[] {
  const digests = new Set<string>();
  for (const { parsed } of images) {
    if (digests.size === MAX_DIGESTS) break;
    if (parsed.ok && parsed.reference.digest !== undefined) digests.add(parsed.reference.digest);
  }
  return [...digests];
}
