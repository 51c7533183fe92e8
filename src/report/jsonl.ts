import type { Offence } from '../model/attestation-verdict.ts';
import type { Finding } from '../model/decision.ts';
import { formatPath } from '../model/path.ts';
import { DECEPTIVE } from '../model/printable.ts';
import type { ReviewedSubject } from './reviewed-subject.ts';

/**
 * One subject as one line of JSON, with its line end. `failures` (why no decision could be made), `waived` (findings
 * that exceptions took out), `images` (what they stood for) and `unchecked` (rules that asked about images in vain) are
 * there only where there are any. The values are exact: what could deceive a terminal is written as `\uXXXX`.
 */
export function jsonLine(subject: ReviewedSubject): string {
  const { kind, name, namespace, file, line, decision } = subject;
  const { allowed, failures, patches, waived, images, unchecked } = decision;
  const show = ({ rule, policy, action, severity, reason, message, path, details, ...finding }: Finding) => ({
    rule,
    policy,
    action,
    severity,
    ...(reason !== undefined && { reason }),
    message,
    path: formatPath(path),
    file,
    ...subject.positionOf(path),
    remediation: finding.remediation,
    ...(details && { details }),
    ...(finding.offences && { offences: finding.offences.map(flat) }),
    ...(finding.unlisted !== undefined && { unlisted: finding.unlisted }),
    ...(finding.undecided && { undecided: true }),
    ...(finding.lapsed && { lapsed: finding.lapsed }),
  });
  const entry = {
    subject: { kind, name, namespace, file, line },
    allowed,
    findings: decision.findings.map(show),
    ...(waived.length > 0 && { waived: waived.map((finding) => ({ ...show(finding), waiver: finding.waiver })) }),
    patches,
    ...(images.length > 0 && { images }),
    ...(unchecked.length > 0 && { unchecked: unchecked.map((each) => ({ ...each, path: formatPath(each.path) })) }),
    ...(failures.length > 0 ? { failures: failures.map(({ code, message }) => ({ code, message })) } : {}),
  };
  return safeJson(entry);
}

/** What breaks a rule, with everything that is known of it side by side. */
function flat({ term, message, offender }: Offence) {
  return { term, message, ...offender };
}

/** What starts a command of a CI runner anywhere in a line: `##[command]`, `##vso[task]`. */
const COMMAND_INSIDE = /##(?=\[|vso\[)/g;

/** JSON with its line end, in which what could deceive a terminal or a CI runner is written as `\uXXXX`. */
export function safeJson(value: unknown, indent?: number): string {
  // Only an indent makes line ends: those in texts are escaped.
  const lines = JSON.stringify(value, undefined, indent).split('\n');
  return `${lines.map((line) => line.replace(DECEPTIVE, escapeUnits).replace(COMMAND_INSIDE, '#\\u0023')).join('\n')}\n`;
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
