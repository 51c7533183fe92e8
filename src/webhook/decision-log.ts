import type { AdmissionRequest } from '../model/admission.ts';
import { type DecidedImage, type Finding, type WaivedFinding, waiverName } from '../model/decision.ts';
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
  /** The parts of the object; none where nothing was judged. */
  readonly workloads: readonly Workload[];
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  readonly images: readonly DecidedImage[];
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
  const { request, workloads, findings, waived } = verdict;
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
    name: short(workloads[0]?.name ?? request.name),
    allowed: verdict.allowed,
    outcome: verdict.outcome,
    rules: findings.length === 0 ? [] : rulesOf(findings),
    exceptions: waived.length === 0 ? undefined : exceptionsOf(waived),
    digests: workloads.length === 0 ? [] : digestsOf(workloads, verdict.images),
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

/** Those that are written, and those that tags stood for. */
function digestsOf(workloads: readonly Workload[], images: readonly DecidedImage[]): readonly string[] {
  const digests = new Set(images.slice(0, MAX_DIGESTS).map(({ digest }) => digest));
  for (const { images } of workloads) {
    for (const { parsed } of images) {
      if (digests.size === MAX_DIGESTS) return [...digests];
      if (parsed.ok && parsed.reference.digest !== undefined) digests.add(parsed.reference.digest);
    }
  }
  return [...digests];
}
