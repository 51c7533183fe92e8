import { ADMISSION_RULES } from '../../lint/admission-rules.ts';
import { regionOf } from '../../lint/finding.ts';
import { linkOf } from '../../lint/rule-link.ts';
import type { Finding } from '../../model/decision.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { LintFinding } from '../../model/lint.ts';
import type { Span } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import type { Action } from '../../model/problem.ts';

const MESSAGE_LENGTH = 512;

/** Findings that reject are errors, whatever the severity of the rule. */
const SEVERITIES: Readonly<Record<Action, LintSeverity>> = { Deny: 'error', Warn: 'warning', Audit: 'info' };

/** What a policy finds, at a place of a Dockerfile. */
export function policyFinding(
  { rule, policy, action, message, remediation, undecided }: Finding,
  dockerfile: Dockerfile,
  span: Span,
): LintFinding {
  return {
    rule,
    aliases: [],
    severity: SEVERITIES[action],
    message: printable(withoutStop(message), MESSAGE_LENGTH),
    why: '',
    remediation: withoutStop(remediation),
    link: PAGELESS.has(rule) || !ADMISSION_RULES.has(rule) ? '' : linkOf(rule),
    span,
    region: regionOf(dockerfile, span),
    policy,
    ...(undecided && { undecided }),
  };
}

/** What image policies come to, and no rule by itself: docs/image-policies.md tells of it. */
const PAGELESS: ReadonlySet<string> = new Set([
  'image-digest',
  'image-signature',
  'image-attestation',
  'image-coverage',
]);

/** Sentences of the linter have no full stop. */
function withoutStop(sentence: string): string {
  return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
}
