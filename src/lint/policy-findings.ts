import type { AdmissionPreview } from '../model/admission-preview.ts';
import type { LintFinding } from '../model/lint.ts';
import { strictness } from '../model/lint-policy.ts';

/** What policies of a cluster say of a file. */
export interface PolicyVerdict {
  readonly findings: readonly LintFinding[];
  /** What a cluster would say of pods of the image; absent: nobody asked. */
  readonly admission?: AdmissionPreview;
}

/** Rules of policies that are called otherwise than the rule of the linter that finds the same. */
const TWINS: ReadonlyMap<string, string> = new Map([['image-digest', 'pin-image-digest']]);

/**
 * Findings of the linter and of policies together. Where both find the same, by the id of the rule and the place, the
 * policy's stays, with the names and the fix of the other, and is no milder: what the linter fails at, no policy that only
 * warns lets pass. Of what a policy could not find out, both stay. Findings of policies of one rule must not overlap in part.
 */
export function withPolicies(found: readonly LintFinding[], { findings }: PolicyVerdict): LintFinding[] {
  if (findings.length === 0) return [...found];
  const byRule = Map.groupBy(
    findings
      .filter(({ undecided, admission }) => !undecided && admission !== 'depends')
      .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end),
    ({ rule }) => TWINS.get(rule) ?? rule,
  );
  const doubles = new Map<LintFinding, LintFinding[]>();
  const kept = found.filter((finding) => {
    const same = overlapping(byRule.get(finding.rule) ?? [], finding);
    for (const one of same) {
      const others = doubles.get(one);
      if (others === undefined) doubles.set(one, [finding]);
      else others.push(finding);
    }
    return same.length === 0;
  });
  return [...kept, ...findings.map((finding) => enriched(finding, doubles.get(finding) ?? []))];
}

function enriched(finding: LintFinding, own: readonly LintFinding[]): LintFinding {
  const [first] = own;
  if (first === undefined) return finding;
  const { rule, aliases, fix } = first;
  const names = rule === finding.rule ? aliases : [rule, ...aliases];
  let { severity } = finding;
  for (const other of own) {
    if (!other.preview && strictness(other.severity) > strictness(severity)) severity = other.severity;
  }
  return { ...finding, severity, aliases: names, ...(fix !== undefined && { fix }) };
}

/** Those of a sorted list that share a character with a finding. */
function overlapping(sorted: readonly LintFinding[], { span }: LintFinding): readonly LintFinding[] {
  const end = Math.max(span.end, span.start + 1);
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.span.end ?? 0) <= span.start) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while (last < sorted.length && (sorted[last]?.span.start ?? end) < end) last += 1;
  return sorted.slice(low, last);
}

/** Ids of the rules over pods that were asked. */
export function rulesAsked(verdict: PolicyVerdict | undefined): ReadonlySet<string> {
  return new Set(verdict?.admission?.answers.map(({ rule }) => rule));
}
